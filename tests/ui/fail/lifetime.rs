// A tool owns its arguments. (line 6)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = write, permissions(SEND_MESSAGES))]
async fn send<'a>(_ctx: Context<send>) -> ToolResult<String> {
    Ok(String::new())
}

toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
