// An effect that there is not. (line 5)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = writes)]
async fn send(_ctx: Context<send>) -> ToolResult<String> {
    Ok(String::new())
}

toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
