//! The emulator for tests, in this process.

use bytes::Bytes;
use http::Request;
use pyo3::{
    exceptions::{PyOSError, PyValueError},
    prelude::*,
};
use unkey_kit_emulator::{Emulator, EmulatorHandle, Setup};

use crate::{
    call::wait_for,
    lock::locked,
    runtime::{self, Owned},
};

/// An emulator that listens on loopback until it is stopped.
#[pyclass(frozen)]
pub(crate) struct NativeEmulator {
    running: Owned<std::sync::Mutex<Option<EmulatorHandle>>>,
    /// The base URL of the API.
    #[pyo3(get)]
    url: String,
    /// The base URL of each node.
    #[pyo3(get)]
    urls: Vec<String>,
    /// The base URL of the admin calls.
    #[pyo3(get)]
    admin_url: String,
    /// The first workspace's root key, which may do everything.
    #[pyo3(get)]
    root_key: String,
    /// The id of the first workspace.
    #[pyo3(get)]
    workspace_id: String,
    /// The ids and secrets of the first workspace, in JSON.
    #[pyo3(get)]
    first_workspace: String,
}

#[pymethods]
impl NativeEmulator {
    /// Starts an emulator whose first workspace is as the setup says, in JSON.
    #[new]
    #[pyo3(signature = (*, setup = None, seed = None, nodes = 1))]
    fn __new__(py: Python<'_>, setup: Option<&str>, seed: Option<u64>, nodes: usize) -> PyResult<Self> {
        let setup: Setup = match setup {
            Some(json) => Setup::from_json(json)
                .map_err(|error| PyValueError::new_err(format!("the setup cannot be read: {error}")))?,
            None => Setup::default(),
        };
        let mut builder = Emulator::builder().nodes(nodes.max(1));
        if let Some(seed) = seed {
            builder = builder.seed(seed);
        }
        let started = wait_for(py, runtime::driven(py)?, builder.start_with(setup))?;
        let handle = started.map_err(|error| match error.kind() {
            std::io::ErrorKind::InvalidInput => PyValueError::new_err(error.to_string()),
            _ => PyOSError::new_err(error.to_string()),
        })?;
        Ok(Self {
            url: handle.url().to_owned(),
            urls: handle.urls().to_vec(),
            admin_url: handle.admin_url().to_owned(),
            root_key: handle.root_key().to_owned(),
            workspace_id: handle.emulator().workspace_id().to_owned(),
            first_workspace: serde_json::to_string(handle.emulator().first_workspace())
                .map_err(|error| PyValueError::new_err(error.to_string()))?,
            running: Owned::new(std::sync::Mutex::new(Some(handle))),
        })
    }

    /// Makes an admin call with a JSON body; gives status and JSON.
    fn admin(&self, py: Python<'_>, method: &str, path: &str, body: String) -> PyResult<(u16, String)> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(http::header::CONTENT_TYPE, "application/json")
            .body(Bytes::from(body))
            .map_err(|error| PyValueError::new_err(error.to_string()))?;
        let emulator = match locked(self.running.here("emulator")?).as_ref() {
            Some(handle) => handle.emulator().clone(),
            None => return Err(PyValueError::new_err("the emulator is stopped")),
        };
        let response = py.detach(|| emulator.handle_admin(request));
        let text = String::from_utf8_lossy(response.body()).into_owned();
        Ok((response.status().as_u16(), text))
    }

    /// Stops to listen and closes every connection.
    fn stop(&self, py: Python<'_>) -> PyResult<()> {
        let running = locked(self.running.here("emulator")?).take();
        match running {
            Some(handle) => wait_for(py, runtime::driven(py)?, handle.shutdown()),
            None => Ok(()),
        }
    }
}

/// Runs the command `unkey-kit` with these arguments, the first of which is its name; gives its exit code.
#[pyfunction]
pub(crate) fn run_command(py: Python<'_>, arguments: Vec<String>) -> u8 {
    py.detach(|| unkey_kit_cli::run(arguments).code())
}
