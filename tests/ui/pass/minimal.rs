//! The smallest tool.
use mcp_discord::prelude::*;

/// Says hello.
#[discord_tool(toolset = greetings, effect = read)]
async fn hello(_ctx: Context<hello>) -> ToolResult<String> {
    Ok("hello".into())
}

toolset! { pub greetings: "Being polite" => [hello] }

fn main() {
    assert_eq!(greetings().tools[0].name(), "hello");
}
