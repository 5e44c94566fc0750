// A function that tools share says what it needs of them. (line 22)
use mcp_discord::prelude::*;

use mcp_discord::discord::Draft;
use mcp_discord::tool::{Grants, Scope, Writes, perm};

async fn post<S: Scope + Grants<perm::VIEW_CHANNEL> + Grants<perm::SEND_MESSAGES> + Grants<perm::SEND_MESSAGES_IN_THREADS> + Writes>(
    ctx: &Context<S>,
    channel: ChannelRef,
) -> ToolResult<()> {
    ctx.channel(channel).send(Draft::text("")).await?;
    Ok(())
}

/// Sends.
#[discord_tool(toolset = messages, effect = write, permissions(VIEW_CHANNEL, SEND_MESSAGES))]
async fn send(
    ctx: Context<send>,
    /// Channel.
    channel_id: ChannelRef,
) -> ToolResult<String> {
    post(&ctx, channel_id).await?;
    Ok(String::new())
}


toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
