//! How the server ends: whatever the client does, soon, and without a complaint about what is no mistake.

use std::time::{Duration, Instant};

use mcp_discord::sandbox::{Fault, Faults, Sandbox};
use serde_json::json;

use crate::process::{sandboxed, with};

/// The longest that calls under way may hold up the end.
const SOON: Duration = Duration::from_secs(15);

#[tokio::test]
async fn a_client_that_closes_at_once_has_done_nothing_wrong() {
    let ended = sandboxed().serve().finish().await;
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(0), ""), "{}", ended.stderr);
}

#[tokio::test]
async fn a_client_that_only_looks_has_done_nothing_wrong() {
    let mut server = sandboxed().serve();
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    assert!(server.ask("server/discover", json!({ "_meta": meta })).await["result"].is_object());
    let ended = server.finish().await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
}

#[tokio::test]
async fn the_end_of_stdin_is_the_end_also_while_discord_is_slow() {
    let sandbox = Sandbox::builder().furnished().start().await.unwrap();
    sandbox.set_faults(Faults::always(Fault::Latency(Duration::from_mins(10))));
    let mut server = with(&sandbox).serve();
    server.initialize().await;
    server.start_call("list_servers", json!({})).await;
    // Requests are read in order, so the call has begun when this one is answered.
    server.ask("ping", json!({})).await;
    let began = Instant::now();
    let ended = server.finish().await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(began.elapsed() < SOON, "it took {:?}", began.elapsed());
}

#[tokio::test]
async fn what_was_asked_before_the_end_of_stdin_is_answered() {
    let mut server = sandboxed().serve();
    server.initialize().await;
    let id = server.start_call("list_servers", json!({})).await;
    let ended = server.finish().await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let answers = ended.stdout.lines().filter(|line| line.contains(&format!(r#""id":{id}"#)));
    assert_eq!(answers.count(), 1, "{}", ended.stdout);
}

#[cfg(unix)]
#[tokio::test]
async fn a_signal_ends_it_while_the_client_is_there() {
    let mut waiting = sandboxed().serve();
    waiting.ask("ping", json!({})).await;
    let mut connected = sandboxed().serve();
    connected.initialize().await;
    for mut server in [waiting, connected] {
        let began = Instant::now();
        server.terminate().await;
        let ended = server.ended().await;
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        assert!(began.elapsed() < SOON, "it took {:?}", began.elapsed());
    }
}
