//! The bot itself: its user, servers, application and way to the gateway.

use serde_json::json;

use crate::sandbox::{
    call::{Answer, Call, Outcome},
    errors::UNKNOWN_USER,
    permissions,
    router::Route,
    world::{World, now_ms},
};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/users/@me", "get_my_user", my_user),
    Route::get("/users/{user_id}", "get_user", user),
    Route::get("/users/@me/guilds", "list_my_guilds", my_servers),
    Route::get("/users/@me/guilds/{guild_id}/member", "get_my_guild_member", my_member),
    Route::get("/applications/@me", "get_my_application", application),
    Route::get("/oauth2/applications/@me", "get_my_oauth2_application", application),
    Route::get("/gateway", "get_gateway", gateway),
    Route::get("/gateway/bot", "get_bot_gateway", bot_gateway),
];

#[expect(clippy::unnecessary_wraps, reason = "every route has this signature")]
fn my_user(world: &mut World, call: &Call) -> Outcome {
    let mut user = world.user_json(call.actor);
    user["mfa_enabled"] = world.owner_has_two_factor.into();
    user["locale"] = "en-US".into();
    user["verified"] = true.into();
    user["email"] = serde_json::Value::Null;
    user["premium_type"] = 0.into();
    Ok(Answer::ok(user))
}

fn user(world: &mut World, call: &Call) -> Outcome {
    let user = call.id("user_id")?;
    Ok(Answer::ok(world.user(user).ok_or(UNKNOWN_USER)?.to_json()))
}

fn my_servers(world: &mut World, call: &Call) -> Outcome {
    let before = call.query_id("before")?;
    let after = call.query_id("after")?;
    let limit = call.query_number("limit", 1..=200, 200)?;
    let with_counts = call.query_flag("with_counts");
    let mut servers: Vec<_> = world
        .servers()
        .filter(|server| before.is_none_or(|id| server.id < id) && after.is_none_or(|id| server.id > id))
        .filter_map(|server| {
            let member = server.members.get(&call.actor)?;
            Some(server.to_partial_json(member, with_counts))
        })
        .collect();
    if before.is_some() && after.is_none() {
        // The page before an ID is the one that ends at it.
        servers.drain(..servers.len().saturating_sub(limit));
    }
    servers.truncate(limit);
    Ok(Answer::ok(servers))
}

fn my_member(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = world.server_access(call.actor, call.id("guild_id")?)?;
    let member = server.members.get(&call.actor).ok_or(UNKNOWN_USER)?;
    let mut json = world.member_json(member);
    json["permissions"] = permissions::in_server(server, member, now_ms()).to_string().into();
    Ok(Answer::ok(json))
}

fn application(world: &mut World, call: &Call) -> Outcome {
    let bot = world.user(call.actor).ok_or(UNKNOWN_USER)?;
    Ok(Answer::ok(json!({
        "id": bot.id,
        "name": bot.username,
        "icon": null,
        "description": "",
        "type": null,
        "bot": bot.to_json(),
        "bot_public": false,
        "bot_require_code_grant": false,
        "verify_key": "0".repeat(64),
        "flags": world.application_flags,
        "flags_new": world.application_flags.to_string(),
        "redirect_uris": [],
        "interactions_endpoint_url": null,
        "role_connections_verification_url": null,
        "owner": world.user_json(world.application_owner),
        "approximate_guild_count": world.servers().count(),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": null,
        "eligible_oauth2_scopes": [],
    })))
}

#[expect(clippy::unnecessary_wraps, reason = "every route has this signature")]
fn gateway(world: &mut World, _call: &Call) -> Outcome {
    Ok(Answer::ok(json!({ "url": gateway_url(world) })))
}

#[expect(clippy::unnecessary_wraps, reason = "every route has this signature")]
fn bot_gateway(world: &mut World, _call: &Call) -> Outcome {
    Ok(Answer::ok(json!({
        "url": gateway_url(world),
        "shards": 1,
        "session_start_limit": { "total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1 },
    })))
}

fn gateway_url(world: &World) -> String {
    world.origin.replacen("http", "ws", 1)
}
