// Requests that no endpoint describes have to be declared. (line 11)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = read, permissions(VIEW_CHANNEL))]
async fn send(
    ctx: Context<send>,
    /// Channel.
    channel_id: ChannelRef,
) -> ToolResult<String> {
    let _ = (ctx.unscoped(), channel_id);
    Ok(String::new())
}


toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
