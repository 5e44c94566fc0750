//! Channels: reading and changing them.

use crate::sandbox::{
    call::{Answer, Call, Outcome},
    router::Route,
    world::World,
};

pub(super) const ROUTES: &[Route] = &[Route::get("/channels/{channel_id}", "get_channel", get_channel)];

fn get_channel(world: &mut World, call: &Call) -> Outcome {
    let (channel, _) = world.channel_access(call.actor, call.id("channel_id")?)?;
    Ok(Answer::ok(world.channel_json(channel, call.actor)))
}
