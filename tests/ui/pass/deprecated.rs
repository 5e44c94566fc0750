// A tool that is deprecated, and one that is switched off.
#![deny(warnings)]
use mcp_discord::prelude::*;

/// Says hello.
#[deprecated = "say something else"]
#[discord_tool(toolset = greetings, effect = read)]
pub async fn hello(_ctx: Context<hello>) -> ToolResult<String> {
    Ok("hello".into())
}

/// Is not there.
#[cfg(any())]
#[discord_tool(toolset = greetings, effect = read)]
pub async fn goodbye(_ctx: Context<goodbye>) -> ToolResult<String> {
    Ok("goodbye".into())
}

fn main() {}
