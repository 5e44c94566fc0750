//! The way to Discord: handles and endpoints over a REST core of our own.

pub mod model;
mod operation;

pub use operation::Operation;
