//! [Invites](https://docs.discord.com/developers/resources/invite).

use crate::sandbox::{
    Snowflake,
    call::{Answer, Call, Outcome},
    errors::{MISSING_PERMISSIONS, NOT_IN_DIRECT_MESSAGES, UNKNOWN_INVITE, WRONG_CHANNEL_TYPE},
    permissions::{CREATE_INSTANT_INVITE, MANAGE_CHANNELS, MANAGE_GUILD, VIEW_AUDIT_LOG},
    router::Route,
    world::{Invite, World, now_ms},
    write_log::WriteTarget,
};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/channels/{channel_id}/invites", "list_channel_invites", list_of_channel),
    Route::post("/channels/{channel_id}/invites", "create_channel_invite", create),
    Route::get("/guilds/{guild_id}/invites", "list_guild_invites", list_of_server),
    Route::get("/invites/{code}", "invite_resolve", get),
    Route::delete("/invites/{code}", "invite_revoke", delete),
];

/// How long an invite lasts when its maker doesn't say, in seconds: a day.
const DEFAULT_AGE: u64 = 86_400;

fn is_open(invite: &Invite) -> bool {
    invite.max_age == 0 || invite.created_at_ms + invite.max_age * 1_000 > now_ms()
}

fn listed(world: &World, belongs: impl Fn(&Invite) -> bool) -> Answer {
    let invites = world.invites.values().filter(|invite| is_open(invite) && belongs(invite));
    Answer::ok(invites.map(|invite| world.invite_json(invite)).collect::<Vec<_>>())
}

fn list_of_channel(world: &mut World, call: &Call) -> Outcome {
    let (_, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    access.require(MANAGE_CHANNELS)?;
    Ok(listed(world, |invite| invite.channel == access.id))
}

fn list_of_server(world: &mut World, call: &Call) -> Outcome {
    let (_, access) = world.server_access(call.actor, call.id("guild_id")?)?;
    if !access.has(VIEW_AUDIT_LOG) {
        access.require(MANAGE_GUILD)?;
    }
    Ok(listed(world, |invite| invite.server == access.id))
}

fn create(world: &mut World, call: &Call) -> Outcome {
    let (channel, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    let Some(server) = channel.server else { return Err(NOT_IN_DIRECT_MESSAGES.into()) };
    if channel.thread.is_some() {
        return Err(WRONG_CHANNEL_TYPE.into());
    }
    access.require(CREATE_INSTANT_INVITE)?;
    let (max_age, max_uses, temporary, unique) = call.form(|form| {
        (
            form.number("max_age", 0..=604_800).value().unwrap_or(DEFAULT_AGE),
            form.number("max_uses", 0..=100).value().unwrap_or_default(),
            form.boolean("temporary").value().unwrap_or_default(),
            form.boolean("unique").value().unwrap_or_default(),
        )
    })?;
    let alike = |invite: &&Invite| {
        invite.channel == access.id
            && invite.inviter == call.actor
            && (invite.max_age, invite.max_uses, invite.temporary) == (max_age, max_uses, temporary)
            && is_open(invite)
    };
    // Unless it is to be unique, an invite of the same kind is handed out again.
    if !unique && let Some(invite) = world.invites.values().find(alike) {
        return Ok(Answer::ok(world.invite_json(invite)));
    }
    let code: String = (0..8).map(|_| world.random.alphanumeric()).collect();
    let invite = Invite {
        code: code.clone(),
        server,
        channel: access.id,
        inviter: call.actor,
        created_at_ms: now_ms(),
        max_age,
        max_uses,
        temporary,
    };
    let json = world.invite_json(&invite);
    world.record(call, WriteTarget::channel(Some(server), access.id).content(&code));
    world.invites.insert(code, invite);
    Ok(Answer::ok(json))
}

fn get(world: &mut World, call: &Call) -> Outcome {
    let invite = world.invites.get(call.segment("code")).filter(|invite| is_open(invite));
    let invite = invite.ok_or(UNKNOWN_INVITE)?;
    let mut json = world.invite_json(invite);
    if call.query_flag("with_counts") {
        let members = world.members(invite.server).count();
        json["approximate_member_count"] = members.into();
        json["approximate_presence_count"] = members.div_ceil(2).into();
    }
    Ok(Answer::ok(json))
}

fn delete(world: &mut World, call: &Call) -> Outcome {
    let code = call.segment("code").to_owned();
    let invite = world.invites.get(&code).ok_or(UNKNOWN_INVITE)?;
    let (server, channel): (Snowflake, Snowflake) = (invite.server, invite.channel);
    let (_, in_server) = world.server_access(call.actor, server)?;
    let in_channel = world.channel_access(call.actor, channel).map(|(_, access)| access);
    if !in_server.has(MANAGE_GUILD) {
        in_channel.map_err(|_| MISSING_PERMISSIONS)?.require(MANAGE_CHANNELS)?;
    }
    let json = world.invite_json(invite);
    world.invites.remove(&code);
    world.record(call, WriteTarget::channel(Some(server), channel).content(&code));
    Ok(Answer::ok(json))
}
