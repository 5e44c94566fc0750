//! [Channels](https://docs.discord.com/developers/resources/channel): reading, making, changing and deleting them.

use serde_json::Value;

use super::{overwrites, threads};
use crate::sandbox::{
    Snowflake,
    call::{Answer, Call, Outcome},
    errors::{Failure, NOT_IN_DIRECT_MESSAGES, TOO_MANY_CHANNELS, UNKNOWN_CHANNEL},
    permissions::{MANAGE_CHANNELS, MANAGE_ROLES, MANAGE_THREADS},
    router::Route,
    validate::{Field, Form},
    world::{Access, Channel, ChannelType, DefaultReaction, ForumTag, Overwrite, World},
    write_log::WriteTarget,
};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/channels/{channel_id}", "get_channel", get),
    Route::patch("/channels/{channel_id}", "update_channel", update),
    Route::delete("/channels/{channel_id}", "delete_channel", delete),
    Route::post("/guilds/{guild_id}/channels", "create_guild_channel", create),
    Route::patch("/guilds/{guild_id}/channels", "bulk_update_guild_channels", move_many),
];

/// Channels of a server.
const MAX_CHANNELS: usize = 500;
/// Longest slow mode, in seconds: six hours.
pub(super) const MAX_SLOW_MODE: u64 = 21_600;
/// How long a thread may be silent before it is put away, in minutes.
pub(super) const ARCHIVE_MINUTES: [u64; 4] = [60, 1_440, 4_320, 10_080];

fn get(world: &mut World, call: &Call) -> Outcome {
    let (channel, _) = world.channel_access(call.actor, call.id("channel_id")?)?;
    Ok(Answer::ok(world.channel_json(channel, call.actor)))
}

/// What a request says about a channel.
#[derive(Debug)]
struct ChannelForm {
    name: Field<String>,
    kind: Field<u64>,
    topic: Field<String>,
    parent: Field<Snowflake>,
    position: Field<u64>,
    nsfw: Field<bool>,
    slow_mode: Field<u64>,
    bitrate: Field<u64>,
    user_limit: Field<u64>,
    flags: Field<u64>,
    overwrites: Field<Vec<Overwrite>>,
    tags: Field<Vec<ForumTag>>,
    archive_minutes: Field<u64>,
    rtc_region: Field<String>,
    video_quality_mode: Field<u64>,
    thread_slow_mode: Field<u64>,
    reaction: Field<DefaultReaction>,
    sort_order: Field<u64>,
    layout: Field<u64>,
}

impl ChannelForm {
    fn read(form: &Form<'_>) -> Self {
        Self {
            name: form.text("name", 1..=100),
            kind: form.choice("type", &[0, 2, 4, 5, 13, 15, 16]),
            topic: form.text("topic", 0..=4_096),
            parent: form.snowflake("parent_id"),
            position: form.number("position", 0..=u64::from(u32::MAX)),
            nsfw: form.boolean("nsfw"),
            slow_mode: form.number("rate_limit_per_user", 0..=MAX_SLOW_MODE),
            bitrate: form.number("bitrate", 8_000..=96_000),
            user_limit: form.number("user_limit", 0..=99),
            flags: form.number("flags", 0..=u64::from(u32::MAX)),
            overwrites: overwrites::read_list(form),
            tags: read_tags(form),
            archive_minutes: form.choice("default_auto_archive_duration", &ARCHIVE_MINUTES),
            rtc_region: form.text("rtc_region", 0..=100),
            video_quality_mode: form.choice("video_quality_mode", &[1, 2]),
            thread_slow_mode: form.number("default_thread_rate_limit_per_user", 0..=MAX_SLOW_MODE),
            reaction: read_reaction(form),
            sort_order: form.choice("default_sort_order", &[0, 1]),
            layout: form.choice("default_forum_layout", &[0, 1, 2]),
        }
    }

    /// Refuses what only shows against the world: a topic too long for the type, a parent that is no category.
    fn check(&self, world: &World, server: Snowflake, kind: ChannelType) -> Result<(), Failure> {
        if let Field::Given(topic) = &self.topic
            && topic.chars().count() > 1_024
            && !kind.is_forum()
        {
            return Err(Failure::form("topic", "BASE_TYPE_MAX_LENGTH", "Must be 1024 or fewer in length."));
        }
        if let Field::Given(parent) = self.parent {
            let parent = world.channel(parent).filter(|parent| parent.server == Some(server));
            let Some(parent) = parent else {
                return Err(Failure::form("parent_id", "CHANNEL_PARENT_INVALID", "Category does not exist"));
            };
            if parent.kind != ChannelType::Category || kind == ChannelType::Category {
                return Err(Failure::form("parent_id", "CHANNEL_PARENT_INVALID_TYPE", "Not a category"));
            }
        }
        Ok(())
    }

    fn apply(self, world: &mut World, channel: &mut Channel) {
        if let Field::Given(name) = self.name {
            channel.name = normalized(channel.kind, name);
        }
        self.topic.set_or_clear(&mut channel.topic);
        self.parent.set_or_clear(&mut channel.parent);
        self.position.set(&mut channel.position);
        self.nsfw.set(&mut channel.nsfw);
        self.slow_mode.set(&mut channel.slow_mode_seconds);
        self.bitrate.set(&mut channel.bitrate);
        self.user_limit.set(&mut channel.user_limit);
        self.flags.set(&mut channel.flags);
        self.overwrites.set(&mut channel.overwrites);
        self.archive_minutes.set_or_clear(&mut channel.default_auto_archive_minutes);
        self.rtc_region.set_or_clear(&mut channel.rtc_region);
        self.video_quality_mode.set(&mut channel.video_quality_mode);
        self.thread_slow_mode.set(&mut channel.default_thread_slow_mode_seconds);
        self.reaction.set_or_clear(&mut channel.default_reaction);
        self.sort_order.set_or_clear(&mut channel.default_sort_order);
        self.layout.set(&mut channel.default_forum_layout);
        if let Field::Given(mut tags) = self.tags {
            for tag in &mut tags {
                if tag.id == Snowflake::default() {
                    tag.id = world.next_id();
                }
            }
            channel.tags = tags;
        }
    }
}

/// What a forum offers as a reaction; an object without anything in it takes it away.
fn read_reaction(form: &Form<'_>) -> Field<DefaultReaction> {
    match form.object("default_reaction_emoji") {
        Field::Absent => Field::Absent,
        Field::Null => Field::Null,
        Field::Given(emoji) => {
            let emoji_id = emoji.snowflake("emoji_id").value();
            let emoji_name = emoji.text("emoji_name", 0..=100).value();
            if emoji_id.is_none() && emoji_name.is_none() {
                return Field::Null;
            }
            Field::Given(DefaultReaction { emoji_id, emoji_name })
        }
    }
}

/// A forum's tags; one without an ID is new.
fn read_tags(form: &Form<'_>) -> Field<Vec<ForumTag>> {
    match form.objects("available_tags", 20) {
        Field::Absent => Field::Absent,
        Field::Null => Field::Null,
        Field::Given(tags) => Field::Given(
            tags.iter()
                .filter_map(|tag| {
                    let name = tag.text("name", 1..=20);
                    Some(ForumTag {
                        id: tag.snowflake("id").value().unwrap_or_default(),
                        name: tag.required("name", name)?,
                        moderated: tag.boolean("moderated").value().unwrap_or_default(),
                        emoji: tag.text("emoji_name", 0..=100).value(),
                    })
                })
                .collect(),
        ),
    }
}

/// Text channels have lower-case names without spaces.
fn normalized(kind: ChannelType, name: String) -> String {
    match kind {
        ChannelType::Text | ChannelType::Announcement | ChannelType::Forum | ChannelType::Media => {
            name.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-")
        }
        _ => name,
    }
}

fn create(world: &mut World, call: &Call) -> Outcome {
    let (server, access) = world.server_access(call.actor, call.id("guild_id")?)?;
    let server = server.id;
    access.require(MANAGE_CHANNELS)?;
    let form = call.form(|form| {
        let read = ChannelForm::read(form);
        form.required("name", read.name.clone());
        read
    })?;
    let kind = form.kind.clone().value().and_then(ChannelType::from_number).unwrap_or(ChannelType::Text);
    form.check(world, server, kind)?;
    if let Field::Given(list) = &form.overwrites {
        overwrites::check_grant(access, &[], list)?;
    }
    if world.channels(server).filter(|channel| channel.thread.is_none()).count() >= MAX_CHANNELS {
        return Err(TOO_MANY_CHANNELS.into());
    }
    let mut channel = Channel::new(world.next_id(), kind, Some(server));
    channel.position = world.channels(server).filter(|other| other.thread.is_none()).count() as u64;
    // Without overwrites of its own, a channel starts in step with its category.
    let category = form.parent.clone().value().and_then(|parent| world.channel(parent));
    channel.overwrites = category.map_or_else(Vec::new, |category| category.overwrites.clone());
    form.apply(world, &mut channel);
    let json = world.channel_json(&channel, call.actor);
    let target = WriteTarget::channel(Some(server), channel.id).content(&channel.name);
    world.channels.insert(channel.id, channel);
    world.record(call, target);
    Ok(Answer::created(json))
}

fn update(world: &mut World, call: &Call) -> Outcome {
    let (channel, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    if channel.thread.is_some() {
        return threads::update(world, call, access);
    }
    let Some(server) = channel.server else { return Err(NOT_IN_DIRECT_MESSAGES.into()) };
    let form = call.form(ChannelForm::read)?;
    let only_overwrites = call
        .body
        .as_object()
        .is_some_and(|body| !body.is_empty() && body.keys().all(|key| key == "permission_overwrites"));
    if !only_overwrites {
        access.require(MANAGE_CHANNELS)?;
    }
    if let Field::Given(list) = &form.overwrites {
        access.require(MANAGE_ROLES)?;
        overwrites::check_grant(access, &channel.overwrites, list)?;
    }
    form.check(world, server, channel.kind)?;
    let mut changed = channel.clone();
    if let Field::Given(number) = form.kind {
        changed.kind = change_of_type(channel.kind, number)?;
    }
    form.apply(world, &mut changed);
    let json = world.channel_json(&changed, call.actor);
    let target = WriteTarget::channel(Some(server), changed.id).content(&changed.name);
    world.channels.insert(changed.id, changed);
    world.record(call, target);
    Ok(Answer::ok(json))
}

/// Only text and announcement channels can become one another.
fn change_of_type(from: ChannelType, number: u64) -> Result<ChannelType, Failure> {
    use ChannelType::{Announcement, Text};
    let to = ChannelType::from_number(number);
    match (from, to) {
        (_, Some(to)) if to == from => Ok(to),
        (Text | Announcement, Some(to @ (Text | Announcement))) => Ok(to),
        _ => Err(Failure::form("type", "BASE_TYPE_CHOICES", "This channel can't be of that type.")),
    }
}

fn delete(world: &mut World, call: &Call) -> Outcome {
    let (channel, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    let json = world.channel_json(channel, call.actor);
    let Access { id, server, .. } = access;
    if channel.thread.is_some() {
        access.require(MANAGE_THREADS)?;
    } else if server.is_some() {
        access.require(MANAGE_CHANNELS)?;
    } else {
        // A direct message can be closed but not deleted; it comes back when it is opened again.
        return Ok(Answer::ok(json));
    }
    let target = WriteTarget::channel(server, id).content(&channel.name);
    let children: Vec<_> =
        world.channels.values().filter(|child| child.parent == Some(id)).map(|child| child.id).collect();
    for child in children {
        if world.channel(child).is_some_and(|child| child.thread.is_some()) {
            world.remove_channel(child);
        } else if let Some(child) = world.channel_mut(child) {
            child.parent = None;
        }
    }
    world.remove_channel(id);
    world.record(call, target);
    Ok(Answer::ok(json))
}

fn move_many(world: &mut World, call: &Call) -> Outcome {
    let (server, access) = world.server_access(call.actor, call.id("guild_id")?)?;
    let server = server.id;
    access.require(MANAGE_CHANNELS)?;
    let wrapped = serde_json::json!({ "channels": call.body });
    let moves = crate::sandbox::validate::read_form(&wrapped, |form| {
        let entries = form.objects("channels", MAX_CHANNELS).value().unwrap_or_default();
        let read = |entry: &Form<'_>| {
            let lock = entry.boolean("lock_permissions").value().unwrap_or_default();
            let id = entry.snowflake("id");
            let id = entry.required("id", id)?;
            Some((id, entry.number("position", 0..=10_000), entry.snowflake("parent_id"), lock))
        };
        entries.iter().filter_map(read).collect::<Vec<_>>()
    })?;
    for (id, _, parent, _) in &moves {
        let here = |id: &Snowflake| world.channel(*id).is_some_and(|channel| channel.server == Some(server));
        if !here(id) || matches!(parent, Field::Given(parent) if !here(parent)) {
            return Err(UNKNOWN_CHANNEL.into());
        }
    }
    for (id, position, parent, lock) in moves {
        let parent_id = parent.clone().value();
        let synced = parent_id.filter(|_| lock).and_then(|parent| world.channel(parent));
        let synced = synced.map(|parent| parent.overwrites.clone());
        let Some(channel) = world.channel_mut(id) else { continue };
        position.set(&mut channel.position);
        parent.set_or_clear(&mut channel.parent);
        if let Some(overwrites) = synced {
            channel.overwrites = overwrites;
        }
        world.record(call, WriteTarget::channel(Some(server), id));
    }
    Ok(Answer::Empty)
}

/// A list of forum tags that a post may have, or why it may not.
pub(super) fn check_tags(forum: &Channel, access: Access, tags: &[Snowflake]) -> Result<(), Failure> {
    for (index, id) in tags.iter().enumerate() {
        let Some(tag) = forum.tags.iter().find(|tag| tag.id == *id) else {
            let path = format!("applied_tags.{index}");
            return Err(Failure::form(&path, "INVALID_THREAD_TAG", "Unknown Tag"));
        };
        if tag.moderated {
            access.require(MANAGE_THREADS)?;
        }
    }
    Ok(())
}

/// Whether a body has a field, whatever is in it.
pub(super) fn has(body: &Value, field: &str) -> bool {
    body.get(field).is_some()
}
