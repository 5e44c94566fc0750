//! The way to Discord: handles and endpoints over a REST core of our own.

#[allow(dead_code, reason = "the layers of a call use it")]
mod directory;
pub mod model;
mod operation;
#[allow(dead_code, unused_imports, reason = "the layers of a call use it")]
mod permissions;
#[allow(dead_code, reason = "the layers of a call use it")]
mod reach;
#[allow(dead_code, reason = "the layers of a call use it")]
mod resolve;

pub use operation::Operation;
