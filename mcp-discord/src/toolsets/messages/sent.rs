//! Messages that are sent in parts.

use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use crate::prelude::*;
use crate::{
    discord::{Call, Draft, model},
    tool::{ChannelId, MessageId, Scope, Untrusted},
    toolsets::broken_off::told,
};

/// Sends parts one after the other, and tells the truth about a series that breaks off. `count` is how many there are
/// with those that were `sent` already.
pub(super) async fn series<S: Scope>(
    ctx: &Context<S>,
    mut sent: SentMessage,
    drafts: impl Iterator<Item = Draft<S>> + Send,
    count: usize,
    call: impl Fn(Draft<S>) -> Call<model::Message> + Send + Sync,
) -> ToolResult<SentMessage> {
    for draft in drafts {
        if count > 1 {
            ctx.progress(sent.message_ids.len(), Some(count), "sending").await;
        }
        match call(draft).brief().await {
            Ok(message) => sent.add(Some(message.id)),
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
    #[serde(skip)]
    kind: Kind,
}

/// How a message was sent.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Message,
    Reply,
    /// As a post, of which it is the first.
    Post,
    /// To a user of this name.
    Direct(Untrusted),
}

impl SentMessage {
    /// Nothing yet.
    pub(super) const fn new(kind: Kind, channel_id: Option<ChannelId>) -> Self {
        Self { channel_id, message_ids: Vec::new(), kind }
    }

    /// Notes that a part was sent.
    pub(super) fn add(&mut self, part: Option<MessageId>) {
        self.message_ids.extend(part);
    }

    fn broken_off(&self, mut error: ToolError, count: usize) -> ToolError {
        if self.message_ids.is_empty() {
            return error;
        }
        let (done, ids) = (self.message_ids.len(), self.ids());
        let prefix = format!("part {} of {count} was not sent, after these parts were: {ids}", done + 1);
        if let ToolError::Refused(refusal) = &mut error {
            refusal.hint = Some(match refusal.hint.take() {
                Some(hint) => format!("{hint}; then send only the rest of the text"),
                None => "send only the rest of the text".into(),
            });
        }
        let unknown = format!("part {} of {count} (after the parts {ids}, which were sent)", done + 1);
        told(error, &prefix, unknown)
    }

    fn ids(&self) -> String {
        self.message_ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }
}

impl Output for SentMessage {
    fn text(&self, page: &mut Page) -> fmt::Result {
        match (&self.kind, self.channel_id) {
            (Kind::Post, Some(post)) => write!(page, "Post started successfully. Post ID: {post}, ")?,
            (Kind::Direct(name), _) => write!(page, "Direct message sent successfully to {}", name.line(40))?,
            (Kind::Reply, _) => page.write_str("Reply sent successfully")?,
            _ => page.write_str("Message sent successfully")?,
        }
        let post = matches!((&self.kind, self.channel_id), (Kind::Post, Some(_)));
        match (self.message_ids.as_slice(), post) {
            ([id], true) => write!(page, "Message ID: {id}")?,
            (_, true) => write!(page, "Message IDs: {}", self.ids())?,
            ([id], false) => write!(page, ". Message ID: {id}")?,
            (ids, false) => write!(page, " in {} parts. Message IDs: {}", ids.len(), self.ids())?,
        }
        match (&self.kind, self.channel_id) {
            (Kind::Direct(_), Some(channel)) => write!(page, ", Channel ID: {channel}"),
            _ => Ok(()),
        }
    }

    structured!();
}
