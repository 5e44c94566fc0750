//! A tool that panics. None of the binary does so on request, so this one is served in the process.

use mcp_discord::{
    Context, ToolResult, discord_tool,
    testing::{Era, Session},
    toolset,
};
use serde_json::json;

toolset! { pub traps: "Tools that fail" => [fall] }

/// Panics.
#[allow(clippy::unused_async, reason = "every tool is async; this one has nothing to wait for")]
#[discord_tool(toolset = traps, effect = read)]
async fn fall(
    _ctx: Context<fall>,
    /// What it says.
    words: String,
) -> ToolResult<String> {
    panic!("{words}")
}

#[tokio::test]
async fn a_tool_that_panics_is_answered_and_the_server_lives() {
    for era in [Era::Older, Era::Newer] {
        let session = Session::builder().era(era).toolsets(&[traps()]).start().await.unwrap();
        for _ in 0..2 {
            let fallen = session.call("fall", json!({ "words": "not for the model" })).await.unwrap();
            assert_eq!((fallen.outcome.as_str(), fallen.is_error), ("fault", true));
            assert!(fallen.text.contains("internal error"), "{}", fallen.text);
            assert!(!fallen.text.contains("not for the model"), "{}", fallen.text);
        }
    }
}
