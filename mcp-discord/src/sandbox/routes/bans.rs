//! [Bans](https://docs.discord.com/developers/resources/guild#get-guild-bans).

use serde_json::json;

use super::members::lower_member;
use crate::sandbox::{
    Snowflake,
    call::{Answer, Call, Outcome},
    errors::{FAILED_TO_BAN, Failure, UNKNOWN_BAN, UNKNOWN_USER},
    permissions::{BAN_MEMBERS, MANAGE_GUILD},
    router::Route,
    validate::Form,
    world::{Access, Ban, Server, World, now_ms},
    write_log::WriteTarget,
};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/guilds/{guild_id}/bans", "list_guild_bans", list),
    Route::get("/guilds/{guild_id}/bans/{user_id}", "get_guild_ban", get),
    Route::put("/guilds/{guild_id}/bans/{user_id}", "ban_user_from_guild", ban),
    Route::delete("/guilds/{guild_id}/bans/{user_id}", "unban_user_from_guild", unban),
    Route::post("/guilds/{guild_id}/bulk-ban", "bulk_ban_users_from_guild", bulk_ban),
];

/// Seconds of messages that a ban can take with it: seven days.
const MAX_DELETE_SECONDS: u64 = 604_800;
/// Users banned at once.
const MAX_BULK: usize = 200;

fn target<'a>(world: &'a World, call: &Call) -> Result<(&'a Server, Access), Failure> {
    let (server, access) = world.server_access(call.actor, call.id("guild_id")?)?;
    access.require(BAN_MEMBERS)?;
    Ok((server, access))
}

fn list(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = target(world, call)?;
    let limit = call.query_number("limit", 1..=1_000, 1_000)?;
    let (before, after) = (call.query_id("before")?, call.query_id("after")?);
    let bans = server.bans.values();
    let mut bans: Vec<_> = bans
        .filter(|ban| before.is_none_or(|id| ban.user < id) && after.is_none_or(|id| ban.user > id))
        .map(|ban| world.ban_json(ban))
        .collect();
    if before.is_some() {
        // The page before an ID is the one that ends at it.
        bans.drain(..bans.len().saturating_sub(limit));
    }
    bans.truncate(limit);
    Ok(Answer::ok(bans))
}

fn get(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = target(world, call)?;
    let ban = server.bans.get(&call.id("user_id")?).ok_or(UNKNOWN_BAN)?;
    Ok(Answer::ok(world.ban_json(ban)))
}

fn delete_seconds(form: &Form<'_>) -> u64 {
    let seconds = form.number("delete_message_seconds", 0..=MAX_DELETE_SECONDS).value();
    let days = form.number("delete_message_days", 0..=7).value();
    seconds.or(days.map(|days| days * 86_400)).unwrap_or_default()
}

fn ban(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = target(world, call)?;
    let user = call.id("user_id")?;
    let seconds = call.form(delete_seconds)?;
    world.user(user).ok_or(UNKNOWN_USER)?;
    if server.members.contains_key(&user) {
        lower_member(server, call, user)?;
    }
    let server = server.id;
    apply(world, call, server, user, seconds);
    Ok(Answer::Empty)
}

/// Bans a user, takes the membership and the messages of the last seconds.
fn apply(world: &mut World, call: &Call, server: Snowflake, user: Snowflake, seconds: u64) {
    let Some(state) = world.servers.get_mut(&server) else { return };
    if state.bans.contains_key(&user) {
        return;
    }
    state.members.remove(&user);
    state.bans.insert(user, Ban { user, reason: call.reason.clone() });
    if seconds > 0 {
        let oldest = Snowflake::at(now_ms().saturating_sub(seconds * 1_000));
        let messages = world.channels(server).flat_map(|channel| world.messages(channel.id));
        let doomed = messages.filter(|message| message.author == user && message.id >= oldest);
        let doomed: Vec<_> = doomed.map(|message| (message.channel, message.id)).collect();
        for (channel, message) in doomed {
            world.remove_message(channel, message);
        }
    }
    world.record(call, WriteTarget::server(server).user(user));
}

fn unban(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = target(world, call)?;
    let user = call.id("user_id")?;
    let server = server.id;
    let removed = world.servers.get_mut(&server).and_then(|server| server.bans.remove(&user));
    removed.ok_or(UNKNOWN_BAN)?;
    world.record(call, WriteTarget::server(server).user(user));
    Ok(Answer::Empty)
}

fn bulk_ban(world: &mut World, call: &Call) -> Outcome {
    let (server, access) = target(world, call)?;
    access.require(MANAGE_GUILD)?;
    let (users, seconds) = call.form(|form| {
        let users = form.snowflakes("user_ids", MAX_BULK);
        (form.required("user_ids", users).unwrap_or_default(), delete_seconds(form))
    })?;
    let can_ban = |user: &Snowflake| {
        let known = world.user(*user).is_some() && !server.bans.contains_key(user);
        known && (!server.members.contains_key(user) || lower_member(server, call, *user).is_ok())
    };
    let (banned, failed): (Vec<_>, Vec<_>) = users.into_iter().partition(can_ban);
    if banned.is_empty() {
        return Err(FAILED_TO_BAN.into());
    }
    let server = server.id;
    for user in &banned {
        apply(world, call, server, *user, seconds);
    }
    Ok(Answer::ok(json!({ "banned_users": banned, "failed_users": failed })))
}
