use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use reqwest::Method;
use serde_json::json;

use super::{Stage, send};
use crate::sandbox::{Exchange, Limits, Quota, Sandbox};

#[tokio::test]
async fn asks_for_token_and_user_agent() {
    let stage = Stage::set().await;
    let url = format!("{}/users/@me", stage.sandbox.api_base());
    let no_token = send(stage.client.get(&url)).await;
    assert_eq!(no_token.refusal(), (401, 0));
    assert_eq!(no_token.body["message"], "401: Unauthorized");
    let stranger = reqwest::Client::new().get(&url).send().await.unwrap();
    assert_eq!(stranger.status().as_u16(), 403);
    assert_eq!(stage.get("/users/@me").await.body["bot"], true);
    assert_eq!(stage.get("/nothing").await.status, 404);
    assert_eq!(stage.get("/channels/abc").await.refusal(), (400, 50035));
    let status = format!("http://{}/sandbox", stage.sandbox.address());
    assert_eq!(send(stage.client.get(status)).await.body["sandbox"], "mcp-discord");
}

#[tokio::test]
async fn tells_of_limits_in_headers_and_holds_to_them() {
    let limits = Limits::default().operation("create_message", Quota::new(1, Duration::from_mins(1)));
    let stage = Stage::set_with(Sandbox::builder().limits(limits)).await;
    let first = stage.post(&stage.messages_path(), json!({ "content": "1" })).await;
    assert_eq!(first.status, 200);
    assert_eq!(first.headers["x-ratelimit-limit"], "1");
    assert_eq!(first.headers["x-ratelimit-remaining"], "0");
    let second = stage.post(&stage.messages_path(), json!({ "content": "2" })).await;
    assert_eq!(second.status, 429);
    assert_eq!(second.headers["x-ratelimit-scope"], "user");
    assert_eq!(second.headers["retry-after"], "60");
    assert_eq!(second.body["global"], false);
    assert!((59.0..=60.0).contains(&second.body["retry_after"].as_f64().unwrap()));
    assert_eq!(second.headers["x-ratelimit-bucket"], first.headers["x-ratelimit-bucket"]);
    assert_eq!(stage.sandbox.write_log().len(), 1);
}

#[tokio::test]
async fn the_global_limit_stops_every_route() {
    let limits = Limits::default().global(Quota::new(1, Duration::from_mins(1)));
    let stage = Stage::set_with(Sandbox::builder().limits(limits)).await;
    assert_eq!(stage.get("/users/@me").await.status, 200);
    let stopped = stage.get("/gateway").await;
    assert_eq!(stopped.status, 429);
    assert_eq!(stopped.headers["x-ratelimit-global"], "true");
    assert_eq!(stopped.body["global"], true);
}

#[tokio::test]
async fn shows_an_observer_each_exchange() {
    let seen: Arc<Mutex<Vec<Exchange>>> = Arc::default();
    let sink = Arc::clone(&seen);
    let builder = Sandbox::builder()
        .limits(Limits::off())
        .observe(Arc::new(move |exchange| sink.lock().unwrap().push(exchange.clone())));
    let stage = Stage::set_with(builder).await;
    stage.post(&stage.messages_path(), json!({ "content": "seen" })).await;
    stage.get("/users/@me/guilds?limit=2").await;
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 2);
    assert_eq!((&seen[0].method, seen[0].status), (&Method::POST, 200));
    assert_eq!(&seen[0].request_body[..], br#"{"content":"seen"}"#);
    assert_eq!(seen[0].response_content_type.as_deref(), Some("application/json"));
    assert_eq!(seen[1].path, "/api/v10/users/@me/guilds?limit=2");
}

#[tokio::test]
async fn decodes_the_audit_log_reason() {
    let stage = Stage::set().await;
    let message = stage.sandbox.world().add_message(stage.channel, stage.person, "x").unwrap();
    stage.allow(crate::sandbox::permissions::ADMINISTRATOR);
    let request = stage.request(Method::DELETE, &format!("{}/{message}", stage.messages_path()));
    assert_eq!(send(request.header("X-Audit-Log-Reason", "spam%20%E2%80%93%20again")).await.status, 204);
    let world = stage.sandbox.world();
    let entry = &world.audit_log(stage.server)[0];
    assert_eq!(entry.reason.as_deref(), Some("spam – again"));
    assert_eq!(entry.target, Some(message));
}

#[tokio::test]
async fn stops_when_shut_down_or_dropped() {
    let stage = Stage::set().await;
    let address = stage.sandbox.address();
    assert_eq!(stage.get("/gateway").await.status, 200);
    stage.sandbox.shutdown().await;
    assert!(tokio::net::TcpStream::connect(address).await.is_err());

    let stage = Stage::set().await;
    let address = stage.sandbox.address();
    drop(stage);
    let gone = async { while tokio::net::TcpStream::connect(address).await.is_ok() {} };
    tokio::time::timeout(Duration::from_secs(10), gone).await.unwrap();
}
