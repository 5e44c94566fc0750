//! What is answered before a request comes to MCP.

use std::convert::Infallible;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, combinators::BoxBody};
use hyper::{
    Response, StatusCode,
    header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE},
};
use serde_json::json;

use super::access::Stranger;

/// JSON-RPC's code for a request that can't be taken as it is.
const INVALID_REQUEST: i32 = -32600;

pub(super) type Answer = Response<BoxBody<Bytes, Infallible>>;

/// A refusal, with what to do about it: an error as JSON-RPC has it, since clients show no other words.
pub(super) fn refusal(status: StatusCode, error: &str, hint: &str) -> Answer {
    // Which request it was is not known yet. Clients read only an error that says so.
    let error = json!({ "code": INVALID_REQUEST, "message": format!("{error}\nhint: {hint}") });
    let body = json!({ "jsonrpc": "2.0", "id": null, "error": error });
    text(status, "application/json", body.to_string())
}

pub(super) fn text(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(Full::new(body.into()).boxed());
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}

pub(super) fn unauthorized(program: &str, stranger: Stranger) -> Answer {
    let error = match stranger {
        Stranger::NoToken => "this server wants a bearer token",
        Stranger::WrongToken => "the bearer token is none of this server's",
    };
    let realm = HeaderValue::from_str(&format!("Bearer realm=\"{program}\""));
    let realm = realm.unwrap_or(HeaderValue::from_static("Bearer"));
    let hint = format!(
        "send the header `Authorization: Bearer TOKEN`; whoever runs the server makes one with `{program} token NAME`"
    );
    with(refusal(StatusCode::UNAUTHORIZED, error, &hint), WWW_AUTHENTICATE, realm)
}

pub(super) fn busy(error: &str) -> Answer {
    with(
        refusal(StatusCode::SERVICE_UNAVAILABLE, error, "try again in a second"),
        RETRY_AFTER,
        HeaderValue::from_static("1"),
    )
}

fn with(mut answer: Answer, name: HeaderName, value: HeaderValue) -> Answer {
    answer.headers_mut().insert(name, value);
    answer
}
