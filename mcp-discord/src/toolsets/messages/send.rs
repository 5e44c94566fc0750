use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    ping::{Ping, allowed},
    split::split,
};
use crate::prelude::*;
use crate::{
    discord::{Draft, Embed, PostDraft},
    tool::{Cause, ChannelId, MessageId, MessageRef, Refusal},
};

/// Sends a message to a channel, thread or forum.
///
/// Text over 2,000 characters is split at line ends into several messages. Nobody is pinged unless `ping` names them.
#[discord_tool(
    toolset = messages,
    effect = write,
    deadline = 120s,
    permissions(
        VIEW_CHANNEL,
        any(SEND_MESSAGES, SEND_MESSAGES_IN_THREADS),
        READ_MESSAGE_HISTORY if reply_to,
        EMBED_LINKS if embeds,
        ATTACH_FILES if files,
    ),
)]
pub(crate) async fn send_message(
    ctx: Context<send_message>,
    /// Channel, thread or post: ID, link, `#name` or `Server/#name`.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// Markdown text.
    #[arg(default, max_length = 20_000)]
    content: String,
    /// Message of the same channel to answer: ID or link.
    reply_to: Option<MessageRef>,
    /// Cards below the text.
    #[arg(default, max_length = 10)]
    embeds: Vec<Embed>,
    /// Paths of files to attach, up to 10 MiB each.
    #[arg(default, max_length = 10)]
    files: Vec<String>,
    /// In a forum: title of the post to start.
    #[arg(max_length = 100)]
    title: Option<String>,
    /// Whom to ping: `<@USER>`, `<@&ROLE>`, `author` (of `reply_to`), `everyone`. The text has to mention them too.
    #[arg(default, max_length = 100)]
    ping: Vec<Ping>,
    /// Send no notification.
    #[arg(default)]
    silent: bool,
) -> ToolResult<SentMessage> {
    if content.trim().is_empty() && embeds.is_empty() && files.is_empty() {
        return Err(Refusal::new(Cause::Argument, "the message is empty")
            .hint("give at least one of `content`, `embeds` and `files`")
            .into());
    }
    let mut attached = Vec::with_capacity(files.len());
    for path in &files {
        attached.push(ctx.file(path).await?);
    }
    let parts = split(&content);
    let count = parts.len();
    let mut drafts: Vec<Draft<send_message>> =
        parts.into_iter().map(|part| Draft::text(part).silent(silent).mentions(allowed(&ping))).collect();
    // The answer's mark belongs to the beginning, cards and files to the end of what is said.
    if let (Some(message), Some(first)) = (reply_to.and_then(|message| message.id()), drafts.first_mut()) {
        *first = std::mem::replace(first, Draft::text("")).reply_to(message);
    }
    if let Some(last) = drafts.last_mut() {
        let draft = std::mem::replace(last, Draft::text(""));
        let draft = if embeds.is_empty() { draft } else { draft.embeds(embeds) };
        *last = if attached.is_empty() { draft } else { draft.files(attached) };
    }
    post(&ctx, channel_id, title, drafts, count).await
}

/// Sends the parts one after the other, and tells the truth about a series that breaks off.
async fn post(
    ctx: &Context<send_message>,
    channel: ChannelRef,
    title: Option<String>,
    drafts: Vec<Draft<send_message>>,
    count: usize,
) -> ToolResult<SentMessage> {
    let mut target = channel;
    let mut sent =
        SentMessage { channel_id: None, message_ids: Vec::with_capacity(count), post: title.is_some() };
    let mut drafts = drafts.into_iter();
    if let Some(title) = title
        && let Some(first) = drafts.next()
    {
        let post = ctx.channel(target).create_post(PostDraft::new(title, first)).await?;
        // A post and its first message have one ID.
        sent.message_ids.extend(MessageId::new(post.id.get()));
        target = post.id.into();
    }
    sent.channel_id = target.id();
    for draft in drafts {
        if count > 1 {
            ctx.progress(sent.message_ids.len(), Some(count), "sending").await;
        }
        match ctx.channel(target.clone()).send(draft).await {
            Ok(message) => sent.message_ids.push(message.id),
            Err(error) => return Err(sent.broken_off(error, count)),
        }
    }
    Ok(sent)
}

/// A message that was sent, perhaps in parts.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SentMessage {
    /// Where it is: for a new post, the post.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel_id: Option<ChannelId>,
    /// In the order of the parts.
    message_ids: Vec<MessageId>,
    /// Whether a post was started.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    post: bool,
}

impl SentMessage {
    fn broken_off(&self, error: ToolError, count: usize) -> ToolError {
        if self.message_ids.is_empty() {
            return error;
        }
        let (done, ids) = (self.message_ids.len(), self.ids());
        let prefix = format!("part {} of {count} was not sent, after these parts were: {ids}", done + 1);
        match error {
            ToolError::Refused(mut refusal) => {
                refusal.reason = format!("{prefix}: {}", refusal.reason);
                refusal.hint = Some(match refusal.hint {
                    Some(hint) => format!("{hint}; then send only the rest of the text"),
                    None => "send only the rest of the text".into(),
                });
                refusal.into()
            }
            ToolError::Unknown(mut unknown) => {
                unknown.what =
                    format!("part {} of {count} (after the parts {ids}, which were sent)", done + 1);
                unknown.into()
            }
            ToolError::Fault(text) => ToolError::Fault(format!("{prefix}: {text}")),
        }
    }

    fn ids(&self) -> String {
        self.message_ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }
}

impl Output for SentMessage {
    fn text(&self, page: &mut Page) -> fmt::Result {
        match (self.message_ids.as_slice(), self.channel_id) {
            ([id], Some(post)) if self.post => {
                write!(page, "Post started successfully. Post ID: {post}, Message ID: {id}")
            }
            ([id], _) => write!(page, "Message sent successfully. Message ID: {id}"),
            (ids, _) => {
                write!(page, "Message sent successfully in {} parts. Message IDs: {}", ids.len(), self.ids())
            }
        }
    }

    structured!();
}
