// A tool that stands in no toolset.
#![deny(warnings)]
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = read)]
async fn send(_ctx: Context<send>) -> ToolResult<String> {
    Ok(String::new())
}

fn main() {}
