//! Client of the Unkey API: typed calls, typed errors, bulk revocation.
