//! [Direct messages](https://docs.discord.com/developers/resources/user#create-dm).

use crate::sandbox::{
    call::{Answer, Call, Outcome},
    errors::{INVALID_RECIPIENT, UNKNOWN_USER},
    router::Route,
    world::{Channel, ChannelType, World},
    write_log::WriteTarget,
};

pub(super) const ROUTES: &[Route] = &[Route::post("/users/@me/channels", "create_dm", open)];

/// Opens the channel with a user, which stays the same once it is there.
fn open(world: &mut World, call: &Call) -> Outcome {
    let recipient = call.form(|form| {
        let recipient = form.snowflake("recipient_id");
        form.required("recipient_id", recipient).unwrap_or_default()
    })?;
    if recipient == call.actor {
        return Err(INVALID_RECIPIENT.into());
    }
    world.user(recipient).ok_or(UNKNOWN_USER)?;
    let known = world.channels.values().find(|channel| channel.recipients == [recipient]);
    if let Some(channel) = known {
        return Ok(Answer::ok(world.channel_json(channel, call.actor)));
    }
    let mut channel = Channel::new(world.next_id(), ChannelType::DirectMessage, None);
    channel.recipients.push(recipient);
    let json = world.channel_json(&channel, call.actor);
    let target = WriteTarget::channel(None, channel.id).user(recipient);
    world.channels.insert(channel.id, channel);
    world.record(call, target);
    Ok(Answer::ok(json))
}
