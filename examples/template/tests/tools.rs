//! The tools, called as an agent calls them: in a sandbox, by a real MCP client.

use mcp_discord::{assert_tool_snapshots, testing::Session};
use serde_json::json;

use {{crate_name}}::tools::{Polls, polls};

async fn session() -> Session {
    Session::builder()
        .toolsets(&[polls()])
        .server(|server| server.state(Polls::default()))
        .start()
        .await
        .expect("a session in the sandbox")
}

#[tokio::test]
async fn a_poll_is_a_message_with_two_reactions() {
    let session = session().await;
    let poll = json!({ "channel_id": "#general", "question": "Pizza today?" });
    let called = session.call("start_poll", poll).await.expect("an answer");
    assert!(called.is_done(), "{}", called.text);

    // What the tool says of itself proves little: this is what happened in Discord.
    let writes = session.sandbox().write_log();
    assert_eq!(writes[0].target.content.as_deref(), Some("Pizza today?"));
    let reactions: Vec<_> = writes[1..]
        .iter()
        .filter_map(|write| write.target.emoji.as_deref())
        .collect();
    assert_eq!(reactions, ["👍", "👎"]);

    let listed = session
        .call("list_polls", json!({}))
        .await
        .expect("an answer");
    assert_eq!(listed.text, "Pizza today?");
}

#[tokio::test]
async fn what_is_no_question_is_refused_before_anything_is_sent() {
    let session = session().await;
    let poll = json!({ "channel_id": "#general", "question": "Pizza today" });
    let called = session.call("start_poll", poll).await.expect("an answer");
    assert_eq!(called.outcome, "refused");
    assert!(session.sandbox().write_log().is_empty());
}

#[test]
fn tools_are_listed_as_they_were() {
    assert_tool_snapshots!(polls());
}
