use std::time::Duration;

use percent_encoding::utf8_percent_encode;
use reqwest::header::HeaderValue;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use twilight_http_ratelimiting::Endpoint;
use url::Url;

use super::{Body, Path, RestError, path::RESERVED, payload::Payload, route::route};
use crate::observe::RequestMeter;

/// The HTTP methods of Discord's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, or asks for an action.
    Post,
    /// Puts in place.
    Put,
    /// Changes.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// Its name in the protocol.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Whether a request of this method changes something.
    pub const fn writes(self) -> bool {
        !matches!(self, Self::Get)
    }

    pub(super) const fn http(self) -> reqwest::Method {
        match self {
            Self::Get => reqwest::Method::GET,
            Self::Post => reqwest::Method::POST,
            Self::Put => reqwest::Method::PUT,
            Self::Patch => reqwest::Method::PATCH,
            Self::Delete => reqwest::Method::DELETE,
        }
    }

    pub(super) const fn limited(self) -> twilight_http_ratelimiting::Method {
        match self {
            Self::Get => twilight_http_ratelimiting::Method::Get,
            Self::Post => twilight_http_ratelimiting::Method::Post,
            Self::Put => twilight_http_ratelimiting::Method::Put,
            Self::Patch => twilight_http_ratelimiting::Method::Patch,
            Self::Delete => twilight_http_ratelimiting::Method::Delete,
        }
    }
}

/// When a request may be sent again after an attempt failed.
///
/// If Discord certainly did not act (no connection, a 429), any request is. This says what holds when it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Always: a read, or a PUT, PATCH or DELETE that does nothing more the second time.
    Idempotent,
    /// For three minutes: a message with `enforce_nonce`, of which a second one is the first as long as Discord
    /// [remembers it](https://discord.com/developers/docs/resources/message#create-message), "the past few minutes".
    Nonce,
    /// Never: a second one would be one too many.
    Never,
}

/// A request to Discord.
#[derive(Debug, Clone)]
pub struct Request {
    /// How.
    pub method: Method,
    /// Where.
    pub path: Path,
    /// The query, in plain text: it is encoded when it is sent.
    pub query: Vec<(&'static str, String)>,
    /// What goes with it.
    pub body: Body,
    /// What the server's [audit log] will say: up to 512 characters.
    ///
    /// [audit log]: https://discord.com/developers/docs/resources/audit-log
    pub reason: Option<String>,
    /// When it may be sent again.
    pub retry: Retry,
    /// When to give up. Waiting for rate limits and trying again count.
    pub deadline: Instant,
    /// Takes it back.
    pub cancel: CancellationToken,
}

impl Request {
    /// A request without query, body and reason. Reads may be repeated, anything else may not.
    pub const fn new(method: Method, path: Path, deadline: Instant, cancel: CancellationToken) -> Self {
        let retry = if method.writes() { Retry::Never } else { Retry::Idempotent };
        Self { method, path, query: Vec::new(), body: Body::None, reason: None, retry, deadline, cancel }
    }
}

/// A request that was checked and encoded, once for all its attempts.
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) template: String,
    pub(super) route: Endpoint,
    /// Whether the bot's token goes with it.
    pub(super) with_token: bool,
    pub(super) payload: Payload,
    pub(super) reason: Option<HeaderValue>,
    pub(super) upload_time: Duration,
    pub(super) retry: Retry,
    pub(super) deadline: Instant,
    pub(super) cancel: CancellationToken,
    pub(super) meter: RequestMeter,
}

/// What Discord's documentation allows for `X-Audit-Log-Reason`.
const REASON_LIMIT: usize = 512;

/// The slowest upload that is waited for.
const UPLOAD_BYTES_PER_SECOND: usize = 256 * 1024;

impl Call {
    pub(super) fn new(base: &Url, request: Request) -> Result<Self, RestError> {
        let Request { method, path, query, body, reason, retry, deadline, cancel } = request;
        let mut url = base.clone();
        url.set_path(&path.encoded(base.path())?);
        if !query.is_empty() {
            let pairs = query.iter().map(|(name, value)| {
                format!("{}={}", utf8_percent_encode(name, RESERVED), utf8_percent_encode(value, RESERVED))
            });
            url.set_query(Some(&pairs.collect::<Vec<_>>().join("&")));
        }
        let payload = Payload::new(body)?;
        let template = path.template();
        Ok(Self {
            method,
            url,
            meter: RequestMeter::new(method.as_str(), || route(method, &template)),
            template,
            route: path.route(method),
            with_token: !path.has_secret(),
            upload_time: Duration::from_secs((payload.size() / UPLOAD_BYTES_PER_SECOND) as u64),
            payload,
            reason: reason.as_deref().map(reason_header).transpose()?,
            retry,
            deadline,
            cancel,
        })
    }
}

fn reason_header(reason: &str) -> Result<HeaderValue, RestError> {
    let length = reason.chars().count();
    if length > REASON_LIMIT {
        let reason =
            format!("the reason for the audit log must be {REASON_LIMIT} characters or fewer: {length}");
        return Err(RestError::Invalid { reason });
    }
    HeaderValue::try_from(utf8_percent_encode(reason, RESERVED).to_string())
        .map_err(|error| RestError::Invalid { reason: format!("the reason can't be sent: {error}") })
}
