//! A message as the results of tools show it.

use std::fmt::{self, Write as _};

use jiff::{Timestamp, tz::TimeZone};
use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    discord::model,
    tool::{ChannelId, MessageId, Page, Untrusted},
};

/// A message.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Message {
    pub(super) id: MessageId,
    /// Where it is, unless all of the result are in one channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel_id: Option<ChannelId>,
    author: Untrusted,
    #[serde(skip_serializing_if = "Option::is_none")]
    author_id: Option<crate::tool::UserId>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    bot: bool,
    /// When it was sent: RFC 3339, UTC.
    sent: String,
    #[serde(skip)]
    time: Option<Timestamp>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    edited: bool,
    /// Its text, or what Discord says happened.
    content: Untrusted,
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<Answered>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment>,
    /// Title, description and link of each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    embeds: Vec<Untrusted>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    reactions: Vec<Reaction>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pinned: bool,
    /// The thread that was started from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    thread: Option<Thread>,
    /// What else it holds: a poll, stickers, buttons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    more: Vec<Untrusted>,
}

/// The message that one answers.
#[derive(Debug, Serialize, JsonSchema)]
struct Answered {
    id: MessageId,
    #[serde(skip_serializing_if = "Option::is_none")]
    author: Option<Untrusted>,
}

/// A file.
#[derive(Debug, Serialize, JsonSchema)]
struct Attachment {
    name: Untrusted,
    /// In bytes.
    size: u64,
    /// Good for some hours.
    url: String,
}

/// How often an emoji was chosen.
#[derive(Debug, Serialize, JsonSchema)]
struct Reaction {
    emoji: Untrusted,
    count: u64,
    /// Whether the bot did too.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    me: bool,
}

/// A thread.
#[derive(Debug, Serialize, JsonSchema)]
struct Thread {
    id: ChannelId,
    name: Untrusted,
}

impl From<model::Message> for Message {
    fn from(message: model::Message) -> Self {
        let time = Timestamp::from_millisecond(i64::try_from(message.sent_ms()).unwrap_or(i64::MAX)).ok();
        let answers =
            message.message_reference.as_ref().filter(|reference| !reference.is_forward()).and_then(
                |reference| {
                    let author = message
                        .referenced_message
                        .as_ref()
                        .map(|answered| Untrusted::new(answered.author_name()));
                    Some(Answered { id: reference.message_id?, author })
                },
            );
        let mut content = message.content.clone();
        if content.is_empty() && message.kind.is_system() {
            content = format!("[Discord: message of type {}]", message.kind.0);
        }
        for forwarded in &message.message_snapshots {
            content.push_str("[forwarded] ");
            content.push_str(&forwarded.content);
        }
        let mut more = Vec::new();
        if message.has_poll {
            more.push("poll".into());
        }
        if message.component_count > 0 {
            more.push(format!("{} rows of components", message.component_count).into());
        }
        more.extend(
            message.sticker_items.iter().map(|sticker| Untrusted::from(format!("sticker {}", sticker.name))),
        );
        Self {
            id: message.id,
            channel_id: None,
            author: message.author_name().into(),
            author_id: message.author.as_ref().map(|author| author.id),
            bot: message.author.as_ref().is_some_and(|author| author.bot),
            sent: time.map(|time| time.to_string()).unwrap_or_default(),
            time,
            edited: message.edited_timestamp.is_some(),
            content: content.into(),
            answers,
            attachments: message.attachments.into_iter().map(Attachment::from).collect(),
            embeds: message.embeds.iter().map(embed).collect(),
            reactions: message.reactions.into_iter().map(Reaction::from).collect(),
            pinned: message.pinned,
            thread: message
                .thread
                .map(|thread| Thread { id: thread.id, name: thread.name.unwrap_or_default().into() }),
            more,
        }
    }
}

impl From<model::Attachment> for Attachment {
    fn from(attachment: model::Attachment) -> Self {
        Self { name: attachment.filename.into(), size: attachment.size, url: attachment.url }
    }
}

impl From<model::Reaction> for Reaction {
    fn from(reaction: model::Reaction) -> Self {
        Self { emoji: reaction.emoji.to_string().into(), count: reaction.count, me: reaction.me }
    }
}

fn embed(embed: &model::Embed) -> Untrusted {
    let parts = [&embed.title, &embed.description, &embed.url];
    let mut text = parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" | ");
    for field in &embed.fields {
        text.extend([" | ", &field.name, ": ", &field.value]);
    }
    text.into()
}

/// Messages one below the other, with the date once for those that follow each other.
pub(super) fn by_day<'a>(messages: impl IntoIterator<Item = &'a Message>, page: &mut Page) -> fmt::Result {
    let mut day = None;
    for message in messages {
        let time = message.time.map(|time| time.to_zoned(TimeZone::UTC));
        let today = time.as_ref().map(jiff::Zoned::date);
        if let Some(date) = today.filter(|_| today != day) {
            writeln!(page, "{date}")?;
            day = today;
        }
        let time = time.map(|time| time.strftime("%H:%M").to_string()).unwrap_or_default();
        message.lines(&time, page)?;
    }
    Ok(())
}

impl Message {
    /// The message with the channel that it is in.
    pub(super) fn located(message: model::Message) -> Self {
        let channel_id = Some(message.channel_id);
        Self { channel_id, ..message.into() }
    }

    /// The message with its date, and the links to its files.
    pub(super) fn alone(&self, page: &mut Page) -> fmt::Result {
        let time = self.time.map(|time| time.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M").to_string());
        self.lines(&time.unwrap_or_default(), page)?;
        for Attachment { name, url, .. } in &self.attachments {
            writeln!(page, "  link to {}: {}", name.line(100), Untrusted::new(url))?;
        }
        Ok(())
    }

    /// The message, with all that belongs to it indented below, so that no text can pass for another message.
    pub(super) fn lines(&self, time: &str, page: &mut Page) -> fmt::Result {
        write!(page, "[{}] {time} ", self.id)?;
        if let Some(channel) = self.channel_id {
            write!(page, "<#{channel}> ")?;
        }
        page.write_str(&self.author.line(40))?;
        if self.bot {
            page.write_str(" (bot)")?;
        }
        if let Some(Answered { id, author }) = &self.answers {
            write!(page, " → {id}")?;
            if let Some(author) = author {
                write!(page, " {}", author.line(40))?;
            }
        }
        page.write_str(":")?;
        for (i, line) in self.content.as_str().lines().enumerate() {
            page.write_str(if i == 0 { " " } else { "\n  " })?;
            page.write_str(line)?;
        }
        if self.edited {
            page.write_str(" (edited)")?;
        }
        page.write_char('\n')?;
        for embed in &self.embeds {
            writeln!(page, "  embed: {}", embed.line(300))?;
        }
        for Attachment { name, size, .. } in &self.attachments {
            writeln!(page, "  file: {} ({})", name.line(100), bytes(*size))?;
        }
        for more in &self.more {
            writeln!(page, "  {}", more.line(100))?;
        }
        if let Some(Thread { id, name }) = &self.thread {
            writeln!(page, "  thread: {} (ID: {id})", name.line(100))?;
        }
        if !self.reactions.is_empty() {
            let list: Vec<_> = self
                .reactions
                .iter()
                .map(|Reaction { emoji, count, .. }| format!("{}({count})", emoji.line(60)))
                .collect();
            writeln!(page, "  Reactions: {}", list.join(", "))?;
        }
        if self.pinned {
            writeln!(page, "  pinned")?;
        }
        Ok(())
    }
}

pub(in crate::toolsets) fn bytes(size: u64) -> String {
    match size {
        0..1024 => format!("{size} B"),
        1024..1_048_576 => format!("{} KiB", size / 1024),
        _ => format!("{}.{} MiB", size / 1_048_576, size % 1_048_576 * 10 / 1_048_576),
    }
}
