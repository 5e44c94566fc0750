use crate::prelude::*;
use crate::tool::{Cause, EmojiRef, MessageRef, Refusal, UserRef};

/// Removes reactions from a message, others' too: all, those of one emoji, or one user's of an emoji.
#[discord_tool(
    toolset = moderation,
    effect = destroy,
    idempotent,
    permissions(VIEW_CHANNEL, MANAGE_MESSAGES),
    aliases(remove_all_reactions),
)]
pub(crate) async fn clear_reactions(
    ctx: Context<clear_reactions>,
    /// Its channel.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// Message ID or link.
    #[arg(alias = "message")]
    message_id: MessageRef,
    /// Only this emoji.
    emoji: Option<EmojiRef>,
    /// Only this user's; needs `emoji`.
    #[arg(alias = "user")]
    user_id: Option<UserRef>,
) -> ToolResult<String> {
    let message = ctx.channel(channel_id).message(message_id);
    match (emoji, user_id) {
        (None, None) => {
            message.clear_reactions().await?;
            Ok("Removed all reactions from message".into())
        }
        (Some(emoji), None) => {
            message.clear_emoji(&emoji).await?;
            Ok(format!("Removed all reactions {emoji} from message"))
        }
        (Some(emoji), Some(user)) => {
            message.clear_reaction_of(&emoji, &user).await?;
            Ok(format!("Removed reaction {emoji} of user {user} from message"))
        }
        (None, Some(_)) => Err(Refusal::new(
            Cause::Argument,
            "Discord removes a user's reactions one emoji at a time, and `emoji` is missing",
        )
        .hint("see what they reacted with by `list_reactions`, then give `emoji` too")
        .into()),
    }
}
