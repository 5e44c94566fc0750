use std::{future::Future, pin::Pin};

use serde_json::{Map, Value};

/// A future on the heap.
type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a running tool may ask of whoever called it. `mcp/` implements it for MCP clients.
pub trait Host: Send + Sync {
    /// Tells the caller how far the work is. A caller that didn't ask for progress is told nothing.
    fn progress(&self, progress: Progress) -> Boxed<'_, ()>;
    /// Asks the person at the other end.
    fn ask(&self, question: Question) -> Boxed<'_, Reply>;
    /// Whether there is a person to ask.
    fn can_ask(&self) -> bool;
}

/// How far the work is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Steps done: rises with each report.
    pub done: usize,
    /// Steps in all, when known.
    pub total: Option<usize>,
    /// What is being done.
    pub message: String,
}

/// A question to a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Tells this question from another of the same call.
    pub key: &'static str,
    /// What the person reads.
    pub message: String,
    /// The form: JSON Schema of a flat object, as MCP's [elicitation] allows it.
    ///
    /// [elicitation]: https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation
    pub form: Map<String, Value>,
    /// What an agreement is bound to: an answer to another call doesn't count.
    pub digest: String,
}

/// What became of a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// The person agreed, and filled in the form.
    Accepted(Map<String, Value>),
    /// The person said no.
    Declined,
    /// The person closed the question without an answer.
    Dismissed,
    /// There is nobody to ask.
    Nobody,
    /// The question travels with the answer to this call; the call comes again when the person has replied.
    Later,
}

impl Reply {
    /// A word for metrics.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Accepted(_) => "accepted",
            Self::Declined => "declined",
            Self::Dismissed => "dismissed",
            Self::Nobody => "nobody",
            Self::Later => "later",
        }
    }
}

/// A caller that takes no progress and has nobody to ask.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoHost;

impl Host for NoHost {
    fn progress(&self, _: Progress) -> Boxed<'_, ()> {
        Box::pin(std::future::ready(()))
    }

    fn ask(&self, _: Question) -> Boxed<'_, Reply> {
        Box::pin(std::future::ready(Reply::Nobody))
    }

    fn can_ask(&self) -> bool {
        false
    }
}
