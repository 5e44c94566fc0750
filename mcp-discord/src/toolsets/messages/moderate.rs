use crate::prelude::*;
use crate::{
    discord::{Aim, MemberEdit},
    tool::{Cause, MessageRef, Permissions, Refusal, ServerId, UserId},
    toolsets::broken_off::broken_off,
};

use crate::toolsets::moderation::timeout::end;

/// Deletes a message, and may time its author out.
#[discord_tool(
    toolset = messages,
    effect = destroy,
    permissions(
        VIEW_CHANNEL,
        READ_MESSAGE_HISTORY if timeout_minutes,
        MODERATE_MEMBERS if timeout_minutes,
        maybe(MANAGE_MESSAGES),
    ),
)]
pub(crate) async fn moderate_message(
    ctx: Context<moderate_message>,
    /// Its channel.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// Message ID or link.
    #[arg(alias = "message")]
    message_id: MessageRef,
    /// For the audit log.
    reason: String,
    /// How long, up to 28 days.
    #[arg(default = 0, max = 40_320)]
    timeout_minutes: u32,
) -> ToolResult<String> {
    let author = match end(timeout_minutes) {
        Some(_) => Some(author(&ctx, &channel_id, &message_id).await?),
        None => None,
    };
    ctx.channel(channel_id).message(message_id).delete().reason(reason.clone()).await?;
    let Some((server, author)) = author else { return Ok("Message deleted successfully.".into()) };
    let edit = MemberEdit::<moderate_message>::new().timeout(end(timeout_minutes));
    match ctx.server(server).member(author).edit(edit).reason(reason).await {
        Ok(_) => Ok(format!("Message deleted and user timed out for {timeout_minutes} minutes.")),
        Err(error) => Err(broken_off(error, &format!("timing user {author} out"), "deleting the message")),
    }
}

/// The author of a message, whom the bot can time out: what can't be done in whole is not begun.
async fn author(
    ctx: &Context<moderate_message>,
    channel: &ChannelRef,
    message: &MessageRef,
) -> ToolResult<(ServerId, UserId)> {
    let message = ctx.channel(channel.clone()).message(message.clone()).get().await?;
    let Some(author) = message.author.as_ref().map(|author| author.id) else {
        return Err(Refusal::new(
            Cause::Discord,
            format!("Discord doesn't say who wrote the message: {}", message.id),
        )
        .hint("leave `timeout_minutes` out, and time the member out by their ID")
        .into());
    };
    let Some(server) = ctx.home(channel).await? else {
        return Err(Refusal::new(Cause::Argument, "nobody can be timed out in direct messages")
            .hint("leave `timeout_minutes` out")
            .into());
    };
    ctx.require_over(server, Aim::Timeout(author), Permissions::MODERATE_MEMBERS).await?;
    Ok((server, author))
}
