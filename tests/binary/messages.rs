//! What goes over the streams once a client is connected.

use std::{collections::HashSet, time::Duration};

use mcp_discord::sandbox::{Fault, Faults, Limits, Sandbox};
use serde_json::{Value, json};

use crate::process::{message, outcome, sandboxed, with};

/// The longest line that is read; longer ones are dropped.
const LONGEST_LINE: usize = 16 * 1024 * 1024;

#[tokio::test]
async fn stdout_carries_nothing_but_messages_whatever_is_logged() {
    let mut server = sandboxed().env("DISCORD_LOG", "trace").serve();
    server.initialize().await;
    let sent =
        server.call("send_message", json!({ "channel_id": "#general", "content": "a line\nand more" })).await;
    assert!(!sent.1, "{}", sent.0);
    server.call("send_message", json!({ "channel_id": "#nowhere", "content": "hello" })).await;
    server.call("send_message", json!({ "no": "such argument" })).await;
    server.ask("tools/call", json!({ "name": "no_such_tool" })).await;
    let ended = server.finish().await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    for line in ended.stdout.lines() {
        message(line);
    }
    assert!(
        ended.stderr.contains("TRACE") && ended.stderr.contains("DEBUG"),
        "nothing was logged: {}",
        ended.stderr
    );
}

#[tokio::test]
async fn an_unknown_tool_is_an_error_of_the_protocol_that_names_the_nearest() {
    let mut server = sandboxed().serve();
    server.initialize().await;
    let answer = server.ask("tools/call", json!({ "name": "send_mesage", "arguments": {} })).await;
    assert_eq!(answer["error"]["code"], -32602, "{answer}");
    assert!(
        answer["error"]["message"].as_str().unwrap().contains("did you mean `send_message`?"),
        "{answer}"
    );
    let answer = server.ask("no/such/method", json!({})).await;
    assert_eq!(answer["error"]["code"], -32601, "{answer}");
    server.finish().await;
}

#[tokio::test]
async fn the_list_of_tools_is_the_same_at_every_start() {
    let mut lists = HashSet::new();
    for _ in 0..3 {
        let mut server = sandboxed().serve();
        server.initialize().await;
        for _ in 0..2 {
            let listed = server.ask("tools/list", json!({})).await["result"]["tools"].take();
            assert!(listed.as_array().is_some_and(|tools| tools.len() > 3), "{listed}");
            lists.insert(listed.to_string());
        }
        server.finish().await;
    }
    assert_eq!(lists.len(), 1, "the list differs: {lists:#?}");
}

#[tokio::test]
async fn what_is_not_json_is_passed_over() {
    let mut server = sandboxed().serve();
    server.initialize().await;
    for line in ["", "   ", "not json", "{", "\u{feff}", "{\"jsonrpc\":\"2.0\"", "\"\\ud800\""] {
        server.write(line).await;
    }
    assert_eq!(server.ask("ping", json!({})).await["result"], json!({}));
    assert_eq!(server.finish().await.code, Some(0));
}

#[tokio::test]
async fn json_that_is_no_message_is_answered_without_an_id() {
    let mut server = sandboxed().serve();
    server.initialize().await;
    for line in ["{}", "[]", "7", r#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#] {
        server.write(line).await;
    }
    assert_eq!(server.ask("ping", json!({})).await["result"], json!({}));
    let ended = server.finish().await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let refused = ended.stdout.lines().map(message).filter(|message| message["error"]["code"] == -32600);
    assert_eq!(refused.filter(|message| message["id"].is_null()).count(), 4, "{}", ended.stdout);
}

#[tokio::test]
async fn a_line_that_is_too_long_is_dropped_and_the_next_is_read() {
    let mut server = sandboxed().serve();
    server.initialize().await;
    let content = "x".repeat(LONGEST_LINE);
    let id = server.start_call("send_message", json!({ "channel_id": "#general", "content": content })).await;
    assert_eq!(server.ask("ping", json!({})).await["result"], json!({}));
    let ended = server.finish().await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(!ended.stdout.contains(&format!(r#""id":{id},"#)), "it was answered");
    assert!(ended.stderr.contains("maximum line length"), "{}", ended.stderr);
}

#[tokio::test]
async fn a_long_line_below_the_limit_is_a_message_like_any_other() {
    let mut server = sandboxed().serve();
    server.initialize().await;
    let content = "x".repeat(LONGEST_LINE - 1024);
    let (text, is_error) =
        server.call("send_message", json!({ "channel_id": "#general", "content": content })).await;
    assert!(is_error && text.contains("`content`") && text.len() < 2000, "{text:.500}");
    assert_eq!(server.finish().await.code, Some(0));
}

#[tokio::test]
async fn requests_that_are_sent_at_once_are_all_answered() {
    let mut server = sandboxed().serve();
    server.initialize().await;
    let mut pending = Vec::new();
    for turn in 0..300 {
        let id = match turn % 3 {
            0 => server.request("ping", json!({})).await,
            1 => server.request("tools/list", json!({})).await,
            _ => server.start_call("no_such_tool", json!({})).await,
        };
        pending.push((id, turn % 3));
    }
    for (id, kind) in pending {
        let answer = server.answer(id).await;
        assert_eq!(answer.get("error").is_some(), kind == 2, "{answer}");
    }
    assert_eq!(server.finish().await.code, Some(0));
}

#[tokio::test]
async fn messages_to_one_channel_arrive_in_the_order_of_their_calls() {
    const COUNT: usize = 200;
    let sandbox = Sandbox::builder().furnished().limits(Limits::off()).start().await.unwrap();
    let mut server = with(&sandbox).env("DISCORD_RATE_LIMITER", "off").serve();
    server.initialize().await;
    let mut pending = Vec::new();
    for number in 0..COUNT {
        let arguments = json!({ "channel_id": "#general", "content": format!("number {number}") });
        pending.push(server.start_call("send_message", arguments).await);
    }
    for id in pending {
        let (text, is_error) = outcome(&server.answer(id).await);
        assert!(!is_error, "{text}");
    }
    assert_eq!(server.finish().await.code, Some(0));
    let expected: Vec<_> = (0..COUNT).map(|number| format!("number {number}")).collect();
    assert_eq!(talk(&sandbox, COUNT).await, expected);
}

/// What stands in `#general`, as Discord's API tells it: the last messages, oldest first.
async fn talk(sandbox: &Sandbox, count: usize) -> Vec<String> {
    let channel = {
        let world = sandbox.world();
        let server = world.servers().next().unwrap().id;
        world.channel_named(server, "general").unwrap().id
    };
    let client =
        reqwest::Client::builder().user_agent("DiscordBot (https://example.com, 1)").build().unwrap();
    let (mut found, mut before) = (Vec::new(), String::new());
    while found.len() < count {
        let url = format!("{}/channels/{channel}/messages?limit=100{before}", sandbox.api_base());
        let request = client.get(url).header("Authorization", format!("Bot {}", sandbox.token()));
        let page = request.send().await.unwrap().bytes().await.unwrap();
        let page: Vec<Value> = serde_json::from_slice(&page).unwrap();
        let oldest = page.last().expect("there are fewer messages than were sent");
        before = format!("&before={}", oldest["id"].as_str().unwrap());
        found.extend(page.iter().map(|message| message["content"].as_str().unwrap().to_owned()));
    }
    found.truncate(count);
    found.reverse();
    found
}

#[tokio::test]
async fn a_call_that_is_taken_back_ends_and_sends_nothing() {
    let sandbox = Sandbox::builder().furnished().start().await.unwrap();
    sandbox.set_faults(Faults::always(Fault::Latency(Duration::from_mins(10))));
    let mut server = with(&sandbox).env("DISCORD_LOG", "info").serve();
    server.initialize().await;
    let id = server.start_call("send_message", json!({ "channel_id": "#general", "content": "never" })).await;
    server.ask("ping", json!({})).await;
    server.notify("notifications/cancelled", json!({ "requestId": id, "reason": "changed my mind" })).await;
    server.ask("ping", json!({})).await;
    let ended = server.finish().await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stderr.contains("cancelled") && ended.stderr.contains("send_message"), "{}", ended.stderr);
    assert!(!ended.stdout.contains(&format!(r#""id":{id},"#)), "it was answered: {}", ended.stdout);
    assert!(sandbox.write_log().is_empty());
}
