//! Writes uniffi's own Swift from the compiled library; `cargo xtask swift bindings` runs it.

fn main() {
    uniffi::uniffi_bindgen_swift();
}
