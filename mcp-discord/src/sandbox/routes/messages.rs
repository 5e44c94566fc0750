//! [Messages](https://docs.discord.com/developers/resources/message).

use serde_json::json;

use super::{
    draft::{self, Draft},
    sending::{Destination, ping, send, upload},
};
use crate::sandbox::{
    Snowflake,
    call::{Answer, Call, Outcome},
    errors::{
        ALREADY_CROSSPOSTED, ARCHIVED_THREAD, BULK_DELETE_COUNT, DIRECT_MESSAGES_CLOSED, EMPTY_MESSAGE,
        FORUM_NEEDS_A_POST, MISSING_PERMISSIONS, NOT_A_TEXT_CHANNEL, NOT_IN_DIRECT_MESSAGES, NOT_THE_AUTHOR,
        SYSTEM_MESSAGE, THREAD_LOCKED, TOO_OLD_TO_BULK_DELETE, UNKNOWN_MESSAGE, WRONG_CHANNEL_TYPE,
    },
    permissions::{
        ATTACH_FILES, MANAGE_MESSAGES, MANAGE_THREADS, READ_MESSAGE_HISTORY, SEND_MESSAGES, to_send_in,
    },
    router::Route,
    validate::Field,
    world::{Access, ChannelType, Message, World, message_type, now_ms},
    write_log::WriteTarget,
};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/channels/{channel_id}/messages", "list_messages", list),
    Route::post("/channels/{channel_id}/messages", "create_message", create),
    Route::get("/channels/{channel_id}/messages/{message_id}", "get_message", get),
    Route::patch("/channels/{channel_id}/messages/{message_id}", "update_message", update),
    Route::delete("/channels/{channel_id}/messages/{message_id}", "delete_message", delete),
    Route::post("/channels/{channel_id}/messages/bulk-delete", "bulk_delete_messages", bulk_delete),
    Route::post("/channels/{channel_id}/messages/{message_id}/crosspost", "crosspost_message", crosspost),
    Route::post("/channels/{channel_id}/typing", "trigger_typing_indicator", typing),
];

/// The flag of a message that other servers were sent.
const CROSSPOSTED: u64 = 1;
/// The flag that hides the embeds of links: the only one that anyone but the author can change.
const SUPPRESS_EMBEDS: u64 = 1 << 2;
/// How old a message may be to be deleted with others at once.
const BULK_DELETE_AGE_MS: u64 = 14 * 24 * 3_600 * 1_000;

fn list(world: &mut World, call: &Call) -> Outcome {
    let (channel, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    if !channel.kind.holds_messages() {
        return Err(NOT_A_TEXT_CHANNEL.into());
    }
    let limit = call.query_number("limit", 1..=100, 50)?;
    let (around, before, after) =
        (call.query_id("around")?, call.query_id("before")?, call.query_id("after")?);
    if !access.has(READ_MESSAGE_HISTORY) {
        return Ok(Answer::ok(json!([])));
    }
    let messages = world.messages(access.id);
    // Newest first, whichever way the page was asked for.
    let page: Vec<&Message> = if let Some(around) = around {
        let older: Vec<_> = world
            .messages(access.id)
            .rev()
            .filter(|message| message.id <= around)
            .take(limit / 2 + 1)
            .collect();
        let newer = messages.filter(|message| message.id > around).take(limit.saturating_sub(older.len()));
        let mut newer: Vec<_> = newer.collect();
        newer.reverse();
        newer.into_iter().chain(older).take(limit).collect()
    } else if let Some(after) = after {
        let mut page: Vec<_> = messages.filter(|message| message.id > after).take(limit).collect();
        page.reverse();
        page
    } else {
        messages.rev().filter(|message| before.is_none_or(|id| message.id < id)).take(limit).collect()
    };
    Ok(Answer::ok(
        page.into_iter().map(|message| world.message_json(message, call.actor)).collect::<Vec<_>>(),
    ))
}

fn get(world: &mut World, call: &Call) -> Outcome {
    let (_, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    access.require(READ_MESSAGE_HISTORY)?;
    let message = world.message(access.id, call.id("message_id")?).ok_or(UNKNOWN_MESSAGE)?;
    Ok(Answer::ok(world.message_json(message, call.actor)))
}

fn create(world: &mut World, call: &Call) -> Outcome {
    let (channel, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    if channel.kind.is_forum() {
        return Err(FORUM_NEEDS_A_POST.into());
    }
    if !channel.kind.holds_messages() {
        return Err(NOT_A_TEXT_CHANNEL.into());
    }
    access.require(to_send_in(channel.kind))?;
    if let Some(thread) = &channel.thread
        && thread.locked
        && !access.has(MANAGE_THREADS)
    {
        return Err(THREAD_LOCKED.into());
    }
    let closed = |user: &Snowflake| world.user(*user).is_some_and(|user| !user.accepts_direct_messages);
    if channel.recipients.iter().any(closed) {
        return Err(DIRECT_MESSAGES_CLOSED.into());
    }
    let draft = draft::read(call)?;
    let (channel, id) = send(world, call, Destination { access, id: None }, draft)?;
    let message = world.message(channel, id).ok_or(UNKNOWN_MESSAGE)?;
    Ok(Answer::ok(world.message_json(message, call.actor)))
}

fn update(world: &mut World, call: &Call) -> Outcome {
    let (channel, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    let archived = channel.thread.as_ref().is_some_and(|thread| thread.archived);
    let id = call.id("message_id")?;
    let message = world.message(access.id, id).ok_or(UNKNOWN_MESSAGE)?;
    let draft = draft::read(call)?;
    if message.author != call.actor {
        let only_flags = call
            .body
            .as_object()
            .is_some_and(|body| !body.is_empty() && body.keys().all(|key| key == "flags"));
        if !only_flags {
            return Err(NOT_THE_AUTHOR.into());
        }
        access.require(MANAGE_MESSAGES)?;
    }
    if !message.is_written() {
        return Err(SYSTEM_MESSAGE.into());
    }
    if archived {
        return Err(ARCHIVED_THREAD.into());
    }
    if !call.files.is_empty() {
        access.require(ATTACH_FILES)?;
    }
    let mut edited = message.clone();
    apply(world, call, access, &mut edited, draft);
    if edited.is_empty() {
        return Err(EMPTY_MESSAGE.into());
    }
    let target = WriteTarget::channel(access.server, access.id).message(id).content(&edited.content);
    let json = world.message_json(&edited, call.actor);
    if let Some(place) = world.message_mut(access.id, id) {
        *place = edited;
    }
    world.record(call, target);
    Ok(Answer::ok(json))
}

fn apply(world: &mut World, call: &Call, access: Access, message: &mut Message, draft: Draft) {
    if let Field::Given(flags) = draft.flags {
        message.flags = message.flags & !SUPPRESS_EMBEDS | flags & SUPPRESS_EMBEDS;
    }
    if message.author != call.actor {
        return;
    }
    match draft.content {
        Field::Given(content) => message.content = content,
        Field::Null => message.content.clear(),
        Field::Absent => {}
    }
    match draft.embeds {
        Field::Given(embeds) => message.embeds = embeds,
        Field::Null => message.embeds.clear(),
        Field::Absent => {}
    }
    match draft.components {
        Field::Given(components) => message.components = components,
        Field::Null => message.components.clear(),
        Field::Absent => {}
    }
    let entries = match draft.attachments {
        Field::Given(entries) => {
            // Attachments that the list leaves out are removed.
            message.attachments.retain(|attachment| entries.iter().any(|entry| entry.id == attachment.id));
            for attachment in &mut message.attachments {
                if let Some(entry) = entries.iter().find(|entry| entry.id == attachment.id) {
                    entry.description.clone().set_or_clear(&mut attachment.description);
                }
            }
            entries
        }
        Field::Null => {
            message.attachments.clear();
            Vec::new()
        }
        Field::Absent => Vec::new(),
    };
    message.attachments.extend(upload(world, &call.files, &entries));
    let replied = message.reference.filter(|reference| reference.kind == 0).and_then(|reference| {
        world.message(reference.channel, reference.message?).map(|replied| replied.author)
    });
    let pinged = replied.filter(|author| message.mentions.contains(author));
    ping(world, message, access, &draft.allowed_mentions);
    if let Some(author) = pinged
        && !message.mentions.contains(&author)
    {
        message.mentions.push(author);
    }
    message.edited_at_ms = Some(now_ms());
}

fn delete(world: &mut World, call: &Call) -> Outcome {
    let (channel, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    let archived = channel.thread.as_ref().is_some_and(|thread| thread.archived);
    let id = call.id("message_id")?;
    let message = world.message(access.id, id).ok_or(UNKNOWN_MESSAGE)?;
    if message.author != call.actor {
        if access.server.is_none() {
            return Err(NOT_IN_DIRECT_MESSAGES.into());
        }
        access.require(MANAGE_MESSAGES)?;
    }
    if message.kind == message_type::THREAD_STARTER_MESSAGE {
        return Err(SYSTEM_MESSAGE.into());
    }
    if archived {
        return Err(ARCHIVED_THREAD.into());
    }
    world.remove_message(access.id, id);
    world.record(call, WriteTarget::channel(access.server, access.id).message(id));
    Ok(Answer::Empty)
}

fn bulk_delete(world: &mut World, call: &Call) -> Outcome {
    let (_, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    if access.server.is_none() {
        return Err(NOT_IN_DIRECT_MESSAGES.into());
    }
    access.require(MANAGE_MESSAGES)?;
    let mut ids = call.form(|form| {
        let ids = form.snowflakes("messages", usize::MAX);
        form.required("messages", ids).unwrap_or_default()
    })?;
    ids.sort_unstable();
    ids.dedup();
    if !(2..=100).contains(&ids.len()) {
        return Err(BULK_DELETE_COUNT.into());
    }
    let oldest = Snowflake::at(now_ms() - BULK_DELETE_AGE_MS);
    if ids.iter().any(|id| *id < oldest) {
        return Err(TOO_OLD_TO_BULK_DELETE.into());
    }
    for id in ids {
        if world.message(access.id, id).is_some() {
            world.remove_message(access.id, id);
            world.record(call, WriteTarget::channel(access.server, access.id).message(id));
        }
    }
    Ok(Answer::Empty)
}

fn crosspost(world: &mut World, call: &Call) -> Outcome {
    let (channel, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    if channel.kind != ChannelType::Announcement {
        return Err(WRONG_CHANNEL_TYPE.into());
    }
    let id = call.id("message_id")?;
    let message = world.message(access.id, id).ok_or(UNKNOWN_MESSAGE)?;
    access.require(SEND_MESSAGES)?;
    if message.author != call.actor {
        access.require(MANAGE_MESSAGES)?;
    }
    if message.flags & CROSSPOSTED != 0 {
        return Err(ALREADY_CROSSPOSTED.into());
    }
    if let Some(message) = world.message_mut(access.id, id) {
        message.flags |= CROSSPOSTED;
    }
    world.record(call, WriteTarget::channel(access.server, access.id).message(id));
    let message = world.message(access.id, id).ok_or(UNKNOWN_MESSAGE)?;
    Ok(Answer::ok(world.message_json(message, call.actor)))
}

/// Typing leaves no trace, so it is not a write.
fn typing(world: &mut World, call: &Call) -> Outcome {
    let (channel, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    if !channel.kind.holds_messages() {
        return Err(NOT_A_TEXT_CHANNEL.into());
    }
    if !access.has(to_send_in(channel.kind)) {
        return Err(MISSING_PERMISSIONS.into());
    }
    Ok(Answer::Empty)
}
