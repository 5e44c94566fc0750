//! Sending, reading, reacting, deleting.

use mcp_discord_tests::observed::furnished;
use serde_json::json;

#[tokio::test]
async fn a_message_that_was_sent_is_in_the_channel_and_is_read_back() {
    let session = furnished().await.unwrap();
    let sent = session
        .call("send_message", json!({ "channel_id": "#general", "content": "hello there" }))
        .await
        .unwrap();
    assert!(sent.text.starts_with("Message sent successfully. Message ID: "), "{}", sent.text);
    let log = session.sandbox().write_log();
    assert_eq!(log.len(), 1);
    assert_eq!(log[0].target.content.as_deref(), Some("hello there"));

    let read = session.call("read_messages", json!({ "channel_id": "#general", "limit": 1 })).await.unwrap();
    assert!(read.text.contains("hello there"), "{}", read.text);
    session.finish();
}
