//! Answers on their way to HTTP: statuses, headers, bodies.

use std::time::Duration;

use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{CONTENT_TYPE, RETRY_AFTER},
    },
    response::Response,
};
use bytes::Bytes;
use serde_json::{Value, json};

use super::{
    Fault,
    call::Answer,
    errors::{Failure, INTERNAL_SERVER_ERROR},
    rate_limits::BucketState,
    world::now_ms,
};

/// How long a client is told to wait by a 429 that no header foretold.
const UNFORETOLD_RETRY: Duration = Duration::from_millis(250);

/// An answer before it becomes HTTP.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) content_type: Option<&'static str>,
    pub(super) body: Bytes,
    pub(super) fault: Option<Fault>,
}

impl Reply {
    pub(super) fn json(status: StatusCode, body: &Value) -> Self {
        Self {
            status,
            headers: HeaderMap::new(),
            content_type: Some("application/json"),
            body: body.to_string().into(),
            fault: None,
        }
    }

    pub(super) fn failure(failure: &Failure) -> Self {
        Self::json(failure.status(), &failure.body())
    }

    pub(super) fn outcome(outcome: Result<Answer, Failure>) -> Self {
        match outcome {
            Ok(Answer::Json(status, body)) => Self::json(status, &body),
            Ok(Answer::Empty) => {
                Self { content_type: None, ..Self::json(StatusCode::NO_CONTENT, &Value::Null) }
                    .with_body(Bytes::new())
            }
            Err(failure) => Self::failure(&failure),
        }
    }

    pub(super) fn with_body(mut self, body: Bytes) -> Self {
        self.body = body;
        self
    }

    pub(super) fn header(&mut self, name: &'static str, value: &str) {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(HeaderName::from_static(name), value);
        }
    }

    pub(super) fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        if let Some(content_type) = self.content_type {
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        response
    }
}

pub(super) fn bucket_headers(reply: &mut Reply, state: &BucketState) {
    let reset_ms = now_ms().saturating_add(u64::try_from(state.reset_after.as_millis()).unwrap_or(u64::MAX));
    reply.header("x-ratelimit-limit", &state.limit.to_string());
    reply.header("x-ratelimit-remaining", &state.remaining.to_string());
    reply.header("x-ratelimit-reset", &format!("{}.{:03}", reset_ms / 1_000, reset_ms % 1_000));
    reply.header("x-ratelimit-reset-after", &seconds(state.reset_after).to_string());
    reply.header("x-ratelimit-bucket", &state.bucket);
}

/// Seconds with milliseconds, rounded up: who waits so long is not too early.
fn seconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000.0).ceil() / 1_000.0
}

pub(super) fn too_many_requests(retry_after: Duration, global: bool, scope: &str) -> Reply {
    let body = json!({
        "message": "You are being rate limited.",
        "retry_after": seconds(retry_after),
        "global": global,
        "code": 0,
    });
    let mut reply = Reply::json(StatusCode::TOO_MANY_REQUESTS, &body);
    let whole_seconds = retry_after.as_secs() + u64::from(retry_after.subsec_nanos() > 0);
    reply.headers.insert(RETRY_AFTER, HeaderValue::from(whole_seconds));
    reply.header("x-ratelimit-scope", scope);
    if global {
        reply.header("x-ratelimit-global", "true");
    }
    reply
}

/// What a fault answers; `None` when it resets the connection instead.
pub(super) fn fault_reply(fault: Fault) -> Option<Reply> {
    let mut reply = match fault {
        Fault::TooManyRequests => too_many_requests(UNFORETOLD_RETRY, false, "shared"),
        Fault::BadGatewayHtml => {
            let page = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
                        <center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>cloudflare</center>\r\n\
                        </body>\r\n</html>\r\n";
            let mut reply = Reply::json(StatusCode::BAD_GATEWAY, &Value::Null);
            reply.content_type = Some("text/html");
            reply.with_body(Bytes::from_static(page.as_bytes()))
        }
        Fault::InternalServerError { .. } | Fault::Latency(_) => {
            Reply::failure(&INTERNAL_SERVER_ERROR.into())
        }
        Fault::ResetBefore | Fault::ResetAfter => return None,
    };
    reply.fault = Some(fault);
    Some(reply)
}
