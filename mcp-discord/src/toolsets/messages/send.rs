use super::{
    ping::{Ping, allowed},
    sent::{Kind, SentMessage, series},
    split::split,
    tags::tag_ids,
};
use crate::prelude::*;
use crate::{
    discord::{AllowedMentions, Draft, Embed, PostDraft},
    tool::{Cause, Grants, MessageId, MessageRef, Refusal, Scope, Writes, perm},
};

/// Sends a message to a channel, thread or forum.
///
/// Long text is split into several messages. Nobody is pinged unless `ping` names them.
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
    /// Channel, thread or post: ID, link or `#name`.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// Markdown text.
    #[arg(default, max_length = 20_000)]
    content: String,
    /// Message to answer: ID or link.
    reply_to: Option<MessageRef>,
    /// Cards.
    #[arg(default, max_length = 10)]
    embeds: Vec<Embed>,
    /// Paths of files to attach.
    #[arg(default, max_length = 10)]
    files: Vec<String>,
    /// Forum: title of the post to start.
    title: Option<String>,
    /// Forum: tags of the post.
    #[arg(default, max_length = 5)]
    tags: Vec<String>,
    /// Whom the text may ping: `<@USER>`, `<@&ROLE>`, `author` of `reply_to`, `everyone`.
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
    if title.is_none() && !tags.is_empty() {
        return Err(Refusal::new(Cause::Argument, "`tags` are for a post, and `title` is missing")
            .hint("give `title` to start a post in a forum, or leave `tags` out")
            .into());
    }
    let mut attached = Vec::with_capacity(files.len());
    for path in &files {
        attached.push(ctx.file(path).await?);
    }
    let tags = tag_ids(&ctx, &channel_id, &tags).await?;
    let mut drafts = texts(&content, &allowed(&ping), silent);
    // The answer's mark belongs to the beginning, cards and files to the end of what is said.
    if let (Some(message), Some(first)) = (reply_to.and_then(|message| message.id()), drafts.first_mut()) {
        *first = std::mem::replace(first, Draft::text("")).reply_to(message);
    }
    if let Some(last) = drafts.last_mut() {
        let draft = std::mem::replace(last, Draft::text(""));
        let draft = if embeds.is_empty() { draft } else { draft.embeds(embeds) };
        *last = if attached.is_empty() { draft } else { draft.files(attached) };
    }
    match title {
        Some(title) => start_post(&ctx, channel_id, title, tags, drafts).await,
        None => send(&ctx, channel_id, Kind::Message, drafts).await,
    }
}

/// Answers a message.
#[discord_tool(
    toolset = messages,
    effect = write,
    deadline = 120s,
    permissions(VIEW_CHANNEL, any(SEND_MESSAGES, SEND_MESSAGES_IN_THREADS), READ_MESSAGE_HISTORY),
)]
pub(crate) async fn reply_to_message(
    ctx: Context<reply_to_message>,
    /// Its channel.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// Message to answer: ID or link.
    #[arg(alias = "message")]
    message_id: MessageRef,
    /// Markdown text.
    #[arg(min_length = 1, max_length = 20_000)]
    content: String,
) -> ToolResult<SentMessage> {
    let mut drafts = texts(&content, &AllowedMentions::default(), false);
    if let (Some(message), Some(first)) = (message_id.id(), drafts.first_mut()) {
        *first = std::mem::replace(first, Draft::text("")).reply_to(message);
    }
    send(&ctx, channel_id, Kind::Reply, drafts).await
}

/// A text as the messages that it takes.
pub(super) fn texts<S>(content: &str, mentions: &AllowedMentions, silent: bool) -> Vec<Draft<S>> {
    let parts = split(content).into_iter();
    parts.map(|part| Draft::text(part).silent(silent).mentions(mentions.clone())).collect()
}

async fn start_post(
    ctx: &Context<send_message>,
    forum: ChannelRef,
    title: String,
    tags: Vec<String>,
    drafts: Vec<Draft<send_message>>,
) -> ToolResult<SentMessage> {
    let count = drafts.len();
    let mut drafts = drafts.into_iter();
    let first = drafts.next().unwrap_or_else(|| Draft::text(""));
    let post = ctx.channel(forum).create_post(PostDraft::new(title, first).tags(tags)).await?;
    let mut sent = SentMessage::new(Kind::Post, Some(post.id));
    // A post and its first message have one ID.
    sent.add(MessageId::new(post.id.get()));
    series(ctx, sent, drafts, count, |draft| ctx.channel(post.id).send(draft)).await
}

/// Sends to a channel.
async fn send<S>(
    ctx: &Context<S>,
    channel: ChannelRef,
    kind: Kind,
    drafts: Vec<Draft<S>>,
) -> ToolResult<SentMessage>
where
    S: Scope
        + Writes
        + Grants<perm::VIEW_CHANNEL>
        + Grants<perm::SEND_MESSAGES>
        + Grants<perm::SEND_MESSAGES_IN_THREADS>,
{
    let (sent, count) = (SentMessage::new(kind, channel.id()), drafts.len());
    let channel = ctx.channel(channel);
    series(ctx, sent, drafts.into_iter(), count, |draft| channel.send(draft)).await
}
