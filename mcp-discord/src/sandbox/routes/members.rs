//! [Members](https://docs.discord.com/developers/resources/guild#get-guild-member): finding, changing and removing them.

use serde_json::json;

use super::{channels::has, roles};
use crate::sandbox::{
    Snowflake,
    call::{Answer, Call, Outcome},
    errors::{Failure, MISSING_ACCESS, MISSING_PERMISSIONS, NOT_IN_VOICE, UNKNOWN_MEMBER, UNKNOWN_SERVER},
    permissions::{
        self, ADMINISTRATOR, CHANGE_NICKNAME, DEAFEN_MEMBERS, KICK_MEMBERS, MANAGE_NICKNAMES, MANAGE_ROLES,
        MODERATE_MEMBERS, MOVE_MEMBERS, MUTE_MEMBERS,
    },
    router::Route,
    validate::{Field, Form, read_form},
    world::{Access, MEMBERS_INTENT, Member, Server, World, now_ms},
    write_log::WriteTarget,
};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/guilds/{guild_id}/members", "list_guild_members", list),
    Route::get("/guilds/{guild_id}/members/search", "search_guild_members", search),
    Route::get("/guilds/{guild_id}/members/{user_id}", "get_guild_member", get),
    Route::patch("/guilds/{guild_id}/members/@me", "update_my_guild_member", update_me),
    Route::patch("/guilds/{guild_id}/members/{user_id}", "update_guild_member", update),
    Route::delete("/guilds/{guild_id}/members/{user_id}", "delete_guild_member", kick),
];

/// Characters of a nickname.
const MAX_NICK: usize = 32;
/// How far ahead a time-out may end: 28 days.
const MAX_TIMEOUT_MS: u64 = 28 * 24 * 3_600 * 1_000;

/// A member of the server whom the caller stands above.
pub(super) fn lower_member<'a>(
    server: &'a Server,
    call: &Call,
    user: Snowflake,
) -> Result<&'a Member, Failure> {
    let member = server.members.get(&user).ok_or(UNKNOWN_MEMBER)?;
    if server.rank(user) >= server.rank(call.actor) { Err(MISSING_PERMISSIONS.into()) } else { Ok(member) }
}

fn get(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = world.server_access(call.actor, call.id("guild_id")?)?;
    let member = server.members.get(&call.user_id("user_id")?).ok_or(UNKNOWN_MEMBER)?;
    Ok(Answer::ok(world.member_json(member)))
}

/// Listing everybody needs the members intent; searching does not.
fn list(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = world.server_access(call.actor, call.id("guild_id")?)?;
    if world.application_flags & MEMBERS_INTENT == 0 {
        return Err(MISSING_ACCESS.into());
    }
    let limit = call.query_number("limit", 1..=1_000, 1)?;
    let after = call.query_id("after")?.unwrap_or_default();
    let members = server.members.values().filter(|member| member.user > after).take(limit);
    Ok(Answer::ok(members.map(|member| world.member_json(member)).collect::<Vec<_>>()))
}

fn search(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = world.server_access(call.actor, call.id("guild_id")?)?;
    let query = json!({ "query": call.query_text("query") });
    let query = read_form(&query, |form| {
        let text = form.text("query", 1..=100);
        form.required("query", text)
    })?;
    let query = query.unwrap_or_default().to_lowercase();
    let limit = call.query_number("limit", 1..=1_000, 1)?;
    let named = |member: &&Member| {
        let user = world.user(member.user);
        let names = [user.map(|user| &user.username), member.nick.as_ref()];
        names.into_iter().flatten().any(|name| name.to_lowercase().starts_with(&query))
    };
    let members = server.members.values().filter(named).take(limit);
    Ok(Answer::ok(members.map(|member| world.member_json(member)).collect::<Vec<_>>()))
}

fn update_me(world: &mut World, call: &Call) -> Outcome {
    let (server, access) = world.server_access(call.actor, call.id("guild_id")?)?;
    let nick = call.form(|form| form.text("nick", 0..=MAX_NICK))?;
    let server = server.id;
    if nick != Field::Absent {
        access.require(CHANGE_NICKNAME)?;
        let member = member_mut(world, server, call.actor)?;
        rename(member, nick);
        world.record(call, WriteTarget::server(server).user(call.actor));
    }
    let state = world.server(server).ok_or(UNKNOWN_SERVER)?;
    let member = state.members.get(&call.actor).ok_or(UNKNOWN_MEMBER)?;
    let mut json = world.member_json(member);
    json["permissions"] = permissions::in_server(state, member, now_ms()).to_string().into();
    Ok(Answer::ok(json))
}

fn member_mut(world: &mut World, server: Snowflake, user: Snowflake) -> Result<&mut Member, Failure> {
    let server = world.servers.get_mut(&server).ok_or(UNKNOWN_SERVER)?;
    Ok(server.members.get_mut(&user).ok_or(UNKNOWN_MEMBER)?)
}

/// An empty nickname is none.
fn rename(member: &mut Member, nick: Field<String>) {
    nick.set_or_clear(&mut member.nick);
    member.nick.take_if(|nick| nick.is_empty());
}

/// What a request says about a member.
#[derive(Debug)]
struct MemberForm {
    nick: Field<String>,
    roles: Field<Vec<Snowflake>>,
    mute: Field<bool>,
    deaf: Field<bool>,
    channel: Field<Snowflake>,
    timed_out_until_ms: Field<u64>,
}

impl MemberForm {
    fn read(form: &Form<'_>) -> Self {
        let timed_out_until_ms = form.time("communication_disabled_until");
        if let Field::Given(until) = timed_out_until_ms
            && until > now_ms() + MAX_TIMEOUT_MS
        {
            let message = "Must not be more than 28 days in the future.";
            form.error("communication_disabled_until", "DATE_TYPE_MAX", message);
        }
        Self {
            nick: form.text("nick", 0..=MAX_NICK),
            roles: form.snowflakes("roles", 350),
            mute: form.boolean("mute"),
            deaf: form.boolean("deaf"),
            channel: form.snowflake("channel_id"),
            timed_out_until_ms,
        }
    }

    /// Refuses what the caller may not do to this member.
    fn check(&self, server: &Server, access: Access, call: &Call, user: Snowflake) -> Result<(), Failure> {
        if self.nick != Field::Absent {
            if user == call.actor {
                access.require(CHANGE_NICKNAME)?;
            } else {
                access.require(MANAGE_NICKNAMES)?;
                lower_member(server, call, user)?;
            }
        }
        if has(&call.body, "communication_disabled_until") {
            access.require(MODERATE_MEMBERS)?;
            let member = lower_member(server, call, user)?;
            if permissions::in_server(server, member, 0) & ADMINISTRATOR != 0 {
                return Err(MISSING_PERMISSIONS.into());
            }
        }
        if self.mute != Field::Absent {
            access.require(MUTE_MEMBERS)?;
        }
        if self.deaf != Field::Absent {
            access.require(DEAFEN_MEMBERS)?;
        }
        if self.channel != Field::Absent {
            access.require(MOVE_MEMBERS)?;
            // Nobody is in a voice channel of the sandbox.
            return Err(NOT_IN_VOICE.into());
        }
        if let Field::Given(wanted) = &self.roles {
            access.require(MANAGE_ROLES)?;
            let held = server.members.get(&user).map_or(&[][..], |member| &member.roles);
            let gone = held.iter().filter(|role| !wanted.contains(role));
            for role in gone.chain(wanted.iter().filter(|role| !held.contains(role))) {
                roles::assignable(server, call, *role)?;
            }
        }
        Ok(())
    }
}

fn update(world: &mut World, call: &Call) -> Outcome {
    let (server, access) = world.server_access(call.actor, call.id("guild_id")?)?;
    let user = call.id("user_id")?;
    server.members.get(&user).ok_or(UNKNOWN_MEMBER)?;
    let form = call.form(MemberForm::read)?;
    form.check(server, access, call, user)?;
    let server = server.id;
    let member = member_mut(world, server, user)?;
    rename(member, form.nick);
    form.roles.set(&mut member.roles);
    form.mute.set(&mut member.mute);
    form.deaf.set(&mut member.deaf);
    form.timed_out_until_ms.set_or_clear(&mut member.timed_out_until_ms);
    world.record(call, WriteTarget::server(server).user(user));
    let member = world.server(server).and_then(|server| server.members.get(&user)).ok_or(UNKNOWN_MEMBER)?;
    Ok(Answer::ok(world.member_json(member)))
}

fn kick(world: &mut World, call: &Call) -> Outcome {
    let (server, access) = world.server_access(call.actor, call.id("guild_id")?)?;
    access.require(KICK_MEMBERS)?;
    let user = call.id("user_id")?;
    lower_member(server, call, user)?;
    let server = server.id;
    if let Some(server) = world.servers.get_mut(&server) {
        server.members.remove(&user);
    }
    world.record(call, WriteTarget::server(server).user(user));
    Ok(Answer::Empty)
}
