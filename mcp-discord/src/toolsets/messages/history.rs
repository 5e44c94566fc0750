use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::message::{Message, by_day};
use crate::prelude::*;
use crate::{
    discord::Around,
    tool::{Argument, Cause, MessageRef, Refusal},
};

/// Which end of the messages comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Order {
    #[default]
    #[serde(alias = "descending", alias = "desc")]
    Newest,
    #[serde(alias = "ascending", alias = "asc")]
    Oldest,
}

impl Argument for Order {}

/// Reads messages of a channel, thread or post: the latest, or those around one.
#[discord_tool(
    toolset = messages,
    effect = read,
    permissions(VIEW_CHANNEL, READ_MESSAGE_HISTORY),
    intents(MESSAGE_CONTENT),
)]
pub(crate) async fn read_messages(
    ctx: Context<read_messages>,
    /// Channel, thread or post: ID, link or `#name`.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// How many.
    #[arg(default = 10, min = 1, max = 100)]
    limit: u8,
    /// Only before this message.
    before: Option<MessageRef>,
    /// Only after this message.
    after: Option<MessageRef>,
    /// Those around this message.
    around: Option<MessageRef>,
    /// Which end comes first.
    #[arg(default)]
    order: Order,
) -> ToolResult<History> {
    let id = |message: Option<MessageRef>| message.and_then(|message| message.id());
    let given =
        [id(before).map(Around::Before), id(after).map(Around::After), id(around).map(Around::Around)];
    let mut given = given.into_iter().flatten();
    let place = given.next().unwrap_or(Around::Newest);
    if given.next().is_some() {
        return Err(Refusal::new(Cause::Argument, "only one of `before`, `after` and `around` can be given")
            .hint("leave the others out")
            .into());
    }
    let mut messages = ctx.channel(channel_id.clone()).messages(place, limit).await?;
    // To a bot that may not read the history, Discord shows an empty one. Nothing after a message is what whoever waits
    // for an answer sees again and again; an empty channel is rare enough to be looked at closely.
    if messages.is_empty()
        && let Some(refusal) = ctx.lacks_in(&channel_id, place == Around::Newest).await
    {
        return Err(refusal.into());
    }
    messages.sort_by_key(|message| std::cmp::Reverse(message.id));
    if order == Order::Oldest {
        messages.reverse();
    }
    let home = ctx.known_home(&channel_id).await;
    Ok(History { place: home, order, messages: messages.into_iter().map(Message::from).collect() })
}

/// Messages of a channel.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct History {
    /// What a message's ID is added to for a link, where the server is known.
    #[serde(rename = "link_prefix", skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    #[serde(skip)]
    order: Order,
    messages: Vec<Message>,
}

impl Output for History {
    fn text(&self, page: &mut Page) -> fmt::Result {
        let count = self.messages.len();
        write!(page, "Retrieved {count} messages:")?;
        if count == 0 {
            return Ok(());
        }
        let order = if self.order == Order::Oldest { "oldest" } else { "newest" };
        write!(page, " {order} first, times in UTC")?;
        match &self.place {
            Some(prefix) => writeln!(page, "; link: {prefix} + ID")?,
            None => page.write_char('\n')?,
        }
        page.begin_untrusted();
        by_day(&self.messages, page)
    }

    structured!();
}
