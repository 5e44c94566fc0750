// Every tool says what it does to Discord. (line 6)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages)]
async fn send(_ctx: Context<send>) -> ToolResult<String> {
    Ok(String::new())
}

toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
