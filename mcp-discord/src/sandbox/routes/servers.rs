//! Servers: what they are, their channels and threads.

use crate::sandbox::{
    call::{Answer, Call, Outcome},
    router::Route,
    world::{World, thread_member_json},
};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/guilds/{guild_id}", "get_guild", get_server),
    Route::get("/guilds/{guild_id}/channels", "list_guild_channels", list_channels),
    Route::get("/guilds/{guild_id}/threads/active", "get_active_guild_threads", list_active_threads),
];

fn get_server(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = world.server_access(call.actor, call.id("guild_id")?)?;
    Ok(Answer::ok(server.to_json(call.query_flag("with_counts"))))
}

/// Discord lists every channel to a bot, also those that it can't see.
fn list_channels(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = world.server_access(call.actor, call.id("guild_id")?)?;
    let channels: Vec<_> = world
        .channels(server.id)
        .filter(|channel| channel.thread.is_none())
        .map(|channel| world.channel_json(channel, call.actor))
        .collect();
    Ok(Answer::ok(channels))
}

fn list_active_threads(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = world.server_access(call.actor, call.id("guild_id")?)?;
    let visible: Vec<_> = world
        .channels(server.id)
        .filter(|channel| channel.thread.as_ref().is_some_and(|thread| !thread.archived))
        .filter(|channel| world.permissions_in(call.actor, channel) != 0)
        .collect();
    let members: Vec<_> = visible
        .iter()
        .filter_map(|channel| {
            let member = channel.thread.as_ref()?.members.get(&call.actor)?;
            Some(thread_member_json(channel.id, *member))
        })
        .collect();
    // Newest first, as Discord lists them.
    let threads: Vec<_> =
        visible.iter().rev().map(|channel| world.channel_json(channel, call.actor)).collect();
    Ok(Answer::ok(serde_json::json!({ "threads": threads, "members": members, "has_more": false })))
}
