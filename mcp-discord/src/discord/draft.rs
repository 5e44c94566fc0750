use std::{fmt, marker::PhantomData};

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    Call, Embed, bounds, model,
    rest::{File, Retry},
};
use crate::tool::{Cause, MessageId, Refusal, RoleId, UserId};

/// The message flag for "no notification".
pub(super) const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;
/// The message flag that hides the embeds of links.
const SUPPRESS_EMBEDS: u64 = 1 << 2;

/// Whom a message may ping. Nobody, unless it says so: text from a model or from a web page may hold any mention.
///
/// Source: <https://discord.com/developers/docs/resources/message#allowed-mentions-object>
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct AllowedMentions {
    /// Kinds that may be pinged wherever the text names them: `everyone`, `roles`, `users`.
    pub parse: Vec<&'static str>,
    /// Users that may be pinged, at most 100.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub users: Vec<UserId>,
    /// Roles that may be pinged, at most 100.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<RoleId>,
    /// Whether the author of the message that is answered is pinged.
    pub replied_user: bool,
}

/// A message that is not sent yet.
///
/// `S` is the tool that sends it: what needs a permission of its own, such as files, is offered to a tool that
/// declares it.
pub struct Draft<S> {
    content: String,
    embeds: Vec<Embed>,
    files: Vec<File>,
    reply_to: Option<MessageId>,
    silent: bool,
    mentions: AllowedMentions,
    nonce: String,
    scope: PhantomData<fn() -> S>,
}

impl<S> Draft<S> {
    /// A message with this text: Discord's Markdown, at most 2,000 characters.
    pub fn text(content: impl Into<String>) -> Self {
        Self {
            content: content.into(),
            embeds: Vec::new(),
            files: Vec::new(),
            reply_to: None,
            silent: false,
            mentions: AllowedMentions::default(),
            nonce: new_nonce(),
            scope: PhantomData,
        }
    }

    /// Sends no notification.
    #[must_use]
    pub const fn silent(mut self, silent: bool) -> Self {
        self.silent = silent;
        self
    }

    /// Says whom it may ping.
    #[must_use]
    pub fn mentions(mut self, mentions: AllowedMentions) -> Self {
        self.mentions = mentions;
        self
    }

    /// What tells this message from every other: while Discord remembers it, a second one with the same is the first.
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    pub(super) fn with_files(mut self, files: Vec<File>) -> Self {
        self.files = files;
        self
    }

    pub(super) fn with_embeds(mut self, embeds: Vec<Embed>) -> Self {
        self.embeds = embeds;
        self
    }

    pub(super) const fn with_reply_to(mut self, message: MessageId) -> Self {
        self.reply_to = Some(message);
        self
    }

    /// Puts it into a call that is aimed at its channel.
    pub(super) fn sent_by(self, call: Call<model::Message>) -> Call<model::Message> {
        let (nonce, refusal) = (self.nonce.clone(), self.out_of_bounds());
        let (mut body, files) = self.into_message();
        body.insert("nonce".into(), nonce.clone().into());
        body.insert("enforce_nonce".into(), true.into());
        call.literal("messages")
            .json(Value::Object(body))
            .files(files)
            .retry(Retry::Nonce)
            .nonce(nonce)
            .unless(refusal)
            .in_turn()
    }

    /// Source: <https://discord.com/developers/docs/resources/message#create-message-jsonform-params>
    fn out_of_bounds(&self) -> Option<Refusal> {
        bounds::text("content", Some(&self.content), 0..=2_000)
            .or_else(|| bounds::list("files", Some(&self.files), 0..=10))
            .or_else(|| bounds::embeds(&self.embeds))
    }

    pub(super) fn into_message(self) -> (Map<String, Value>, Vec<File>) {
        let mut body = Map::new();
        if !self.content.is_empty() {
            body.insert("content".into(), self.content.into());
        }
        if !self.embeds.is_empty() {
            body.insert("embeds".into(), json!(self.embeds));
        }
        if let Some(message) = self.reply_to {
            body.insert("message_reference".into(), json!({ "message_id": message }));
        }
        if self.silent {
            body.insert("flags".into(), SUPPRESS_NOTIFICATIONS.into());
        }
        if !self.files.is_empty() {
            let attachments: Vec<Value> = self
                .files
                .iter()
                .enumerate()
                .map(|(i, file)| json!({ "id": i.to_string(), "filename": file.name }))
                .collect();
            body.insert("attachments".into(), attachments.into());
        }
        body.insert("allowed_mentions".into(), json!(self.mentions));
        (body, self.files)
    }
}

/// A change of a message that is not made yet. What isn't named stays as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MessageEdit {
    /// The new text, at most 2,000 characters; an empty one takes it away.
    pub content: Option<String>,
    /// The new embeds, at most 10; an empty list takes them away.
    pub embeds: Option<Vec<Embed>>,
    /// Hides the embeds of links, or shows them again.
    pub suppress_embeds: Option<bool>,
}

impl MessageEdit {
    pub(super) fn out_of_bounds(&self) -> Option<Refusal> {
        bounds::text("content", self.content.as_deref(), 0..=2_000)
            .or_else(|| bounds::embeds(self.embeds.as_deref()?))
    }

    pub(super) fn into_body(self) -> Value {
        let mut body = Map::new();
        if self.content.is_some() || self.embeds.is_some() {
            // Discord works the mentions out anew; of others' messages only the flags may be named.
            body.insert("allowed_mentions".into(), json!(AllowedMentions::default()));
        }
        if let Some(content) = self.content {
            body.insert("content".into(), content.into());
        }
        if let Some(embeds) = self.embeds {
            body.insert("embeds".into(), json!(embeds));
        }
        if let Some(suppress) = self.suppress_embeds {
            body.insert("flags".into(), if suppress { SUPPRESS_EMBEDS } else { 0 }.into());
        }
        Value::Object(body)
    }
}

/// A forum post that is not sent yet: a title, tags, and the first message.
pub struct PostDraft<S> {
    title: String,
    tags: Vec<String>,
    message: Draft<S>,
}

impl<S> PostDraft<S> {
    /// A post with this title, at most 100 characters, and this first message.
    pub fn new(title: impl Into<String>, message: Draft<S>) -> Self {
        Self { title: title.into(), tags: Vec::new(), message }
    }

    /// The IDs of the forum's tags that it carries, at most 5.
    #[must_use]
    pub fn tags(mut self, tags: Vec<String>) -> Self {
        self.tags = tags;
        self
    }

    /// Discord takes no reference in the first message of a post.
    pub(super) fn out_of_bounds(&self) -> Option<Refusal> {
        if self.message.reply_to.is_some() {
            let reason = "the first message of a post can't answer another one";
            return Some(
                Refusal::new(Cause::Argument, reason).hint("leave either `title` or `reply_to` out"),
            );
        }
        bounds::text("title", Some(&self.title), bounds::NAME)
            .or_else(|| self.message.out_of_bounds())
            .or_else(|| bounds::list("tags", Some(&self.tags), 0..=5))
    }

    pub(super) fn into_parts(self) -> (Value, Vec<File>) {
        let (message, files) = self.message.into_message();
        let mut body = json!({ "name": self.title, "message": message });
        if !self.tags.is_empty() {
            body["applied_tags"] = json!(self.tags);
        }
        (body, files)
    }
}

/// 25 characters, Discord's limit, of base 36: 2^128 values.
fn new_nonce() -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut random = fastrand::u128(..);
    let mut nonce = String::with_capacity(25);
    for _ in 0..25 {
        nonce.push(char::from(DIGITS[(random % 36) as usize]));
        random /= 36;
    }
    nonce
}

impl<S> fmt::Debug for Draft<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("nonce", &self.nonce)
            .field("files", &self.files.len())
            .finish_non_exhaustive()
    }
}

impl<S> fmt::Debug for PostDraft<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostDraft").field("title", &self.title).finish_non_exhaustive()
    }
}
