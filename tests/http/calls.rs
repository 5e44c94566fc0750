//! Calls in both eras.

use serde_json::json;

use crate::served::{Served, answer, is_stream};

#[tokio::test]
async fn a_tool_is_called_in_both_eras() {
    let served = Served::start().await;
    for by in served.client().eras().await {
        assert!(by.tools().await.contains(&"send_message".to_owned()));
        let (text, failed) =
            by.call("send_message", json!({ "channel_id": "#general", "content": "over HTTP" })).await;
        assert!(!failed && text.starts_with("Message sent successfully"), "{text}");
    }
    let sent = served.sandbox.write_log();
    assert_eq!(sent.iter().filter(|write| write.target.content.as_deref() == Some("over HTTP")).count(), 2);
    served.finish().await;
}

#[tokio::test]
async fn the_newer_era_is_answered_without_a_stream_where_nothing_streams() {
    let served = Served::start().await;
    let response = served.client().start("list_servers", json!({})).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
    let discovered = served.client().ask("server/discover", json!({})).send().await.unwrap();
    assert!(answer(discovered).await["result"].is_object());
    let session = served.client().initialize().await;
    let response = session.start("list_servers", json!({})).send().await.unwrap();
    assert!(is_stream(response.headers()));
    served.finish().await;
}

#[tokio::test]
async fn every_connection_is_shown_the_same_tools() {
    let served = Served::start().await;
    let [newer, older] = served.client().eras().await;
    let (first, second) = (newer.tools().await, older.tools().await);
    assert_eq!(first, second);
    assert_eq!(served.client().tools().await, first);
    assert_eq!(served.client().initialize().await.tools().await, first);
    served.finish().await;
}
