use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use crate::prelude::*;
use crate::{
    discord::model,
    tool::{EmojiRef, MessageRef, Untrusted, UserId, UserRef},
};

/// Lists who reacted with an emoji, or counts all reactions.
#[discord_tool(
    toolset = reactions,
    effect = read,
    permissions(VIEW_CHANNEL, maybe(READ_MESSAGE_HISTORY)),
    aliases(get_reactions),
)]
pub(crate) async fn list_reactions(
    ctx: Context<list_reactions>,
    /// Its channel.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// Message ID or link.
    #[arg(alias = "message")]
    message_id: MessageRef,
    /// Emoji or its `:name:`.
    emoji: Option<EmojiRef>,
    /// How many.
    #[arg(default = 50, min = 1, max = 100)]
    limit: u8,
    /// Only after this user.
    after: Option<UserRef>,
) -> ToolResult<Reactions> {
    let message = ctx.channel(channel_id).message(message_id);
    let Some(emoji) = emoji else {
        let counts = message.get().await?.reactions.into_iter().map(Used::from).collect();
        return Ok(Reactions { emoji: None, counts, users: Vec::new(), next: None });
    };
    let users = message.reactions(&emoji, after.and_then(|user| user.id()), limit).await?;
    // Discord says how many there are in all only with the message, and a full page may be the last.
    let next = users.last().filter(|_| users.len() >= usize::from(limit)).map(|user| user.id);
    Ok(Reactions {
        emoji: Some(emoji.to_string()),
        counts: Vec::new(),
        users: users.into_iter().map(Reactor::from).collect(),
        next,
    })
}

/// Reactions to a message: how many, or whose.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Reactions {
    #[serde(skip_serializing_if = "Option::is_none")]
    emoji: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    counts: Vec<Used>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    users: Vec<Reactor>,
    /// What `after` is for the next page, if there may be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<UserId>,
}

/// How often an emoji was used.
#[derive(Debug, Serialize, JsonSchema)]
struct Used {
    emoji: Untrusted,
    count: u64,
    /// Whether the bot did too.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    me: bool,
}

/// Who reacted.
#[derive(Debug, Serialize, JsonSchema)]
struct Reactor {
    id: UserId,
    name: Untrusted,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    bot: bool,
}

impl From<model::Reaction> for Used {
    fn from(reaction: model::Reaction) -> Self {
        Self { emoji: reaction.emoji.to_string().into(), count: reaction.count, me: reaction.me }
    }
}

impl From<model::User> for Reactor {
    fn from(user: model::User) -> Self {
        Self { id: user.id, name: user.display_name().into(), bot: user.bot }
    }
}

impl Output for Reactions {
    fn text(&self, page: &mut Page) -> fmt::Result {
        let Some(emoji) = &self.emoji else {
            if self.counts.is_empty() {
                return page.write_str("No reactions");
            }
            page.write_str("Reactions:\n")?;
            page.begin_untrusted();
            for Used { emoji, count, me } in &self.counts {
                let me = if *me { ", the bot too" } else { "" };
                writeln!(page, "{} {count}{me}", emoji.line(60))?;
            }
            return Ok(());
        };
        if self.users.is_empty() {
            return write!(page, "No users with reaction {emoji}");
        }
        writeln!(page, "Users with reaction {emoji} ({}):", self.users.len())?;
        page.begin_untrusted();
        for Reactor { id, name, bot } in &self.users {
            let bot = if *bot { ", bot" } else { "" };
            writeln!(page, "{} (ID: {id}{bot})", name.line(60))?;
        }
        if let Some(next) = self.next {
            page.hint(format_args!("there may be more: `after` = \"{next}\""));
        }
        Ok(())
    }

    structured!();
}
