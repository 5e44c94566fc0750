use crate::prelude::*;
use crate::tool::MessageRef;

/// Deletes a message, for good. Where the client can ask, a person is asked first.
#[discord_tool(
    toolset = messages,
    effect = destroy,
    idempotent,
    permissions(VIEW_CHANNEL, maybe(MANAGE_MESSAGES)),
)]
pub(crate) async fn delete_message(
    ctx: Context<delete_message>,
    /// Channel, thread or post: ID or link. Not needed with a message link.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// Message: ID or link.
    #[arg(alias = "message")]
    message_id: MessageRef,
    /// Why, for the server's audit log.
    #[arg(max_length = 512)]
    reason: Option<String>,
) -> ToolResult<&'static str> {
    let mut call = ctx.channel(channel_id).message(message_id).delete();
    if let Some(reason) = reason {
        call = call.reason(reason);
    }
    call.await?;
    Ok("Message deleted successfully.")
}
