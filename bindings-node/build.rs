//! Tells the linker that the host provides Node's symbols.

fn main() {
    napi_build::setup();
}
