use std::{io, time::Duration};

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::{Stage, USER_AGENT};
use crate::sandbox::{Fault, Faults};

/// Sends a message over a bare socket, and returns what came back before the connection ended.
async fn send_over_socket(stage: &Stage) -> (Vec<u8>, io::Result<usize>) {
    let mut socket = TcpStream::connect(stage.sandbox.address()).await.unwrap();
    let body = r#"{"content":"hello"}"#;
    let request = format!(
        "POST /api/v10{} HTTP/1.1\r\nHost: sandbox\r\nUser-Agent: {USER_AGENT}\r\nAuthorization: Bot {}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        stage.messages_path(),
        stage.sandbox.token(),
        body.len()
    );
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let end = socket.read_to_end(&mut answer).await;
    (answer, end)
}

#[tokio::test]
async fn reset_after_leaves_the_write_and_no_answer() {
    let stage = Stage::set().await;
    stage.sandbox.set_faults(Faults::always(Fault::ResetAfter));
    let (answer, end) = send_over_socket(&stage).await;
    assert!(answer.is_empty(), "{answer:?}");
    assert_eq!(end.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    assert_eq!(stage.sandbox.write_log().len(), 1);
}

#[tokio::test]
async fn reset_before_leaves_neither() {
    let stage = Stage::set().await;
    stage.sandbox.set_faults(Faults::always(Fault::ResetBefore));
    let (answer, end) = send_over_socket(&stage).await;
    assert!(answer.is_empty(), "{answer:?}");
    assert_eq!(end.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    assert!(stage.sandbox.write_log().is_empty());
}

#[tokio::test]
async fn gone_is_gone_for_old_and_new_connections() {
    let stage = Stage::set().await;
    assert_eq!(stage.get("/gateway").await.status, 200);
    stage.sandbox.set_gone(true);
    assert!(stage.request(reqwest::Method::GET, "/gateway").send().await.is_err());
    stage.sandbox.set_gone(false);
    assert_eq!(stage.get("/gateway").await.status, 200);
}

#[tokio::test]
async fn answers_as_a_broken_discord_does() {
    let stage = Stage::set().await;
    let path = stage.messages_path();
    stage.sandbox.set_faults(Faults::always(Fault::BadGatewayHtml));
    let edge = stage.post(&path, json!({ "content": "x" })).await;
    assert_eq!((edge.status, &edge.headers["content-type"]), (502, &"text/html".parse().unwrap()));
    stage.sandbox.set_faults(Faults::always(Fault::TooManyRequests));
    let limited = stage.post(&path, json!({ "content": "x" })).await;
    assert_eq!((limited.status, &limited.headers["x-ratelimit-scope"]), (429, &"shared".parse().unwrap()));
    assert!(stage.sandbox.write_log().is_empty());
    stage.sandbox.set_faults(Faults::always(Fault::Latency(Duration::from_millis(1))));
    assert_eq!(stage.post(&path, json!({ "content": "x" })).await.status, 200);
}

#[tokio::test]
async fn an_internal_error_may_hide_a_success() {
    let stage = Stage::set().await;
    stage.sandbox.set_faults(Faults::always(Fault::InternalServerError { effect: true }));
    assert_eq!(stage.post(&stage.messages_path(), json!({ "content": "x" })).await.status, 500);
    assert_eq!(stage.sandbox.write_log().len(), 1);
    stage.sandbox.set_faults(Faults::always(Fault::InternalServerError { effect: false }));
    assert_eq!(stage.post(&stage.messages_path(), json!({ "content": "x" })).await.status, 500);
    assert_eq!(stage.sandbox.write_log().len(), 1);
}
