use crate::prelude::*;
use crate::tool::MessageRef;

/// Deletes a message, for good.
#[discord_tool(
    toolset = messages,
    effect = destroy,
    idempotent,
    permissions(VIEW_CHANNEL, maybe(MANAGE_MESSAGES)),
)]
pub(crate) async fn delete_message(
    ctx: Context<delete_message>,
    /// Its channel.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// Message ID or link.
    #[arg(alias = "message")]
    message_id: MessageRef,
    /// For the audit log.
    reason: Option<String>,
) -> ToolResult<&'static str> {
    ctx.channel(channel_id).message(message_id).delete().reason_if(reason).await?;
    Ok("Message deleted successfully.")
}
