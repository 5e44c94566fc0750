use crate::prelude::*;
use crate::tool::MessageRef;

/// Publishes a message of an announcement channel to the servers that follow it.
#[discord_tool(
    toolset = announcements,
    effect = write,
    permissions(VIEW_CHANNEL, SEND_MESSAGES, maybe(MANAGE_MESSAGES)),
    aliases(crosspost_message),
)]
pub(crate) async fn publish_message(
    ctx: Context<publish_message>,
    /// Its channel.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// Message ID or link.
    #[arg(alias = "message")]
    message_id: MessageRef,
) -> ToolResult<String> {
    let message = ctx.channel(channel_id).message(message_id).publish().await?;
    Ok(format!("Message published successfully. Message ID: {}", message.id))
}
