//! How a connection begins, in both of MCP's eras, and how it can begin wrongly.

use serde_json::{Value, json};

use crate::process::{outcome, sandboxed};

/// What every request of the newer era carries.
fn modern(mut params: Value) -> Value {
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": { "name": "by-hand", "version": "1" },
    });
    params
}

#[tokio::test]
async fn the_older_era_begins_with_initialize() {
    let mut server = sandboxed().serve();
    let answer = server.initialize().await;
    assert_eq!(answer["result"]["protocolVersion"], "2025-11-25");
    assert_eq!(answer["result"]["serverInfo"]["name"], "mcp-discord");
    assert!(answer["result"]["capabilities"]["tools"].is_object(), "{answer}");
    assert!(answer["result"]["instructions"].as_str().unwrap().contains("Discord"), "{answer}");
    assert_eq!(server.ask("ping", json!({})).await["result"], json!({}));
    let (text, is_error) = server.call("list_servers", json!({})).await;
    assert!(!is_error && text.contains("Claude Team Workspace"), "{text}");
    assert_eq!(server.finish().await.code, Some(0));
}

#[tokio::test]
async fn an_unknown_version_is_answered_with_one_that_is_known() {
    let mut server = sandboxed().serve();
    let client = json!({ "name": "by-hand", "version": "1" });
    let params = json!({ "protocolVersion": "1999-01-01", "capabilities": {}, "clientInfo": client });
    let answer = server.ask("initialize", params).await;
    assert_eq!(answer["result"]["protocolVersion"], "2025-11-25", "{answer}");
    assert_eq!(server.finish().await.code, Some(0));
}

#[tokio::test]
async fn the_newer_era_needs_no_handshake() {
    let mut server = sandboxed().serve();
    let found = server.ask("server/discover", modern(json!({}))).await;
    let versions = found["result"]["supportedVersions"].as_array();
    assert!(versions.is_some_and(|versions| versions.contains(&json!("2026-07-28"))), "{found}");
    let call = modern(json!({ "name": "list_servers", "arguments": {} }));
    let (text, is_error) = outcome(&server.ask("tools/call", call).await);
    assert!(!is_error && text.contains("Claude Team Workspace"), "{text}");
    let listed = server.ask("tools/list", modern(json!({}))).await;
    assert!(listed["result"]["tools"].as_array().is_some_and(|tools| !tools.is_empty()), "{listed}");
    assert_eq!(server.finish().await.code, Some(0));
}

#[tokio::test]
async fn a_connection_of_the_newer_era_stays_one() {
    let mut server = sandboxed().serve();
    server.ask("tools/list", modern(json!({}))).await;
    let bare = server.ask("tools/list", json!({})).await;
    assert_eq!(bare["error"]["code"], -32602, "{bare}");
    let ping = server.ask("ping", modern(json!({}))).await;
    assert_eq!(ping["error"]["code"], -32601, "{ping}");
    assert_eq!(server.finish().await.code, Some(0));
}

#[tokio::test]
async fn a_probe_leaves_both_eras_open() {
    let mut server = sandboxed().serve();
    assert!(server.ask("server/discover", modern(json!({}))).await["result"].is_object());
    let answer = server.initialize().await;
    assert_eq!(answer["result"]["protocolVersion"], "2025-11-25");
    assert_eq!(server.finish().await.code, Some(0));
}

#[tokio::test]
async fn a_request_before_the_handshake_is_refused_and_the_server_waits_on() {
    let mut server = sandboxed().serve();
    for method in ["tools/list", "server/discover", "no/such/method"] {
        let refused = server.ask(method, json!({})).await;
        assert_eq!(refused["error"]["code"], -32602, "{method}: {refused}");
    }
    assert_eq!(server.initialize().await["result"]["protocolVersion"], "2025-11-25");
    assert_eq!(server.finish().await.code, Some(0));
}

#[tokio::test]
async fn a_client_that_begins_with_no_request_is_told_so_and_left() {
    let notification = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
    let response = json!({ "jsonrpc": "2.0", "id": 7, "result": {} });
    for first in [notification, response] {
        let mut server = sandboxed().serve();
        server.write(&first.to_string()).await;
        let ended = server.finish().await;
        assert_eq!(ended.code, Some(1), "{first}: {}", ended.stderr);
        assert_eq!(ended.stdout, "", "{first}");
        assert!(
            ended.stderr.contains("did not begin with `initialize` or `server/discover`"),
            "{}",
            ended.stderr
        );
        assert!(!ended.stderr.contains("panicked"), "{}", ended.stderr);
    }
}
