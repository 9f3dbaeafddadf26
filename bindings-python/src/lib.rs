//! The native library of the Python package: the core's calls, values and errors in Python's manner. What belongs to
//! one operation or type is generated; the rest stands here once.

mod answer;
mod call;
mod class;
mod client;
mod context;
mod emulator;
mod error;
#[rustfmt::skip]
mod generated;
mod give;
mod lock;
mod logging;
mod mailbox;
mod provider;
mod runtime;
mod secret;
mod settings;
mod stream;
mod take;
mod unset;

use pyo3::prelude::*;

/// The package's native module.
#[pymodule(gil_used = true)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<answer::Meta>()?;
    module.add_class::<answer::Page>()?;
    module.add_class::<answer::Pagination>()?;
    module.add_class::<answer::Response>()?;
    module.add_class::<client::AsyncUnkey>()?;
    module.add_class::<client::Unkey>()?;
    module.add_class::<emulator::NativeEmulator>()?;
    module.add_class::<mailbox::Mailbox>()?;
    module.add_class::<secret::KeySecret>()?;
    module.add_class::<stream::AsyncEventStream>()?;
    module.add_class::<stream::AsyncItemStream>()?;
    module.add_class::<stream::AsyncPageStream>()?;
    module.add_class::<stream::EventStream>()?;
    module.add_class::<stream::ItemStream>()?;
    module.add_class::<stream::PageStream>()?;
    module.add_class::<unset::UnsetType>()?;
    module.add("UNSET", unset::unset(module.py())?)?;
    module.add_function(wrap_pyfunction!(emulator::run_command, module)?)?;
    module.add_function(wrap_pyfunction!(error::explain, module)?)?;
    generated::register(module)
}
