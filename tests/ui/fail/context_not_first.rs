// The context comes first. (line 9)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = write, permissions(SEND_MESSAGES))]
async fn send(
    /// Text.
    _content: String,
    _ctx: Context<send>,
) -> ToolResult<String> {
    Ok(String::new())
}

toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
