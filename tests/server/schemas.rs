//! What `tools/list` says of every tool: a file each, so that a change of any is seen in review.

use crate::workspace::workspace;

#[tokio::test]
async fn every_tool_is_listed_as_it_was() {
    let workspace = workspace().await;
    let tools = workspace.tools().await.unwrap();
    assert!(tools.len() > 50, "only {} tools are listed", tools.len());
    let told: Vec<_> = tools.iter().map(|tool| serde_json::to_value(tool).unwrap()).collect();
    mcp_discord::assert_tool_snapshots!(told, "server/snapshots/tools");
    workspace.finish();
}
