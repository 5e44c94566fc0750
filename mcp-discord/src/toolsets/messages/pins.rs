use std::fmt::{self, Write as _};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::message::{Message, by_day};
use crate::prelude::*;
use crate::tool::{Cause, MessageRef, Refusal};

/// Pins a message to its channel, or unpins it.
#[discord_tool(
    toolset = messages,
    effect = write,
    idempotent,
    permissions(VIEW_CHANNEL, PIN_MESSAGES),
)]
pub(crate) async fn pin_message(
    ctx: Context<pin_message>,
    /// Its channel.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// Message ID or link.
    #[arg(alias = "message")]
    message_id: MessageRef,
    /// false: unpin.
    #[arg(default = true)]
    pinned: bool,
) -> ToolResult<&'static str> {
    let message = ctx.channel(channel_id).message(message_id);
    if pinned {
        message.pin().await?;
        Ok("Message pinned successfully.")
    } else {
        message.unpin().await?;
        Ok("Message unpinned successfully.")
    }
}

/// Lists pinned messages.
#[discord_tool(
    toolset = messages,
    effect = read,
    permissions(VIEW_CHANNEL, READ_MESSAGE_HISTORY),
    intents(MESSAGE_CONTENT),
    aliases(get_pinned_messages),
)]
pub(crate) async fn list_pins(
    ctx: Context<list_pins>,
    /// Channel, thread or post: ID, link or `#name`.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// How many.
    #[arg(default = 10, min = 1, max = 50)]
    limit: u8,
    /// Pinned before this time.
    before: Option<String>,
) -> ToolResult<Pinned> {
    let before = before.map(|time| time.parse::<Timestamp>()).transpose().map_err(|error| {
        Refusal::new(Cause::Argument, format!("`before` is no time in the form of RFC 3339: {error}"))
            .hint("write it as in 2026-01-31T12:00:00Z, or leave it out")
    })?;
    let pins = ctx.channel(channel_id.clone()).pins(before, limit).await?;
    // To a bot that may not read the history, Discord shows no pins.
    if pins.items.is_empty()
        && let Some(refusal) = ctx.lacks_in(&channel_id, true).await
    {
        return Err(refusal.into());
    }
    let last = pins.items.last().and_then(|pin| pin.pinned_at);
    Ok(Pinned {
        next: last.filter(|_| pins.has_more).map(|time| time.to_string()),
        messages: pins.items.into_iter().map(|pin| Message::from(pin.message)).collect(),
    })
}

/// Pinned messages.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Pinned {
    messages: Vec<Message>,
    /// What `before` is for the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl Output for Pinned {
    fn text(&self, page: &mut Page) -> fmt::Result {
        if self.messages.is_empty() {
            return page.write_str("No pinned messages");
        }
        writeln!(page, "Pinned messages ({}), times in UTC:", self.messages.len())?;
        page.begin_untrusted();
        by_day(&self.messages, page)?;
        if let Some(next) = &self.next {
            page.hint(format_args!("there are more: `before` = \"{next}\""));
        }
        Ok(())
    }

    structured!();
}
