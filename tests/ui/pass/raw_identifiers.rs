// Rust's keywords as names.
#![deny(warnings)]
use mcp_discord::prelude::*;

/// Reads.
#[discord_tool(toolset = words, effect = read, permissions(VIEW_CHANNEL if r#type), rate_limit(1 per 1h, by = r#type))]
async fn r#match(
    _ctx: Context<r#match>,
    /// What kind.
    r#type: Option<String>,
) -> ToolResult<String> {
    Ok(r#type.unwrap_or_default())
}

toolset! { pub words: "Words" => [r#match] }

fn main() {
    let tool = &words().tools[0];
    assert_eq!((tool.name(), tool.spec().title), ("match", "Match"));
    assert!(tool.input()["properties"]["type"].is_object());
}
