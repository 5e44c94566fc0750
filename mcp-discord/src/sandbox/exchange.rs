//! Requests and answers, for whoever watches.

use std::{fmt, sync::Arc};

use axum::http::{HeaderMap, Method};
use bytes::Bytes;

use super::Fault;

/// A request to Discord's API and its answer.
///
/// A request whose connection was reset has no answer, and so makes no exchange.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The method.
    pub method: Method,
    /// Path and query as the client sent them: `/api/v10/users/@me/guilds?limit=2`.
    pub path: String,
    /// The request's headers, the token among them.
    pub request_headers: HeaderMap,
    /// The request's content type, when it has one.
    pub request_content_type: Option<String>,
    /// The request's body.
    pub request_body: Bytes,
    /// The answer's status.
    pub status: u16,
    /// The answer's content type, when it has one.
    pub response_content_type: Option<String>,
    /// The answer's body.
    pub response_body: Bytes,
    /// Set when the answer was made, or held up, by a fault.
    pub fault: Option<Fault>,
}

/// Watches exchanges; it runs before the answer goes out, so it must not block.
#[derive(Clone)]
pub(super) struct Observer(pub(super) Arc<dyn Fn(&Exchange) + Send + Sync>);

impl fmt::Debug for Observer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Observer")
    }
}
