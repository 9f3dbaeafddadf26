//! A local Unkey v2 API that needs no account.
