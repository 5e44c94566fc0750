//! Servers: what they are, their channels, roles and threads.

use crate::sandbox::{
    Snowflake,
    call::{Answer, Call, Outcome},
    errors::{MISSING_ACCESS, UNKNOWN_MEMBER},
    router::Route,
    world::{MEMBERS_INTENT, Role, World, thread_member_json},
};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/guilds/{guild_id}", "get_guild", get_server),
    Route::get("/guilds/{guild_id}/channels", "list_guild_channels", list_channels),
    Route::get("/guilds/{guild_id}/threads/active", "get_active_guild_threads", list_active_threads),
    Route::get("/guilds/{guild_id}/members/{user_id}", "get_guild_member", get_member),
    Route::get("/guilds/{guild_id}/members", "list_guild_members", list_members),
    Route::get("/guilds/{guild_id}/members/search", "search_guild_members", search_members),
    Route::get("/guilds/{guild_id}/roles", "list_guild_roles", list_roles),
];

fn get_server(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = world.server_access(call.actor, call.id("guild_id")?)?;
    Ok(Answer::ok(world.server_json(server, call.query_flag("with_counts"))))
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

fn get_member(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = world.server_access(call.actor, call.id("guild_id")?)?;
    let member = server.members.get(&call.user_id("user_id")?).ok_or(UNKNOWN_MEMBER)?;
    Ok(Answer::ok(world.member_json(member)))
}

fn list_members(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = world.server_access(call.actor, call.id("guild_id")?)?;
    if world.application_flags & MEMBERS_INTENT == 0 {
        return Err(MISSING_ACCESS.into());
    }
    let limit = call.query_number("limit", 1..=1_000, 1)?;
    let after = call.query_id("after")?.unwrap_or(Snowflake(0));
    let members: Vec<_> = server
        .members
        .values()
        .filter(|member| member.user > after)
        .take(limit)
        .map(|member| world.member_json(member))
        .collect();
    Ok(Answer::ok(members))
}

fn search_members(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = world.server_access(call.actor, call.id("guild_id")?)?;
    let query = serde_json::json!({ "query": call.query_text("query") });
    let query = crate::sandbox::validate::read_form(&query, |form| {
        let text = form.text("query", 1..=100);
        form.required("query", text)
    })?;
    let query = query.unwrap_or_default().to_lowercase();
    let limit = call.query_number("limit", 1..=1_000, 1)?;
    let members: Vec<_> = server
        .members
        .values()
        .filter(|member| {
            let user = world.user(member.user);
            let names = [user.map(|user| &user.username), member.nick.as_ref()];
            names.into_iter().flatten().any(|name| name.to_lowercase().starts_with(&query))
        })
        .take(limit)
        .map(|member| world.member_json(member))
        .collect();
    Ok(Answer::ok(members))
}

fn list_roles(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = world.server_access(call.actor, call.id("guild_id")?)?;
    Ok(Answer::ok(server.roles.values().map(Role::to_json).collect::<Vec<_>>()))
}
