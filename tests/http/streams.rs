//! Streams: what is not read stalls nobody, and what was missed can be had later.

use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpSocket, TcpStream},
};

use crate::{
    served::{By, answer, events, messages, outcome},
    tools::{held_up, wait_for},
};

/// Sends a request, and never reads an answer while the connection is held.
pub(crate) async fn unread(request: RequestBuilder) -> TcpStream {
    let request = request.build().unwrap();
    let address = request.url().socket_addrs(|| None).unwrap()[0];
    let body = request.body().and_then(|body| body.as_bytes()).unwrap_or_default();
    let headers = request.headers().iter();
    let headers: String =
        headers.map(|(name, value)| format!("{name}: {}\r\n", value.to_str().unwrap())).collect();
    let head = format!(
        "{} /mcp HTTP/1.1\r\nHost: {address}\r\n{headers}Content-Length: {}\r\n\r\n",
        request.method(),
        body.len()
    );
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(address).await.unwrap();
    stream.write_all(&[head.as_bytes(), body].concat()).await.unwrap();
    stream
}

fn chatter(by: &By) -> RequestBuilder {
    let params = json!({ "name": "chatter", "arguments": {}, "_meta": { "progressToken": "p" } });
    by.ask_as(7, "tools/call", params)
}

#[tokio::test]
async fn progress_that_is_not_read_stalls_no_call() {
    let (served, signals) = held_up(|http| http).await;
    for by in served.client().eras().await {
        let stream = unread(chatter(&by)).await;
        wait_for(&signals.began, 1).await;
        // Other calls of the same client are answered, and the call itself comes to its end.
        assert!(!by.call("list_servers", json!({})).await.1);
        wait_for(&signals.ended, 1).await;
        drop(stream);
    }
    served.finish().await;
}

#[tokio::test]
async fn a_client_that_reads_late_misses_progress_and_never_the_answer() {
    let (served, signals) = held_up(|http| http).await;
    let session = served.client().initialize().await;
    let stream = unread(chatter(&session)).await;
    wait_for(&signals.ended, 1).await;
    // A line of the stream is an event's data, and a report of progress is one of 100,000 characters.
    let mut lines = BufReader::new(stream).lines();
    let mut told = 0;
    loop {
        let line = lines.next_line().await.unwrap().expect("the stream ended without the answer");
        told += usize::from(line.contains("notifications/progress"));
        if line.contains("said everything") {
            break;
        }
    }
    assert!((1..150).contains(&told), "{told} reports of progress");
    served.finish().await;
}

/// The stream of a call up to the first event, which is there before the call is over.
async fn begin(session: &By) -> (reqwest::Response, String) {
    let mut response = session.start("hold", json!({})).send().await.unwrap();
    let first = String::from_utf8(response.chunk().await.unwrap().unwrap().to_vec()).unwrap();
    let id = first.lines().find_map(|line| line.strip_prefix("id:")).expect("an event ID").trim();
    let id = id.to_owned();
    (response, id)
}

fn resume(session: &By, id: &str) -> RequestBuilder {
    session.request("GET").header("Last-Event-ID", id)
}

#[tokio::test]
async fn a_call_outlives_its_connection_and_its_answer_is_kept() {
    let (served, signals) = held_up(|http| http).await;
    let session = served.client().initialize().await;

    // The client comes back after the call is over.
    let (lost, id) = begin(&session).await;
    wait_for(&signals.began, 1).await;
    drop(lost);
    signals.go.add_permits(1);
    wait_for(&signals.ended, 1).await;
    for _ in 0..2 {
        let resumed = resume(&session, &id).send().await.unwrap();
        assert_eq!(outcome(&answer(resumed).await), ("held".to_owned(), false));
    }

    // The client comes back while the call is under way.
    let (lost, id) = begin(&session).await;
    wait_for(&signals.began, 1).await;
    drop(lost);
    let resumed = resume(&session, &id).send().await.unwrap();
    signals.go.add_permits(1);
    let messages = messages(resumed).await;
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert_eq!(outcome(&messages[0]), ("held".to_owned(), false));
    served.finish().await;
}

#[tokio::test]
async fn a_stream_that_was_taken_up_elsewhere_ends() {
    let (served, signals) = held_up(|http| http).await;
    let session = served.client().initialize().await;
    let (mut first, id) = begin(&session).await;
    wait_for(&signals.began, 1).await;
    let second = resume(&session, &id).send().await.unwrap();
    while first.chunk().await.unwrap().is_some() {}
    signals.go.add_permits(1);
    assert_eq!(outcome(&answer(second).await), ("held".to_owned(), false));
    served.finish().await;
}

#[tokio::test]
async fn an_event_that_nobody_has_is_an_empty_stream() {
    let (served, _) = held_up(|http| http).await;
    let session = served.client().initialize().await;
    for id in ["0/4711", "x/y", "", "99"] {
        let answer = resume(&session, id).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{id}");
    }
    served.finish().await;
}

#[tokio::test]
async fn a_session_that_was_ended_is_gone() {
    let (served, _) = held_up(|http| http).await;
    let session = served.client().initialize().await;
    let stream = session.request("GET").send().await.unwrap();
    let ended = session.request("DELETE").send().await.unwrap();
    assert_eq!(ended.status(), StatusCode::NO_CONTENT);
    let text = stream.text().await.unwrap();
    assert_eq!(events(&text), Vec::<Value>::new(), "the stream ended with the session");
    for request in
        [session.start("list_servers", json!({})), session.request("GET"), session.request("DELETE")]
    {
        assert_eq!(request.send().await.unwrap().status(), StatusCode::NOT_FOUND);
    }
    served.finish().await;
}
