// A tool that writes reaches no endpoint that destroys. (line 13)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = write, permissions(VIEW_CHANNEL, MANAGE_MESSAGES))]
async fn send(
    ctx: Context<send>,
    /// Channel.
    channel_id: ChannelRef,
    /// Message.
    message_id: mcp_discord::tool::MessageRef,
) -> ToolResult<String> {
    ctx.channel(channel_id).message(message_id).delete().await?;
    Ok(String::new())
}


toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
