//! A local Unkey v2 API that needs no account.

#[cfg_attr(not(test), expect(dead_code, reason = "the operations that draw from it follow"))]
mod limiter;
#[cfg_attr(not(test), expect(dead_code, reason = "the pipeline that calls it follows"))]
mod schema;
