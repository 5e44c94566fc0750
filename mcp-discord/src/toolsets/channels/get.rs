use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use crate::prelude::*;
use crate::toolsets::permissions::overwrite::{names, said};
use crate::{
    discord::model::{self, OverwriteTarget},
    tool::{ChannelId, ServerId, Untrusted, UserId},
};

/// Tells all about a channel, thread or post.
#[discord_tool(toolset = channels, effect = read, permissions(VIEW_CHANNEL))]
pub(crate) async fn get_channel(
    ctx: Context<get_channel>,
    /// Channel: ID, link or `#name`.
    #[arg(alias = "channel", alias = "thread_id")]
    channel_id: ChannelRef,
) -> ToolResult<Details> {
    let channel = ctx.channel(channel_id).get().await?;
    let parent = match channel.parent_id {
        Some(parent) => ctx.known_channel(parent).await,
        None => None,
    };
    let server = match channel.guild_id {
        Some(server) => ctx.known_server(server).await,
        None => None,
    };
    Ok(Details::new(channel, parent.as_deref(), server.as_deref()))
}

/// A channel.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Details {
    id: ChannelId,
    name: Untrusted,
    #[serde(rename = "type")]
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    server_id: Option<ServerId>,
    /// The category of a channel, or the channel of a thread.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent_id: Option<ChannelId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<Untrusted>,
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<Untrusted>,
    position: i64,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    nsfw: bool,
    slowmode_seconds: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_limit: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bitrate: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_auto_archive_minutes: Option<u32>,
    /// The tags that posts of a forum can have, or those that a post has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Tag>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thread: Option<ThreadState>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    permissions: Vec<Overwrite>,
}

/// A tag of a forum.
#[derive(Debug, Serialize, JsonSchema)]
struct Tag {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Untrusted>,
    /// Whether only moderators can set it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    moderated: bool,
}

/// The state of a thread or post.
#[derive(Debug, Serialize, JsonSchema)]
struct ThreadState {
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_id: Option<UserId>,
    archived: bool,
    locked: bool,
    pinned: bool,
    auto_archive_minutes: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    messages: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<u64>,
}

/// What a channel allows and denies to a role or member.
#[derive(Debug, Serialize, JsonSchema)]
struct Overwrite {
    /// `role` or `member`
    of: &'static str,
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Untrusted>,
    allow: Vec<String>,
    deny: Vec<String>,
}

impl Details {
    fn new(channel: model::Channel, parent: Option<&model::Channel>, server: Option<&model::Server>) -> Self {
        let is_thread = channel.kind.is_thread();
        let home = channel.guild_id;
        let text = |text: Option<String>| text.filter(|text| !text.is_empty()).map(Untrusted::from);
        let thread = channel.thread_metadata.as_ref().map(|state| ThreadState {
            owner_id: channel.owner_id,
            archived: state.archived,
            locked: state.locked,
            pinned: channel.is_pinned(),
            auto_archive_minutes: state.auto_archive_duration,
            messages: channel.message_count,
            members: channel.member_count,
        });
        let overwrites = channel.permission_overwrites.iter().flatten();
        Self {
            id: channel.id,
            kind: channel.kind.to_string(),
            server_id: home,
            parent_id: channel.parent_id,
            parent: text(parent.and_then(|parent| parent.name.clone())),
            position: channel.position,
            nsfw: channel.nsfw,
            slowmode_seconds: channel.rate_limit_per_user,
            user_limit: channel.user_limit,
            bitrate: channel.bitrate,
            default_auto_archive_minutes: channel.default_auto_archive_duration,
            tags: if is_thread { applied(&channel, parent) } else { available(&channel) },
            thread,
            permissions: overwrites.map(|overwrite| Overwrite::new(*overwrite, home, server)).collect(),
            name: channel.name.unwrap_or_default().into(),
            topic: text(channel.topic),
        }
    }
}

fn available(forum: &model::Channel) -> Vec<Tag> {
    let tag = |tag: &model::ForumTag| Tag {
        id: tag.id.clone(),
        name: Some(Untrusted::new(&tag.name)),
        moderated: tag.moderated,
    };
    forum.available_tags.iter().map(tag).collect()
}

fn applied(post: &model::Channel, forum: Option<&model::Channel>) -> Vec<Tag> {
    let tags = forum.map(available).unwrap_or_default();
    let name = |id: &String| tags.iter().find(|tag| tag.id == *id).and_then(|tag| tag.name.clone());
    let tag = |id: &String| Tag { id: id.clone(), name: name(id), moderated: false };
    post.applied_tags.iter().map(tag).collect()
}

impl Overwrite {
    fn new(overwrite: model::Overwrite, home: Option<ServerId>, server: Option<&model::Server>) -> Self {
        let (of, id, name) = match overwrite.target {
            OverwriteTarget::Role(id) if home.is_some_and(|home| home.get() == id.get()) => {
                ("role", id.to_string(), Some(Untrusted::new("@everyone")))
            }
            OverwriteTarget::Role(id) => {
                let role = server.and_then(|server| server.role(id));
                ("role", id.to_string(), role.map(|role| Untrusted::new(&role.name)))
            }
            OverwriteTarget::Member(id) => ("member", id.to_string(), None),
        };
        Self { of, id, name, allow: names(overwrite.allow), deny: names(overwrite.deny) }
    }
}

impl Output for Details {
    fn text(&self, page: &mut Page) -> fmt::Result {
        page.begin_untrusted();
        writeln!(page, "#{} (ID: {}) - {}", self.name.line(100), self.id, self.kind)?;
        if let Some(server) = self.server_id {
            writeln!(page, "server: {server}")?;
        }
        if let Some(parent) = self.parent_id {
            let what = if self.thread.is_some() { "in" } else { "category" };
            let name = self.parent.as_ref().map(|name| format!("{} ", name.line(100))).unwrap_or_default();
            writeln!(page, "{what}: {name}(ID: {parent})")?;
        }
        if let Some(topic) = &self.topic {
            writeln!(page, "topic: {}", topic.line(4_096))?;
        }
        self.settings(page)?;
        for Tag { id, name, moderated } in &self.tags {
            let name = name.as_ref().map(|name| format!("{} ", name.line(50))).unwrap_or_default();
            let who = if *moderated { ", only set by moderators" } else { "" };
            writeln!(page, "tag: {name}(ID: {id}{who})")?;
        }
        for overwrite in &self.permissions {
            let Overwrite { of, id, name, allow, deny } = overwrite;
            let name = name.as_ref().map(|name| format!(" {}", name.line(100))).unwrap_or_default();
            write!(page, "{of}{name} (ID: {id}): ")?;
            said(allow, deny, page)?;
            page.write_char('\n')?;
        }
        Ok(())
    }

    structured!();
}

impl Details {
    fn settings(&self, page: &mut Page) -> fmt::Result {
        if let Some(thread) = &self.thread {
            let ThreadState { owner_id, archived, locked, pinned, auto_archive_minutes, messages, members } =
                thread;
            let state = if *archived { "archived" } else { "active" };
            write!(page, "thread: {state}")?;
            for (holds, word) in [(*locked, "locked"), (*pinned, "pinned")] {
                if holds {
                    write!(page, ", {word}")?;
                }
            }
            for (count, unit) in [(messages, "messages"), (members, "members")] {
                if let Some(count) = count {
                    write!(page, ", {count} {unit}")?;
                }
            }
            if let Some(owner) = owner_id {
                write!(page, ", started by {owner}")?;
            }
            writeln!(page, ", archived after {auto_archive_minutes} quiet minutes")?;
        } else {
            writeln!(page, "position: {}", self.position)?;
        }
        if self.nsfw {
            writeln!(page, "for adults only")?;
        }
        for (setting, value, unit) in [
            ("slow mode", Some(self.slowmode_seconds).filter(|seconds| *seconds > 0), " s"),
            ("most users", self.user_limit.filter(|limit| *limit > 0), ""),
            ("bitrate", self.bitrate, " bit/s"),
            ("threads are archived after", self.default_auto_archive_minutes, " quiet minutes"),
        ] {
            if let Some(value) = value {
                writeln!(page, "{setting}: {value}{unit}")?;
            }
        }
        Ok(())
    }
}
