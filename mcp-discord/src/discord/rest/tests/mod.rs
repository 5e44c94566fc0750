mod acted;
mod download;
mod limits;
mod server;
mod wire;

use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::*;

const TOKEN: &str = "canary.bot.token";

fn config(base: &Url) -> RestConfig {
    RestConfig::new(base.clone(), TOKEN.to_owned().into())
}

/// One that does not wait for answers for long.
fn impatient(base: &Url) -> Rest {
    Rest::new(RestConfig { attempt_timeout: Duration::from_millis(400), ..config(base) }).unwrap()
}

fn rest(base: &Url) -> Rest {
    Rest::new(config(base)).unwrap()
}

fn after(time: Duration) -> Instant {
    Instant::now() + time
}

fn get() -> Request {
    let path = Path::new().literal("channels").id(1).literal("messages");
    Request::new(Method::Get, path, after(Duration::from_secs(10)), CancellationToken::new())
}

fn post(retry: Retry) -> Request {
    Request { method: Method::Post, body: Body::Json(json!({ "content": "hello" })), retry, ..get() }
}
