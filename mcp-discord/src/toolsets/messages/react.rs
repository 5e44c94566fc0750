use std::fmt::{self, Write as _};

use crate::prelude::*;
use crate::tool::{EmojiRef, MessageRef};

/// Adds a reaction to a message.
#[discord_tool(
    toolset = messages,
    effect = write,
    idempotent,
    permissions(VIEW_CHANNEL, READ_MESSAGE_HISTORY, maybe(ADD_REACTIONS)),
)]
pub(crate) async fn add_reaction(
    ctx: Context<add_reaction>,
    /// Channel, thread or post. Not needed with a message link.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// Message: ID or link.
    #[arg(alias = "message")]
    message_id: MessageRef,
    /// The emoji itself, `<:name:ID>` or the ID of a custom one.
    emoji: EmojiRef,
) -> ToolResult<Reacted> {
    ctx.channel(channel_id).message(message_id).react(&emoji).await?;
    Ok(Reacted(emoji))
}

/// A reaction that was added.
#[derive(Debug)]
pub(crate) struct Reacted(EmojiRef);

impl Output for Reacted {
    fn text(&self, page: &mut Page) -> fmt::Result {
        write!(page, "Added reaction {} to message", self.0)
    }
}
