//! [Pins](https://docs.discord.com/developers/resources/message#get-channel-pins), under their new path and the old one.

use serde_json::json;

use crate::sandbox::{
    call::{Answer, Call, Outcome},
    errors::{Failure, SYSTEM_MESSAGE, TOO_MANY_PINS, UNKNOWN_MESSAGE},
    permissions::{PIN_MESSAGES, READ_MESSAGE_HISTORY},
    router::Route,
    world::{Message, MessageReference, World, message_type, now_ms, timestamp},
    write_log::WriteTarget,
};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/channels/{channel_id}/messages/pins", "list_pins", list),
    Route::put("/channels/{channel_id}/messages/pins/{message_id}", "create_pin", pin),
    Route::delete("/channels/{channel_id}/messages/pins/{message_id}", "delete_pin", unpin),
    Route::get("/channels/{channel_id}/pins", "deprecated_list_pins", list_deprecated),
    Route::put("/channels/{channel_id}/pins/{message_id}", "deprecated_create_pin", pin),
    Route::delete("/channels/{channel_id}/pins/{message_id}", "deprecated_delete_pin", unpin),
];

/// Pins of a channel.
const MAX_PINS: usize = 250;
/// Pins that the old path lists.
const MAX_DEPRECATED: usize = 50;

/// A channel's pins with their times, last pinned first; none for whom can't read its history.
fn pins<'a>(world: &'a World, call: &Call) -> Result<Vec<(u64, &'a Message)>, Failure> {
    let (_, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    if !access.has(READ_MESSAGE_HISTORY) {
        return Ok(Vec::new());
    }
    let pinned = world.messages(access.id).filter_map(|message| Some((message.pinned_at_ms?, message)));
    let mut pinned: Vec<_> = pinned.collect();
    pinned.sort_by_key(|(at_ms, message)| std::cmp::Reverse((*at_ms, message.id)));
    Ok(pinned)
}

fn list(world: &mut World, call: &Call) -> Outcome {
    let limit = call.query_number("limit", 1..=50, 50)?;
    let before = call.query_time("before")?;
    let mut pins = pins(world, call)?;
    pins.retain(|(at_ms, _)| before.is_none_or(|before| *at_ms < before));
    let has_more = pins.len() > limit;
    let items: Vec<_> = pins
        .into_iter()
        .take(limit)
        .map(|(at_ms, message)| {
            json!({ "pinned_at": timestamp(at_ms), "message": world.message_json(message, call.actor) })
        })
        .collect();
    Ok(Answer::ok(json!({ "items": items, "has_more": has_more })))
}

fn list_deprecated(world: &mut World, call: &Call) -> Outcome {
    let pins = pins(world, call)?.into_iter().take(MAX_DEPRECATED);
    Ok(Answer::ok(pins.map(|(_, message)| world.message_json(message, call.actor)).collect::<Vec<_>>()))
}

fn pin(world: &mut World, call: &Call) -> Outcome {
    let (_, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    access.require(PIN_MESSAGES)?;
    let id = call.id("message_id")?;
    let message = world.message(access.id, id).ok_or(UNKNOWN_MESSAGE)?;
    if !message.is_written() {
        return Err(SYSTEM_MESSAGE.into());
    }
    if message.pinned_at_ms.is_some() {
        return Ok(Answer::Empty);
    }
    if world.messages(access.id).filter(|message| message.pinned_at_ms.is_some()).count() >= MAX_PINS {
        return Err(TOO_MANY_PINS.into());
    }
    let at_ms = now_ms();
    if let Some(message) = world.message_mut(access.id, id) {
        message.pinned_at_ms = Some(at_ms);
    }
    if let Some(channel) = world.channel_mut(access.id) {
        channel.last_pin_at_ms = Some(at_ms);
    }
    // Discord tells the channel, in the name of who pinned.
    let mut notice = Message::new(world.next_id(), access.id, call.actor);
    notice.kind = message_type::CHANNEL_PINNED_MESSAGE;
    notice.reference = Some(MessageReference { kind: 0, channel: access.id, message: Some(id) });
    world.insert_message(notice);
    world.record(call, WriteTarget::channel(access.server, access.id).message(id));
    Ok(Answer::Empty)
}

fn unpin(world: &mut World, call: &Call) -> Outcome {
    let (_, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    access.require(PIN_MESSAGES)?;
    let id = call.id("message_id")?;
    let message = world.message_mut(access.id, id).ok_or(UNKNOWN_MESSAGE)?;
    if message.pinned_at_ms.take().is_some() {
        world.record(call, WriteTarget::channel(access.server, access.id).message(id));
    }
    Ok(Answer::Empty)
}
