//! What is measured, as a scraper reads it: calls through the front door, and what the sandbox saw of them.

// Clippy knows test functions, and not the functions that they share.
#![allow(clippy::unwrap_used)]

mod calls;
mod catalog;
mod exposition;
mod hostile;
mod requests;
mod stage;
