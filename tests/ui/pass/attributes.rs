// Attributes of Rust's own between the comments.
#![deny(warnings)]
use mcp_discord::prelude::*;

/// Says hello,
#[allow(clippy::unused_async)]
/// politely.
///
/// - once
/// - twice
#[must_use]
#[discord_tool(toolset = greetings, effect = read)]
#[cfg(not(any()))]
pub async fn hello(
    _ctx: Context<hello>,
    /// Whom
    #[allow(unused_variables)]
    /// to greet.
    name: String,
) -> ToolResult<String> {
    Ok("hello".into())
}

toolset! { pub greetings: "Being polite" => [hello] }

fn main() {
    assert_eq!(greetings().tools[0].spec().description, "Says hello, politely.\n\n- once\n- twice");
    assert_eq!(greetings().tools[0].input()["properties"]["name"]["description"], "Whom to greet.");
}
