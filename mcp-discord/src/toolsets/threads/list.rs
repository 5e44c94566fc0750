use std::{
    collections::HashMap,
    fmt::{self, Write as _},
    sync::Arc,
};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::prelude::*;
use crate::{
    discord::model::{self, ChannelKind},
    tool::{Cause, ChannelId, Refusal, ServerRef, Untrusted},
};

/// Lists threads and forum posts: active ones, or the archived ones of a channel.
#[discord_tool(
    toolset = threads,
    effect = read,
    permissions(
        VIEW_CHANNEL if channel_id,
        maybe(READ_MESSAGE_HISTORY),
        maybe(MANAGE_THREADS),
    ),
)]
pub(crate) async fn list_threads(
    ctx: Context<list_threads>,
    /// Channel or forum.
    #[arg(alias = "channel", alias = "forum_id")]
    channel_id: Option<ChannelRef>,
    /// Server, without a channel.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// The archived ones, newest first.
    #[arg(default)]
    archived: bool,
    /// Archived: the private ones.
    #[arg(default)]
    private: bool,
    /// Archived before this time.
    before: Option<String>,
    /// How many.
    #[arg(default = 50, min = 2, max = 100)]
    limit: u8,
) -> ToolResult<Threads> {
    if archived || private || before.is_some() {
        let Some(channel) = channel_id else {
            return Err(Refusal::new(Cause::Argument, "archived threads are listed by channel")
                .hint("give `channel_id`")
                .into());
        };
        return list_archived(&ctx, channel, private, before, limit).await;
    }
    let only = channel_id.and_then(|channel| channel.id());
    let mut threads = ctx.server(server_id.clone()).active_threads().await?.threads;
    if let Some(server) = server_id.id() {
        threads = ctx.reachable_threads(server, threads).await?;
    }
    threads.retain(|thread| only.is_none_or(|channel| thread.parent_id == Some(channel)));
    let more = threads.len().saturating_sub(limit.into());
    threads.truncate(limit.into());
    let mut listed = Threads::new(&ctx, threads).await;
    listed.left_out = Some(more).filter(|more| *more > 0);
    Ok(listed)
}

async fn list_archived(
    ctx: &Context<list_threads>,
    channel: ChannelRef,
    private: bool,
    before: Option<String>,
    limit: u8,
) -> ToolResult<Threads> {
    let before = match before.as_deref().map(str::parse::<Timestamp>) {
        None => None,
        Some(Ok(time)) => Some(time),
        Some(Err(_)) => {
            return Err(Refusal::new(Cause::Argument, "`before` is no time like 2026-01-31T12:00:00Z")
                .hint("take it from the last page")
                .into());
        }
    };
    let channel = ctx.channel(channel);
    let page = if private {
        channel.archived_private_threads(before, limit).await?
    } else {
        channel.archived_threads(before, limit).await?
    };
    let last = page.threads.last().and_then(|thread| thread.thread_metadata.as_ref()?.archive_timestamp);
    let next = last.filter(|_| page.has_more).map(|time| time.to_string());
    Ok(Threads { archived: true, next, ..Threads::new(ctx, page.threads).await })
}

/// Threads and posts.
#[derive(Debug, Serialize, JsonSchema)]
#[allow(clippy::struct_field_names, reason = "the names of the fields are those of the JSON")]
pub(crate) struct Threads {
    threads: Vec<Thread>,
    #[serde(skip)]
    archived: bool,
    /// How many more there are that weren't listed.
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<usize>,
    /// What to give as `before` for the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A thread or post.
#[derive(Debug, Serialize, JsonSchema)]
#[allow(clippy::struct_excessive_bools, reason = "they are independent of one another, as in Discord")]
struct Thread {
    id: ChannelId,
    name: Untrusted,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_id: Option<ChannelId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<Untrusted>,
    messages: u64,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    archived: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    locked: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    private: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pinned: bool,
    /// Names, or IDs where the forum isn't known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Untrusted>,
}

impl Threads {
    async fn new(ctx: &Context<list_threads>, threads: Vec<model::Channel>) -> Self {
        let mut parents: HashMap<ChannelId, Arc<model::Channel>> = HashMap::new();
        for parent in threads.iter().filter_map(|thread| thread.parent_id) {
            if !parents.contains_key(&parent)
                && let Some(known) = ctx.known_channel(parent).await
            {
                parents.insert(parent, known);
            }
        }
        let threads = threads.into_iter().map(|thread| {
            let parent = thread.parent_id.and_then(|parent| parents.get(&parent));
            Thread::new(thread, parent.map(|parent| &**parent))
        });
        Self { threads: threads.collect(), archived: false, left_out: None, next: None }
    }
}

impl Thread {
    fn new(thread: model::Channel, parent: Option<&model::Channel>) -> Self {
        let tag = |id: &String| {
            let tag = parent.and_then(|forum| forum.available_tags.iter().find(|tag| tag.id == *id));
            Untrusted::new(tag.map_or(id, |tag| &tag.name))
        };
        Self {
            id: thread.id,
            parent_id: thread.parent_id,
            parent: parent.and_then(|parent| parent.name.as_deref()).map(Untrusted::new),
            messages: thread.message_count.unwrap_or_default(),
            archived: thread.is_archived(),
            locked: thread.thread_metadata.as_ref().is_some_and(|state| state.locked),
            private: thread.kind == ChannelKind::PRIVATE_THREAD,
            pinned: thread.is_pinned(),
            tags: thread.applied_tags.iter().map(tag).collect(),
            name: thread.name.unwrap_or_default().into(),
        }
    }
}

impl Output for Threads {
    fn text(&self, page: &mut Page) -> fmt::Result {
        let state = if self.archived { "Archived" } else { "Active" };
        writeln!(page, "{state} threads ({}):", self.threads.len())?;
        if !self.threads.is_empty() {
            page.begin_untrusted();
        }
        for thread in &self.threads {
            write!(page, "{} (ID: {})", thread.name.line(100), thread.id)?;
            match (&thread.parent, thread.parent_id) {
                (Some(parent), _) => write!(page, " in #{}", parent.line(100))?,
                (None, Some(parent)) => write!(page, " in {parent}")?,
                (None, None) => {}
            }
            write!(page, ", {} messages", thread.messages)?;
            let states = [(thread.locked, "locked"), (thread.private, "private"), (thread.pinned, "pinned")];
            for (_, word) in states.into_iter().filter(|(holds, _)| *holds) {
                write!(page, ", {word}")?;
            }
            if !thread.tags.is_empty() {
                let tags: Vec<_> = thread.tags.iter().map(|tag| tag.line(50)).collect();
                write!(page, ", tags: {}", tags.join(", "))?;
            }
            page.write_char('\n')?;
        }
        if let Some(next) = &self.next {
            page.hint(format_args!("for more, call again with `before` = \"{next}\""));
        } else if let Some(more) = self.left_out {
            page.hint(format_args!("{more} more aren't listed: give `channel_id` or a higher `limit`"));
        } else if !self.archived && self.threads.is_empty() {
            page.hint("those that were put away are listed with `archived` = true and `channel_id`");
        }
        Ok(())
    }

    structured!();
}
