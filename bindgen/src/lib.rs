//! Projects the definition in `core/src/api` into Python, Node and Swift.
