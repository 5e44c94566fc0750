// A hand-written grant is found out when the program is built. (line 11)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = write, permissions(VIEW_CHANNEL, SEND_MESSAGES))]
async fn send(
    ctx: Context<send>,
    /// Channel.
    channel_id: ChannelRef,
) -> ToolResult<String> {
    ctx.channel(channel_id).send(mcp_discord::discord::Draft::text("")).await?;
    Ok(String::new())
}


toolset! { pub messages: "Messages" => [send] }

impl mcp_discord::tool::Grants<mcp_discord::tool::perm::SEND_MESSAGES_IN_THREADS> for send {}

fn main() {
    let _ = messages().tools;
}
