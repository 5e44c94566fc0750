use std::{error::Error, time::Duration};

use bytes::{Bytes, BytesMut};
use reqwest::{
    Response,
    header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
};
use serde::Deserialize;
use serde_json::Value;
use tokio::time::{Instant, timeout_at};
use tracing::debug;
use twilight_http_ratelimiting::RateLimitHeaders;

use super::{
    Core, RestError,
    payload::Payload,
    request::Call,
    retry::{Past, Wait},
};
use crate::{
    observe::{self, Status},
    tool::neutralise,
};

/// What one attempt came to.
pub(super) enum Ended {
    Answered {
        status: u16,
        body: Bytes,
    },
    /// It makes no sense to try again.
    Final(RestError),
    /// Trying again may help, if the request allows it; else this is the error.
    Again {
        error: RestError,
        wait: Wait,
    },
}

/// What happened on the wire.
pub(super) enum Exchange {
    Answered(Reply),
    /// There was no connection: nothing was sent.
    Unreached(String),
    /// Sent, perhaps in part, and no status came back.
    Lost(String),
    Cancelled,
}

impl Exchange {
    /// What it counts as.
    pub(super) const fn status(&self) -> Status {
        match self {
            Self::Answered(reply) => Status::Answered(reply.status),
            Self::Unreached(_) => Status::Unreached,
            Self::Lost(_) => Status::Lost,
            Self::Cancelled => Status::Cancelled,
        }
    }
}

/// An answer, as far as it could be read. The status always was.
pub(super) struct Reply {
    status: u16,
    headers: HeaderMap,
    body: Result<Bytes, Unreadable>,
}

enum Unreadable {
    Cut(String),
    TooLong(usize),
}

/// The part of an [error answer](https://discord.com/developers/docs/reference#error-messages) that we know.
/// One odd field doesn't make the others unreadable.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Complaint {
    code: Value,
    message: Value,
    errors: Option<Value>,
    retry_after: Value,
    global: Value,
}

const REASON: HeaderName = HeaderName::from_static("x-audit-log-reason");

/// Whose limit a 429 says was reached.
const SCOPES: [&str; 3] = ["user", "global", "shared"];

/// How long to wait after a 429 that doesn't say.
const UNTOLD_WAIT: Duration = Duration::from_secs(1);

/// What no limit of Discord's exceeds. A time beyond it is a mistake, and clocks can't hold all that a header can.
const LONGEST_LIMIT: Duration = Duration::from_hours(24);

/// Discord rounds its times to the millisecond, so a timer that keeps to them exactly may be early.
const SLACK: Duration = Duration::from_millis(5);

impl Core {
    /// Sends a request and reads its answer, until a time.
    pub(super) async fn exchange(&self, client: &reqwest::Client, call: &Call, end: Instant) -> Exchange {
        let mut request = client.request(call.method.http(), call.url.clone());
        if call.with_token {
            request = request.header(AUTHORIZATION, self.authorization.clone());
        }
        if let Some(reason) = &call.reason {
            request = request.header(REASON, reason.clone());
        }
        request = match &call.payload {
            Payload::None => request,
            Payload::Json(json) => {
                request.header(CONTENT_TYPE, HeaderValue::from_static("application/json")).body(json.clone())
            }
            Payload::Multipart { json, files } => match Payload::form(json, files) {
                Ok(form) => request.multipart(form),
                Err(error) => return Exchange::Unreached(error.to_string()),
            },
        };
        let mut response = match timeout_at(end, request.send()).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) if error.is_connect() || error.is_builder() => {
                return Exchange::Unreached(chain(error));
            }
            Ok(Err(error)) => return Exchange::Lost(chain(error)),
            Err(_) => return Exchange::Lost("Discord did not answer in time".into()),
        };
        let (status, headers) = (response.status().as_u16(), std::mem::take(response.headers_mut()));
        let body = match timeout_at(end, read(response, self.answer_limit)).await {
            Ok(body) => body,
            Err(_) => Err(Unreadable::Cut("the answer did not end in time".into())),
        };
        Exchange::Answered(Reply { status, headers, body })
    }

    /// Decides what an attempt has come to, and counts what Discord counts.
    pub(super) fn judge(&self, call: &Call, past: &Past, exchange: Exchange) -> Ended {
        let attempts = past.attempts();
        // A read that went wrong has done nothing; of a write nobody knows.
        let unanswered = |reason: String| {
            if call.method.writes() {
                RestError::Lost { reason, attempts }
            } else {
                RestError::Unavailable { reason, attempts }
            }
        };
        let reply = match exchange {
            Exchange::Answered(reply) => reply,
            Exchange::Unreached(reason) => {
                let error = RestError::Unavailable { reason, attempts };
                return Ended::Again { error, wait: Wait::Backoff };
            }
            Exchange::Lost(reason) => {
                return Ended::Again { error: unanswered(reason), wait: Wait::Backoff };
            }
            Exchange::Cancelled if call.method.writes() => {
                return Ended::Final(unanswered("cancelled while it was under way".into()));
            }
            Exchange::Cancelled => return Ended::Final(RestError::Cancelled { sent: true }),
        };
        debug!(attempt = attempts, status = reply.status, "answered");
        match reply.status {
            200..300 => match reply.body {
                Ok(body) => Ended::Answered { status: reply.status, body },
                Err(Unreadable::Cut(reason)) => {
                    Ended::Again { error: unanswered(reason), wait: Wait::Backoff }
                }
                Err(Unreadable::TooLong(limit)) => {
                    Ended::Final(unanswered(format!("the answer is longer than {limit} bytes")))
                }
            },
            401 if call.with_token => {
                self.breaker.count();
                self.breaker.token_refused();
                Ended::Final(RestError::Unauthorized)
            }
            429 => self.limited(&reply),
            500.. => {
                let reason = format!("Discord failed with {}", reply.status);
                Ended::Again { error: unanswered(reason), wait: Wait::Backoff }
            }
            status => {
                if matches!(status, 401 | 403) {
                    self.breaker.count();
                }
                Ended::Final(reply.refusal())
            }
        }
    }

    fn limited(&self, reply: &Reply) -> Ended {
        let complaint = reply.complaint();
        let scope = reply.header(RateLimitHeaders::SCOPE);
        observe::rate_limited(SCOPES.into_iter().find(|known| scope == Some(known)).unwrap_or("none"));
        if scope != Some("shared") {
            self.breaker.count();
        }
        // Without Discord's words it is Cloudflare's, which counts all that comes from this address.
        let foreign = scope.is_none() && complaint.message.is_null();
        let global = scope == Some("global") || complaint.global == true || foreign;
        let retry_after = reply.retry_after(&complaint);
        if global {
            self.limiter.pause(retry_after);
        }
        let code = complaint.code().filter(|code| *code != 0);
        let error = RestError::Limited { retry_after, global, code };
        Ended::Again { error, wait: Wait::Told(retry_after) }
    }
}

/// Reads a body up to a limit.
async fn read(mut response: Response, limit: usize) -> Result<Bytes, Unreadable> {
    let mut body = BytesMut::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > limit => return Err(Unreadable::TooLong(limit)),
            // Most answers come in one piece, which is not copied.
            Ok(Some(chunk)) if body.is_empty() => body = chunk.into(),
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body.freeze()),
            Err(error) => return Err(Unreadable::Cut(chain(error))),
        }
    }
}

/// An error with its causes on one line, without the address: that may hold a webhook's token.
pub(super) fn chain(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.ends_with(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

/// A time of Discord's in seconds; `None` for what is none.
fn limit_time(seconds: f64) -> Option<Duration> {
    (seconds >= 0.0).then(|| Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST_LIMIT).min(LONGEST_LIMIT))
}

impl Complaint {
    fn code(&self) -> Option<u32> {
        self.code.as_u64().and_then(|code| code.try_into().ok())
    }
}

impl Reply {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.header(name)?.trim().parse().ok()
    }

    /// What the body says, if it is Discord's; a proxy or Cloudflare answers with a page.
    fn complaint(&self) -> Complaint {
        self.body.as_ref().ok().and_then(|body| serde_json::from_slice(body).ok()).unwrap_or_default()
    }

    fn refusal(&self) -> RestError {
        let complaint = self.complaint();
        let message = match complaint.message.as_str() {
            Some(message) => neutralise(message).into_owned(),
            None => "no reason given".into(),
        };
        RestError::Refused {
            status: self.status,
            code: complaint.code().unwrap_or(0),
            message,
            errors: complaint.errors,
            lost_before: false,
        }
    }

    fn retry_after(&self, complaint: &Complaint) -> Duration {
        let seconds = complaint
            .retry_after
            .as_f64()
            .or_else(|| self.number(RETRY_AFTER.as_str()))
            .or_else(|| self.number(RateLimitHeaders::RESET_AFTER));
        seconds.and_then(limit_time).unwrap_or(UNTOLD_WAIT)
    }

    /// What the answer says about the limit of its route, for the limiter.
    pub(super) fn limits(&self) -> Option<RateLimitHeaders> {
        let bucket = self.headers.get(RateLimitHeaders::BUCKET)?.as_bytes().to_vec();
        let limit = self.number(RateLimitHeaders::LIMIT)?;
        let mut remaining = self.number(RateLimitHeaders::REMAINING)?;
        let mut reset_after = self.number(RateLimitHeaders::RESET_AFTER).and_then(limit_time)?;
        if self.status == 429 && self.header(RateLimitHeaders::SCOPE) == Some("shared") {
            // Others used the resource up; what the headers say remains is ours alone.
            remaining = 0;
            reset_after = self.retry_after(&self.complaint());
        }
        let reset_at = (Instant::now() + reset_after + SLACK).into_std();
        Some(RateLimitHeaders { bucket, limit, remaining, reset_at })
    }
}
