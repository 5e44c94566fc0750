// A tool that destroys may also write.
#![deny(warnings)]
use mcp_discord::prelude::*;

/// Deletes a message.
#[discord_tool(toolset = moderation, effect = destroy, permissions(VIEW_CHANNEL, maybe(MANAGE_MESSAGES)))]
async fn delete(
    ctx: Context<delete>,
    /// Channel.
    channel_id: ChannelRef,
    /// Message.
    message_id: mcp_discord::tool::MessageRef,
) -> ToolResult<()> {
    ctx.channel(channel_id).message(message_id).delete().await
}

toolset! { pub moderation: "Moderation" => [delete] }

fn main() {
    assert_eq!(moderation().bits().names().collect::<Vec<_>>(), ["VIEW_CHANNEL", "MANAGE_MESSAGES"]);
}
