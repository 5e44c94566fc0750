use std::fmt::{self, Write as _};

use crate::prelude::*;
use crate::{
    tool::{EmojiRef, MessageRef},
    toolsets::broken_off::told,
};

/// Adds a reaction to a message.
#[discord_tool(
    toolset = reactions,
    effect = write,
    idempotent,
    permissions(VIEW_CHANNEL, READ_MESSAGE_HISTORY, maybe(ADD_REACTIONS)),
)]
pub(crate) async fn add_reaction(
    ctx: Context<add_reaction>,
    /// Its channel.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// Message ID or link.
    #[arg(alias = "message")]
    message_id: MessageRef,
    /// Emoji or its `:name:`.
    emoji: EmojiRef,
) -> ToolResult<Reacted> {
    ctx.channel(channel_id).message(message_id).react(&emoji).await?;
    Ok(Reacted(emoji))
}

/// Adds several reactions to a message, in their order.
#[discord_tool(
    toolset = reactions,
    effect = write,
    idempotent,
    deadline = 120s,
    permissions(VIEW_CHANNEL, READ_MESSAGE_HISTORY, maybe(ADD_REACTIONS)),
)]
pub(crate) async fn add_multiple_reactions(
    ctx: Context<add_multiple_reactions>,
    /// Its channel.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// Message ID or link.
    #[arg(alias = "message")]
    message_id: MessageRef,
    /// Emoji or their `:name:`s.
    #[arg(min_length = 1, max_length = 20)]
    emojis: Vec<EmojiRef>,
) -> ToolResult<ReactedMany> {
    let message = ctx.channel(channel_id).message(message_id);
    let count = emojis.len();
    let mut added = ReactedMany(Vec::with_capacity(count));
    for emoji in emojis {
        ctx.progress(added.0.len(), Some(count), "reacting").await;
        if let Err(error) = message.react(&emoji).await {
            return Err(added.broken_off(error, &emoji));
        }
        added.0.push(emoji);
    }
    Ok(added)
}

/// Takes the bot's own reaction back from a message.
#[discord_tool(
    toolset = reactions,
    effect = write,
    idempotent,
    permissions(VIEW_CHANNEL),
)]
pub(crate) async fn remove_reaction(
    ctx: Context<remove_reaction>,
    /// Its channel.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// Message ID or link.
    #[arg(alias = "message")]
    message_id: MessageRef,
    /// Emoji or its `:name:`.
    emoji: EmojiRef,
) -> ToolResult<String> {
    ctx.channel(channel_id).message(message_id).unreact(&emoji).await?;
    Ok(format!("Removed reaction {emoji} from message"))
}

/// A reaction that was added.
#[derive(Debug)]
pub(crate) struct Reacted(EmojiRef);

impl Output for Reacted {
    fn text(&self, page: &mut Page) -> fmt::Result {
        write!(page, "Added reaction {} to message", self.0)
    }
}

/// Reactions that were added.
#[derive(Debug)]
pub(crate) struct ReactedMany(Vec<EmojiRef>);

impl ReactedMany {
    fn list(&self) -> String {
        self.0.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }

    /// Tells the truth about a series that breaks off.
    fn broken_off(&self, error: ToolError, emoji: &EmojiRef) -> ToolError {
        if self.0.is_empty() {
            return error;
        }
        let prefix = format!("{emoji} was not added, after these were: {}", self.list());
        told(error, &prefix, format!("the reaction {emoji}, after these were added: {}", self.list()))
    }
}

impl Output for ReactedMany {
    fn text(&self, page: &mut Page) -> fmt::Result {
        write!(page, "Added reactions: {} to message", self.list())
    }
}
