//! The way to Discord: handles and endpoints over a REST core of our own.

mod operation;
pub mod operations;
pub mod rest;

pub use operation::Operation;
