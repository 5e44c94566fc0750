// A budget by an argument that is not there. (line 5)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = write, rate_limit(5 per 10s, by = channel_id))]
async fn send(
    _ctx: Context<send>,
    /// Channel.
    _channel: String,
) -> ToolResult<String> {
    Ok(String::new())
}

toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
