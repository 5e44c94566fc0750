//! What is too much is refused at once.

use std::time::Duration;

use mcp_discord::mcp::{HttpAgent, HttpSettings, TokenHash};
use reqwest::{Body, StatusCode};
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    served::{By, Served, answer, initialize, outcome},
    tools::{held_up, held_up_for, wait_for},
};

#[tokio::test]
async fn a_request_that_is_too_large_is_refused() {
    let settings = HttpSettings { max_body_bytes: 10_000, ..HttpSettings::default() };
    let served = Served::with(|http| http.settings(settings)).await;
    let by = served.client();
    let fits = by.start("send_message", json!({ "channel_id": "#general", "content": "x".repeat(1_900) }));
    assert_eq!(fits.send().await.unwrap().status(), StatusCode::OK);
    let large = json!({ "channel_id": "#general", "content": "x".repeat(10_000) });
    for by in by.eras().await {
        let announced = by.start("send_message", large.clone());
        let body = announced.try_clone().unwrap().build().unwrap();
        let body = body.body().unwrap().as_bytes().unwrap().to_vec();
        let pieces = futures_util::stream::iter(vec![Ok::<_, std::io::Error>(body)]);
        let in_pieces = by.start("send_message", large.clone()).body(Body::wrap_stream(pieces));
        for request in [announced, in_pieces] {
            let refused = request.send().await.unwrap();
            assert_eq!(refused.status(), StatusCode::PAYLOAD_TOO_LARGE);
            assert!(refused.text().await.unwrap().contains("10000 bytes"));
        }
    }
    assert_eq!(served.sandbox.write_log().len(), 1);
    served.finish().await;
}

/// Starts a call that is held up, and doesn't wait for its answer.
fn hold(by: &By) -> tokio::task::JoinHandle<reqwest::Response> {
    let request = by.start("hold", json!({}));
    tokio::spawn(async move { request.send().await.unwrap() })
}

#[tokio::test]
async fn more_requests_than_may_be_under_way_are_refused_and_not_queued() {
    let settings = HttpSettings { requests: 2, ..HttpSettings::default() };
    let (served, signals) = held_up(|http| http.settings(settings)).await;
    let [newer, older] = served.client().eras().await;
    // A stream for notifications is no request under way.
    let stream = older.request("GET").send().await.unwrap();
    assert_eq!(stream.status(), StatusCode::OK);
    let held = [hold(&newer), hold(&older)];
    wait_for(&signals.began, 2).await;
    for by in [&newer, &older] {
        let refused = by.start("list_servers", json!({})).send().await.unwrap();
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(refused.headers()["retry-after"], "1");
    }
    // What ends a call, or answers a question, gets through.
    let cancelled = json!({ "requestId": 99, "reason": "no longer needed" });
    let cancel = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": cancelled });
    assert_eq!(older.post(&cancel).send().await.unwrap().status(), StatusCode::ACCEPTED);
    signals.go.add_permits(2);
    for call in held {
        assert_eq!(outcome(&answer(call.await.unwrap()).await), ("held".to_owned(), false));
    }
    for by in [&newer, &older] {
        assert!(!by.call("list_servers", json!({})).await.1);
    }
    drop(stream);
    served.finish().await;
}

#[tokio::test]
async fn each_agent_has_a_limit_of_its_own_and_all_have_one_together() {
    let settings = HttpSettings { requests_per_agent: 1, requests: 2, ..HttpSettings::default() };
    let agents = ["first", "second", "third"].map(|name| HttpAgent::new(name, TokenHash::of(name)));
    let (served, signals) = held_up_for(agents.into(), |http| http.settings(settings)).await;
    let [first, second, third] = ["first", "second", "third"].map(|name| served.client().token(name));
    let mut held = vec![hold(&first)];
    wait_for(&signals.began, 1).await;
    let refused = first.start("list_servers", json!({})).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(!third.call("list_servers", json!({})).await.1);
    held.push(hold(&second));
    wait_for(&signals.began, 1).await;
    let refused = third.start("list_servers", json!({})).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    signals.go.add_permits(2);
    for call in held {
        assert_eq!(outcome(&answer(call.await.unwrap()).await), ("held".to_owned(), false));
    }
    served.finish().await;
}

#[tokio::test]
async fn a_client_that_leaves_gives_up_its_place() {
    let settings = HttpSettings { requests: 1, ..HttpSettings::default() };
    let (served, signals) = held_up(|http| http.settings(settings)).await;
    let held = hold(&served.client());
    wait_for(&signals.began, 1).await;
    held.abort();
    // The server sees the end of the connection when it sees it.
    while served.client().start("list_servers", json!({})).send().await.unwrap().status() != StatusCode::OK {
        tokio::task::yield_now().await;
    }
    served.finish().await;
}

#[tokio::test]
async fn streams_have_a_limit() {
    let settings = HttpSettings { streams: 1, ..HttpSettings::default() };
    let served = Served::with(|http| http.settings(settings)).await;
    let session = served.client().initialize().await;
    let open = session.request("GET").send().await.unwrap();
    assert_eq!(open.status(), StatusCode::OK);
    let refused = session.request("GET").send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(!session.call("list_servers", json!({})).await.1);
    served.finish().await;
}

#[tokio::test]
async fn the_session_that_was_quiet_for_longest_makes_room_for_a_new_one() {
    let settings = HttpSettings { sessions: 2, ..HttpSettings::default() };
    let served = Served::with(|http| http.settings(settings)).await;
    let client = served.client();
    let listening = client.initialize().await;
    let stream = listening.request("GET").send().await.unwrap();
    let quiet = client.initialize().await;
    let third = client.initialize().await;
    let gone = quiet.start("list_servers", json!({})).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NOT_FOUND);
    for session in [&listening, &third] {
        assert!(!session.call("list_servers", json!({})).await.1);
    }
    // Nobody is thrown out while somebody listens.
    let second_stream = third.request("GET").send().await.unwrap();
    let refused = client.post(&initialize(&json!({}))).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(refused.text().await.unwrap().contains("2 sessions"));
    drop((stream, second_stream));
    served.finish().await;
}

#[tokio::test]
async fn connections_have_a_limit_and_slow_ones_are_closed() {
    let settings = HttpSettings {
        connections: 1,
        header_timeout: Duration::from_millis(100),
        ..HttpSettings::default()
    };
    let served = Served::with(|http| http.settings(settings)).await;
    let mut slow = TcpStream::connect(served.address).await.unwrap();
    slow.write_all(b"POST /mcp HTTP/1.1\r\nHost: loc").await.unwrap();
    let mut second = TcpStream::connect(served.address).await.unwrap();
    let mut said = Vec::new();
    // A connection that is closed while it has something unread may end in a reset.
    let _ = second.read_to_end(&mut said).await;
    assert!(said.is_empty(), "{}", String::from_utf8_lossy(&said));
    let _ = slow.read_to_end(&mut said).await;
    assert!(!String::from_utf8_lossy(&said).contains("200"));
    assert!(!served.client().call("list_servers", json!({})).await.1);
    served.finish().await;
}
