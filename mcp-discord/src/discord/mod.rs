//! The way to Discord: handles and endpoints over a REST core of our own.

pub mod errors;
mod operation;
pub mod rest;

pub use operation::Operation;
