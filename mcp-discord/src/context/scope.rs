use std::{fmt, marker::PhantomData};

use crate::{
    discord::Operation,
    tool::{Progress, Scope},
};

/// What a tool works with: the way to Discord, as far as the tool `S` declared it.
///
/// Endpoints hang on the handles that it gives out. Each asks the compiler whether `S` declares the permissions and
/// the effect that it needs.
pub struct Context<S> {
    operation: Operation,
    scope: PhantomData<fn() -> S>,
}

impl<S: Scope> Context<S> {
    /// The context of one piece of work under the scope `S`.
    pub(crate) fn new(operation: Operation) -> Self {
        Self { operation, scope: PhantomData }
    }

    /// The work that it belongs to.
    pub(crate) const fn operation(&self) -> &Operation {
        &self.operation
    }

    /// Tells the caller how far the work is: `done` of `total` steps, when the total is known.
    pub async fn progress(&self, done: f64, total: Option<f64>, message: impl Into<String> + Send) {
        self.operation.host().progress(Progress { done, total, message: message.into() }).await;
    }
}

impl<S> Clone for Context<S> {
    fn clone(&self) -> Self {
        Self { operation: self.operation.clone(), scope: PhantomData }
    }
}

impl<S> fmt::Debug for Context<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("operation", &self.operation).finish()
    }
}
