// Two tools of one name in a toolset. (line 16)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = read)]
async fn send(_ctx: Context<send>) -> ToolResult<String> {
    Ok(String::new())
}

/// Sends too.
#[discord_tool(toolset = messages, effect = read, name = "send")]
async fn send_too(_ctx: Context<send_too>) -> ToolResult<String> {
    Ok(String::new())
}

toolset! { pub messages: "Messages" => [send, send_too] }

fn main() {
    let _ = messages();
}
