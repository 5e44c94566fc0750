//! [Threads](https://docs.discord.com/developers/topics/threads) and forum posts.

use serde_json::{Value, json};

use super::{
    channels::{ARCHIVE_MINUTES, MAX_SLOW_MODE, check_tags, has},
    draft,
    sending::{Destination, send},
};
use crate::sandbox::{
    Snowflake,
    call::{Answer, Call, Outcome},
    errors::{
        ARCHIVED_THREAD, FORUM_NEEDS_A_TAG, SYSTEM_MESSAGE, THREAD_EXISTS, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE,
        WRONG_CHANNEL_TYPE,
    },
    permissions::{
        CREATE_PRIVATE_THREADS, CREATE_PUBLIC_THREADS, MANAGE_THREADS, READ_MESSAGE_HISTORY, SEND_MESSAGES,
        SEND_MESSAGES_IN_THREADS,
    },
    router::Route,
    validate::{Field, Form},
    world::{
        AUTO_ARCHIVE_MINUTES, Access, Channel, ChannelType, Message, MessageReference, ThreadState, World,
        message_type, now_ms, thread_member_json,
    },
    write_log::WriteTarget,
};

pub(super) const ROUTES: &[Route] = &[
    Route::post(
        "/channels/{channel_id}/messages/{message_id}/threads",
        "create_thread_from_message",
        create_from_message,
    ),
    Route::post("/channels/{channel_id}/threads", "create_thread", create),
    Route::get(
        "/channels/{channel_id}/threads/archived/public",
        "list_public_archived_threads",
        list_archived_public,
    ),
    Route::get(
        "/channels/{channel_id}/threads/archived/private",
        "list_private_archived_threads",
        list_archived_private,
    ),
    Route::get(
        "/channels/{channel_id}/users/@me/threads/archived/private",
        "list_my_private_archived_threads",
        list_my_archived_private,
    ),
];

/// The channel flag of a forum whose posts need a tag.
const REQUIRES_TAG: u64 = 1 << 4;

/// What a request says about a new thread.
#[derive(Debug)]
struct NewThread {
    name: String,
    archive_minutes: Option<u64>,
    slow_mode: Option<u64>,
    kind: Option<u64>,
    invitable: bool,
    tags: Vec<Snowflake>,
}

impl NewThread {
    fn read(form: &Form<'_>) -> Self {
        let name = form.text("name", 1..=100);
        Self {
            name: form.required("name", name).unwrap_or_default(),
            archive_minutes: form.choice("auto_archive_duration", &ARCHIVE_MINUTES).value(),
            slow_mode: form.number("rate_limit_per_user", 0..=MAX_SLOW_MODE).value(),
            kind: form.choice("type", &[10, 11, 12]).value(),
            invitable: form.boolean("invitable").value().unwrap_or(true),
            tags: form.snowflakes("applied_tags", 5).value().unwrap_or_default(),
        }
    }

    fn into_channel(self, id: Snowflake, kind: ChannelType, parent: &Channel, owner: Snowflake) -> Channel {
        let mut channel = Channel::new(id, kind, parent.server);
        channel.name = self.name;
        channel.parent = Some(parent.id);
        channel.slow_mode_seconds = self.slow_mode.unwrap_or(parent.default_thread_slow_mode_seconds);
        let minutes = self.archive_minutes.or(parent.default_auto_archive_minutes);
        channel.thread = Some(ThreadState {
            auto_archive_minutes: minutes.unwrap_or(AUTO_ARCHIVE_MINUTES),
            invitable: self.invitable,
            applied_tags: self.tags,
            ..ThreadState::new(owner, now_ms())
        });
        channel
    }
}

fn create_from_message(world: &mut World, call: &Call) -> Outcome {
    let (parent, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    let kind = match parent.kind {
        ChannelType::Text => ChannelType::PublicThread,
        ChannelType::Announcement => ChannelType::AnnouncementThread,
        _ => return Err(WRONG_CHANNEL_TYPE.into()),
    };
    access.require(CREATE_PUBLIC_THREADS)?;
    let id = call.id("message_id")?;
    let message = world.message(access.id, id).ok_or(UNKNOWN_MESSAGE)?;
    if !message.is_written() {
        return Err(SYSTEM_MESSAGE.into());
    }
    if message.thread.is_some() {
        return Err(THREAD_EXISTS.into());
    }
    // A thread that starts at a message has the message's ID.
    let channel = call.form(NewThread::read)?.into_channel(id, kind, parent, call.actor);
    let target = WriteTarget::channel(access.server, id).message(id).content(&channel.name);
    let starter = world.next_id();
    world.start_thread(access.id, id, channel, starter).map_err(|_| UNKNOWN_MESSAGE)?;
    world.record(call, target);
    created(world, call, id)
}

fn created(world: &World, call: &Call, id: Snowflake) -> Outcome {
    let channel = world.channel(id).ok_or(UNKNOWN_CHANNEL)?;
    Ok(Answer::created(world.channel_json(channel, call.actor)))
}

fn create(world: &mut World, call: &Call) -> Outcome {
    let (parent, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    if parent.kind.is_forum() {
        return create_post(world, call, access);
    }
    let new = call.form(NewThread::read)?;
    let kind = match (parent.kind, new.kind) {
        (ChannelType::Text, Some(11)) => ChannelType::PublicThread,
        // Discord makes a thread private when the request doesn't say otherwise.
        (ChannelType::Text, None | Some(12)) => ChannelType::PrivateThread,
        (ChannelType::Announcement, None | Some(10)) => ChannelType::AnnouncementThread,
        _ => return Err(WRONG_CHANNEL_TYPE.into()),
    };
    let private = kind == ChannelType::PrivateThread;
    access.require(if private { CREATE_PRIVATE_THREADS } else { CREATE_PUBLIC_THREADS })?;
    let parent = parent.clone();
    let id = world.next_id();
    let channel = new.into_channel(id, kind, &parent, call.actor);
    let target = WriteTarget::channel(access.server, id).content(&channel.name);
    if !private {
        let mut notice = Message::new(world.next_id(), access.id, call.actor);
        notice.kind = message_type::THREAD_CREATED;
        notice.content.clone_from(&channel.name);
        notice.reference = Some(MessageReference { kind: 0, channel: id, message: None });
        notice.thread = Some(id);
        world.insert_message(notice);
    }
    world.channels.insert(id, channel);
    world.record(call, target);
    created(world, call, id)
}

/// A post is a thread whose first message has the thread's ID.
fn create_post(world: &mut World, call: &Call, access: Access) -> Outcome {
    access.require(SEND_MESSAGES)?;
    let new = call.form(|form| {
        form.required("message", form.object("message"));
        NewThread::read(form)
    })?;
    let draft = draft::read_part(call, call.body.get("message").unwrap_or(&Value::Null))?;
    let forum = world.channel(access.id).ok_or(UNKNOWN_CHANNEL)?;
    check_tags(forum, access, &new.tags)?;
    if forum.flags & REQUIRES_TAG != 0 && new.tags.is_empty() {
        return Err(FORUM_NEEDS_A_TAG.into());
    }
    let forum = forum.clone();
    let id = world.next_id();
    let channel = new.into_channel(id, ChannelType::PublicThread, &forum, call.actor);
    world.channels.insert(id, channel);
    // What the first message may contain is a matter of the forum: nobody is in the post yet.
    let post = Destination { access: access.carried_to(id), id: Some(id) };
    if let Err(failure) = send(world, call, post, draft) {
        world.channels.remove(&id);
        return Err(failure);
    }
    let post = world.channel(id).ok_or(UNKNOWN_CHANNEL)?;
    let message = world.message(id, id).ok_or(UNKNOWN_MESSAGE)?;
    let mut json = world.channel_json(post, call.actor);
    json["message"] = world.message_json(message, call.actor);
    if let Some(forum) = world.channel_mut(access.id) {
        forum.last_message = Some(id);
    }
    Ok(Answer::created(json))
}

/// What a request says about a thread that is there.
#[derive(Debug)]
struct ThreadForm {
    name: Field<String>,
    archived: Field<bool>,
    locked: Field<bool>,
    invitable: Field<bool>,
    archive_minutes: Field<u64>,
    slow_mode: Field<u64>,
    flags: Field<u64>,
    tags: Field<Vec<Snowflake>>,
}

impl ThreadForm {
    fn read(form: &Form<'_>) -> Self {
        Self {
            name: form.text("name", 1..=100),
            archived: form.boolean("archived"),
            locked: form.boolean("locked"),
            invitable: form.boolean("invitable"),
            archive_minutes: form.choice("auto_archive_duration", &ARCHIVE_MINUTES),
            slow_mode: form.number("rate_limit_per_user", 0..=MAX_SLOW_MODE),
            // The one flag that a thread has: a post that stays at the top of its forum.
            flags: form.number("flags", 0..=2),
            tags: form.snowflakes("applied_tags", 5),
        }
    }
}

/// Changes a thread; the route of all channels hands it on.
pub(super) fn update(world: &mut World, call: &Call, access: Access) -> Outcome {
    let form = call.form(ThreadForm::read)?;
    let channel = world.channel(access.id).ok_or(UNKNOWN_CHANNEL)?;
    let mut changed = channel.clone();
    let Some(thread) = &mut changed.thread else { return Err(WRONG_CHANNEL_TYPE.into()) };
    let reopens = thread.archived && form.archived == Field::Given(false);
    let only_reopens = reopens && call.body.as_object().is_some_and(|body| body.len() == 1);
    let moderates = has(&call.body, "locked") || has(&call.body, "flags");
    if moderates || has(&call.body, "rate_limit_per_user") {
        access.require(MANAGE_THREADS)?;
    } else if only_reopens && !thread.locked {
        // Whoever may write in a thread may also wake it.
        access.require(SEND_MESSAGES_IN_THREADS)?;
    } else if thread.owner != call.actor || thread.locked {
        access.require(MANAGE_THREADS)?;
    }
    if thread.archived && !reopens {
        return Err(ARCHIVED_THREAD.into());
    }
    if let Field::Given(tags) = form.tags {
        let parent = changed.parent.and_then(|parent| world.channel(parent)).ok_or(UNKNOWN_CHANNEL)?;
        check_tags(parent, access, &tags)?;
        thread.applied_tags = tags;
    }
    if let Field::Given(archived) = form.archived
        && archived != thread.archived
    {
        thread.archived = archived;
        thread.archive_changed_at_ms = now_ms();
    }
    form.locked.set(&mut thread.locked);
    form.invitable.set(&mut thread.invitable);
    form.archive_minutes.set(&mut thread.auto_archive_minutes);
    form.name.set(&mut changed.name);
    form.slow_mode.set(&mut changed.slow_mode_seconds);
    form.flags.set(&mut changed.flags);
    let json = world.channel_json(&changed, call.actor);
    let target = WriteTarget::channel(access.server, access.id).content(&changed.name);
    world.channels.insert(access.id, changed);
    world.record(call, target);
    Ok(Answer::ok(json))
}

fn list_archived_public(world: &mut World, call: &Call) -> Outcome {
    let (_, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    access.require(READ_MESSAGE_HISTORY)?;
    list_archived(world, call, access, |thread| thread.kind != ChannelType::PrivateThread)
}

fn list_archived_private(world: &mut World, call: &Call) -> Outcome {
    let (_, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    access.require(READ_MESSAGE_HISTORY | MANAGE_THREADS)?;
    list_archived(world, call, access, |thread| thread.kind == ChannelType::PrivateThread)
}

fn list_archived(world: &World, call: &Call, access: Access, belongs: impl Fn(&Channel) -> bool) -> Outcome {
    let before = call.query_time("before")?;
    let mut found: Vec<_> = archived(world, access)
        .filter(|(at_ms, thread)| belongs(thread) && before.is_none_or(|before| *at_ms < before))
        .collect();
    found.sort_by_key(|(at_ms, thread)| std::cmp::Reverse((*at_ms, thread.id)));
    page(world, call, found.into_iter().map(|(_, thread)| thread).collect())
}

fn list_my_archived_private(world: &mut World, call: &Call) -> Outcome {
    let (_, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    access.require(READ_MESSAGE_HISTORY)?;
    let before = call.query_id("before")?;
    let mut found: Vec<_> = archived(world, access)
        .map(|(_, thread)| thread)
        .filter(|thread| thread.kind == ChannelType::PrivateThread)
        .filter(|thread| before.is_none_or(|before| thread.id < before))
        .filter(|thread| thread.thread.as_ref().is_some_and(|state| state.members.contains_key(&call.actor)))
        .collect();
    found.sort_by_key(|thread| std::cmp::Reverse(thread.id));
    page(world, call, found)
}

/// The archived threads of a channel, with when they were put away.
fn archived(world: &World, access: Access) -> impl Iterator<Item = (u64, &Channel)> {
    world.channels.values().filter(move |thread| thread.parent == Some(access.id)).filter_map(|thread| {
        let state = thread.thread.as_ref().filter(|state| state.archived)?;
        Some((state.archive_changed_at_ms, thread))
    })
}

fn page(world: &World, call: &Call, mut threads: Vec<&Channel>) -> Outcome {
    let limit = call.query_number("limit", 2..=100, 50)?;
    let has_more = threads.len() > limit;
    threads.truncate(limit);
    let members: Vec<_> = threads
        .iter()
        .filter_map(|thread| {
            let member = thread.thread.as_ref()?.members.get(&call.actor)?;
            Some(thread_member_json(thread.id, *member))
        })
        .collect();
    let threads: Vec<_> = threads.iter().map(|thread| world.channel_json(thread, call.actor)).collect();
    Ok(Answer::ok(json!({ "threads": threads, "members": members, "has_more": has_more })))
}
