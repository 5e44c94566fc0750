// A tool that reads reaches no endpoint that writes. (line 11)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = read, permissions(VIEW_CHANNEL, any(SEND_MESSAGES, SEND_MESSAGES_IN_THREADS)))]
async fn send(
    ctx: Context<send>,
    /// Channel.
    channel_id: ChannelRef,
) -> ToolResult<String> {
    ctx.channel(channel_id).send(mcp_discord::discord::Draft::text("")).await?;
    Ok(String::new())
}


toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
