use std::{future::Future, pin::Pin};

use crate::{
    discord::Operation,
    tool::{Outcome, Reference},
};

/// A call whose arguments are typed. The layers of `call/` see every tool through this.
pub trait Prepared: Send {
    /// The references in the arguments, with the name of the argument that holds each,
    /// in the order of the signature.
    fn references(&mut self) -> Vec<(&'static str, Reference<'_>)>;

    /// The names of the arguments that were given.
    fn given(&self) -> &[&'static str];

    /// Runs the tool.
    fn run(self: Box<Self>, operation: Operation) -> Pin<Box<dyn Future<Output = Outcome> + Send>>;
}
