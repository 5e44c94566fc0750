// A toolset holds the tools that name it. (line 10)
use mcp_discord::prelude::*;

/// Reads.
#[discord_tool(toolset = channels, effect = read)]
async fn read(_ctx: Context<read>) -> ToolResult<String> {
    Ok(String::new())
}

toolset! { pub messages: "Messages" => [read] }

fn main() {
    let _ = messages();
}
