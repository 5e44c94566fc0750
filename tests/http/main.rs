//! MCP over HTTP through its front door: raw requests, both eras, and the sandbox as the witness.

// Clippy knows test functions, and not the functions that they share.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod access;
mod calls;
mod clients;
mod handlers;
mod lifetime;
mod limits;
mod served;
mod streams;
mod tools;
