//! [Roles](https://docs.discord.com/developers/resources/guild#get-guild-roles), and who has them.

use serde_json::json;

use crate::sandbox::{
    Snowflake,
    call::{Answer, Call, Outcome},
    errors::{
        Failure, INVALID_ROLE, MISSING_PERMISSIONS, NEEDS_BOOSTS, TOO_MANY_ROLES, UNKNOWN_MEMBER,
        UNKNOWN_ROLE, UNKNOWN_SERVER,
    },
    permissions::MANAGE_ROLES,
    router::Route,
    validate::{Field, Form, read_form},
    world::{Access, Role, Server, World},
    write_log::WriteTarget,
};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/guilds/{guild_id}/roles", "list_guild_roles", list),
    Route::get("/guilds/{guild_id}/roles/member-counts", "guild_role_member_counts", member_counts),
    Route::get("/guilds/{guild_id}/roles/{role_id}", "get_guild_role", get),
    Route::post("/guilds/{guild_id}/roles", "create_guild_role", create),
    Route::patch("/guilds/{guild_id}/roles", "bulk_update_guild_roles", move_many),
    Route::patch("/guilds/{guild_id}/roles/{role_id}", "update_guild_role", update),
    Route::delete("/guilds/{guild_id}/roles/{role_id}", "delete_guild_role", delete),
    Route::put("/guilds/{guild_id}/members/{user_id}/roles/{role_id}", "add_guild_member_role", give),
    Route::delete("/guilds/{guild_id}/members/{user_id}/roles/{role_id}", "delete_guild_member_role", take),
];

/// Roles of a server.
const MAX_ROLES: usize = 250;

/// What a request says about a role.
#[derive(Debug)]
struct RoleForm {
    name: Field<String>,
    permissions: Field<u64>,
    color: Field<u64>,
    hoist: Field<bool>,
    mentionable: Field<bool>,
    /// Whether it asks for an icon, or for more than one colour.
    needs_boosts: bool,
}

impl RoleForm {
    fn read(form: &Form<'_>) -> Self {
        let colors = form.object("colors").value();
        let given = |form: &Form<'_>, field| form.raw(field).is_some_and(|value| !value.is_null());
        let gradient =
            |colors: &Form<'_>| given(colors, "secondary_color") || given(colors, "tertiary_color");
        let needs_boosts =
            given(form, "icon") || given(form, "unicode_emoji") || colors.as_ref().is_some_and(gradient);
        let primary = colors.map_or(Field::Absent, |colors| colors.number("primary_color", 0..=0xff_ffff));
        let color = form.number("color", 0..=0xff_ffff);
        Self {
            name: form.text("name", 1..=100),
            permissions: form.permissions("permissions"),
            color: if primary == Field::Absent { color } else { primary },
            hoist: form.boolean("hoist"),
            mentionable: form.boolean("mentionable"),
            needs_boosts,
        }
    }

    /// Refuses bits that the caller doesn't have, and what the sandbox's servers, which have no boosts, can't do.
    fn check(&self, access: Access, before: u64) -> Result<(), Failure> {
        if let Field::Given(bits) = self.permissions
            && !access.has(bits ^ before)
        {
            return Err(MISSING_PERMISSIONS.into());
        }
        if self.needs_boosts { Err(NEEDS_BOOSTS.into()) } else { Ok(()) }
    }

    fn apply(self, role: &mut Role) {
        self.name.set(&mut role.name);
        self.permissions.set(&mut role.permissions);
        self.hoist.set(&mut role.hoist);
        self.mentionable.set(&mut role.mentionable);
        if let Field::Given(color) = self.color {
            role.color = u32::try_from(color).unwrap_or_default();
        }
    }
}

/// The server of a request, for whom may manage its roles.
fn managed<'a>(world: &'a World, call: &Call) -> Result<(&'a Server, Access), Failure> {
    let (server, access) = world.server_access(call.actor, call.id("guild_id")?)?;
    access.require(MANAGE_ROLES)?;
    Ok((server, access))
}

/// A role below the caller's own highest.
fn lower_role<'a>(server: &'a Server, call: &Call, role: Snowflake) -> Result<&'a Role, Failure> {
    let role = server.roles.get(&role).ok_or(UNKNOWN_ROLE)?;
    if role.rank() >= server.rank(call.actor) { Err(MISSING_PERMISSIONS.into()) } else { Ok(role) }
}

/// A role that can be given and taken: not @everyone, and not a bot's own.
pub(super) fn assignable<'a>(server: &'a Server, call: &Call, role: Snowflake) -> Result<&'a Role, Failure> {
    let role = lower_role(server, call, role)?;
    if role.bot.is_some() || role.id == server.id { Err(INVALID_ROLE.into()) } else { Ok(role) }
}

fn list(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = world.server_access(call.actor, call.id("guild_id")?)?;
    Ok(Answer::ok(server.roles.values().map(Role::to_json).collect::<Vec<_>>()))
}

fn get(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = world.server_access(call.actor, call.id("guild_id")?)?;
    Ok(Answer::ok(server.roles.get(&call.id("role_id")?).ok_or(UNKNOWN_ROLE)?.to_json()))
}

fn member_counts(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = world.server_access(call.actor, call.id("guild_id")?)?;
    let counted = server.roles.keys().filter(|role| **role != server.id).map(|role| {
        let count = server.members.values().filter(|member| member.roles.contains(role)).count();
        (role.to_string(), json!(count))
    });
    Ok(Answer::ok(counted.collect::<serde_json::Map<_, _>>()))
}

fn create(world: &mut World, call: &Call) -> Outcome {
    let (server, access) = managed(world, call)?;
    let form = call.form(RoleForm::read)?;
    form.check(access, 0)?;
    if server.roles.len() >= MAX_ROLES {
        return Err(TOO_MANY_ROLES.into());
    }
    let everyone = server.roles.get(&server.id).map_or(0, |role| role.permissions);
    let server = server.id;
    let id = world.add_role(server, "new role", everyone & access.permissions).map_err(|_| UNKNOWN_SERVER)?;
    let role =
        world.servers.get_mut(&server).and_then(|server| server.roles.get_mut(&id)).ok_or(UNKNOWN_ROLE)?;
    form.apply(role);
    let json = role.to_json();
    let target = WriteTarget::server(server).role(id).content(&role.name);
    world.record(call, target);
    Ok(Answer::ok(json))
}

fn update(world: &mut World, call: &Call) -> Outcome {
    let (server, access) = managed(world, call)?;
    let role = lower_role(server, call, call.id("role_id")?)?;
    let form = call.form(RoleForm::read)?;
    form.check(access, role.permissions)?;
    let (server, id) = (server.id, role.id);
    let role =
        world.servers.get_mut(&server).and_then(|server| server.roles.get_mut(&id)).ok_or(UNKNOWN_ROLE)?;
    form.apply(role);
    let json = role.to_json();
    let target = WriteTarget::server(server).role(id).content(&role.name);
    world.record(call, target);
    Ok(Answer::ok(json))
}

fn delete(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = managed(world, call)?;
    let id = assignable(server, call, call.id("role_id")?)?.id;
    let server = world.servers.get_mut(&server.id.clone()).ok_or(UNKNOWN_SERVER)?;
    server.roles.remove(&id);
    for member in server.members.values_mut() {
        member.roles.retain(|role| *role != id);
    }
    server.renumber_roles();
    let target = WriteTarget::server(server.id).role(id);
    world.record(call, target);
    Ok(Answer::Empty)
}

fn move_many(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = managed(world, call)?;
    let wrapped = json!({ "roles": call.body });
    let moves = read_form(&wrapped, |form| {
        let entries = form.objects("roles", MAX_ROLES).value().unwrap_or_default();
        let read = |entry: &Form<'_>| {
            let id = entry.snowflake("id");
            Some((entry.required("id", id)?, entry.number("position", 0..=1_000).value()))
        };
        entries.iter().filter_map(read).collect::<Vec<_>>()
    })?;
    let highest = server.rank(call.actor).position;
    for (id, position) in &moves {
        lower_role(server, call, *id)?;
        let too_high = |position: &u64| i64::try_from(*position).is_ok_and(|position| position >= highest);
        if *id == server.id || position.as_ref().is_some_and(too_high) {
            return Err(MISSING_PERMISSIONS.into());
        }
    }
    let server = world.servers.get_mut(&server.id.clone()).ok_or(UNKNOWN_SERVER)?;
    server.place_roles(&moves);
    let json: Vec<_> = server.roles.values().map(Role::to_json).collect();
    let id = server.id;
    for (role, _) in moves {
        world.record(call, WriteTarget::server(id).role(role));
    }
    Ok(Answer::ok(json))
}

fn give(world: &mut World, call: &Call) -> Outcome {
    change(world, call, true)
}

fn take(world: &mut World, call: &Call) -> Outcome {
    change(world, call, false)
}

fn change(world: &mut World, call: &Call, give: bool) -> Outcome {
    let (server, _) = managed(world, call)?;
    let user = call.user_id("user_id")?;
    server.members.get(&user).ok_or(UNKNOWN_MEMBER)?;
    let role = assignable(server, call, call.id("role_id")?)?.id;
    let id = server.id;
    let server = world.servers.get_mut(&id).ok_or(UNKNOWN_SERVER)?;
    let member = server.members.get_mut(&user).ok_or(UNKNOWN_MEMBER)?;
    if member.roles.contains(&role) != give {
        member.roles.retain(|held| *held != role);
        if give {
            member.roles.push(role);
        }
        world.record(call, WriteTarget::server(id).user(user).role(role));
    }
    Ok(Answer::Empty)
}
