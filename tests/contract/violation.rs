//! What a check says when an exchange departs from the document.

use std::fmt;

/// One departure of an exchange from Discord's document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The `operationId`; `None` when the document has no such operation.
    pub operation: Option<String>,
    /// Where in the exchange.
    pub place: Place,
    /// What is wrong, the value last.
    pub what: String,
}

/// A place in an exchange. Strings of bodies are JSON pointers; the empty one is the whole body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The method and path as such.
    Operation,
    /// The path parameter of this name.
    PathParameter(String),
    /// The query parameter of this name.
    QueryParameter(String),
    /// The request's `Content-Type`.
    RequestType,
    /// The request's body.
    RequestBody(String),
    /// The part of this name in a multipart request.
    RequestPart(String),
    /// The answer's status.
    ResponseStatus,
    /// The answer's `Content-Type`.
    ResponseType,
    /// The answer's body.
    ResponseBody(String),
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operation = self.operation.as_deref().unwrap_or("unknown operation");
        write!(f, "{operation}: {}: {}", self.place, self.what)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operation => f.write_str("method and path"),
            Self::PathParameter(name) => write!(f, "path parameter `{name}`"),
            Self::QueryParameter(name) => write!(f, "query parameter `{name}`"),
            Self::RequestType => f.write_str("request content type"),
            Self::RequestBody(at) => write!(f, "request body at `{at}`"),
            Self::RequestPart(name) => write!(f, "request part `{name}`"),
            Self::ResponseStatus => f.write_str("response status"),
            Self::ResponseType => f.write_str("response content type"),
            Self::ResponseBody(at) => write!(f, "response body at `{at}`"),
        }
    }
}
