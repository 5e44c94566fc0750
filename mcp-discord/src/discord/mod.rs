//! The way to Discord: handles and endpoints over a REST core of our own.

pub mod model;
mod operation;
#[allow(dead_code, unused_imports, reason = "the layers of a call use it")]
mod permissions;

pub use operation::Operation;
