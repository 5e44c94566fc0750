//! [Permission overwrites](https://docs.discord.com/developers/resources/channel#edit-channel-permissions) of channels.

use crate::sandbox::{
    call::{Answer, Call, Outcome},
    errors::{Failure, MISSING_PERMISSIONS, NOT_IN_DIRECT_MESSAGES, UNKNOWN_OVERWRITE, WRONG_CHANNEL_TYPE},
    permissions::MANAGE_ROLES,
    router::Route,
    validate::{Field, Form},
    world::{Access, Channel, Overwrite, OverwriteTarget, World},
    write_log::WriteTarget,
};

pub(super) const ROUTES: &[Route] = &[
    Route::put("/channels/{channel_id}/permissions/{overwrite_id}", "set_channel_permission_overwrite", set),
    Route::delete(
        "/channels/{channel_id}/permissions/{overwrite_id}",
        "delete_channel_permission_overwrite",
        delete,
    ),
];

/// The overwrites of a channel's form.
pub(super) fn read_list(form: &Form<'_>) -> Field<Vec<Overwrite>> {
    match form.objects("permission_overwrites", 100) {
        Field::Absent => Field::Absent,
        Field::Null => Field::Null,
        Field::Given(entries) => Field::Given(
            entries
                .iter()
                .filter_map(|entry| {
                    let id = entry.snowflake("id");
                    let id = entry.required("id", id)?;
                    let member = entry.choice("type", &[0, 1]).value() == Some(1);
                    Some(Overwrite {
                        target: if member { OverwriteTarget::Member(id) } else { OverwriteTarget::Role(id) },
                        allow: entry.permissions("allow").value().unwrap_or_default(),
                        deny: entry.permissions("deny").value().unwrap_or_default(),
                    })
                })
                .collect(),
        ),
    }
}

/// Refuses a change of bits that whoever asks doesn't have.
pub(super) fn check_grant(access: Access, before: &[Overwrite], after: &[Overwrite]) -> Result<(), Failure> {
    let changed = |one: &[Overwrite], other: &[Overwrite]| {
        one.iter().fold(0, |bits, overwrite| {
            let twin = other.iter().find(|twin| twin.target == overwrite.target);
            let (allow, deny) = twin.map_or((0, 0), |twin| (twin.allow, twin.deny));
            bits | (overwrite.allow ^ allow) | (overwrite.deny ^ deny)
        })
    };
    let bits = changed(before, after) | changed(after, before);
    if bits & !access.permissions == 0 { Ok(()) } else { Err(MISSING_PERMISSIONS.into()) }
}

/// The channel whose overwrites a request is about.
fn target<'a>(world: &'a World, call: &Call) -> Result<(&'a Channel, Access), Failure> {
    let (channel, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    if channel.server.is_none() {
        return Err(NOT_IN_DIRECT_MESSAGES.into());
    }
    if channel.thread.is_some() {
        return Err(WRONG_CHANNEL_TYPE.into());
    }
    access.require(MANAGE_ROLES)?;
    Ok((channel, access))
}

fn set(world: &mut World, call: &Call) -> Outcome {
    let (channel, access) = target(world, call)?;
    let id = call.id("overwrite_id")?;
    let (member, allow, deny) = call.form(|form| {
        (
            form.choice("type", &[0, 1]).value(),
            form.permissions("allow").value().unwrap_or_default(),
            form.permissions("deny").value().unwrap_or_default(),
        )
    })?;
    let known = channel.overwrites.iter().find(|overwrite| overwrite.target.id() == id);
    let target = match (member, known) {
        (Some(1), _) => OverwriteTarget::Member(id),
        (None, Some(known)) => known.target,
        _ => OverwriteTarget::Role(id),
    };
    let mut after = channel.overwrites.clone();
    after.retain(|overwrite| overwrite.target.id() != id);
    after.push(Overwrite { target, allow, deny });
    check_grant(access, &channel.overwrites, &after)?;
    if let Some(channel) = world.channel_mut(access.id) {
        channel.overwrites = after;
    }
    record(world, call, access, target);
    Ok(Answer::Empty)
}

fn delete(world: &mut World, call: &Call) -> Outcome {
    let (channel, access) = target(world, call)?;
    let id = call.id("overwrite_id")?;
    let known = channel.overwrites.iter().find(|overwrite| overwrite.target.id() == id);
    let target = known.ok_or(UNKNOWN_OVERWRITE)?.target;
    let mut after = channel.overwrites.clone();
    after.retain(|overwrite| overwrite.target.id() != id);
    check_grant(access, &channel.overwrites, &after)?;
    if let Some(channel) = world.channel_mut(access.id) {
        channel.overwrites = after;
    }
    record(world, call, access, target);
    Ok(Answer::Empty)
}

fn record(world: &mut World, call: &Call, access: Access, target: OverwriteTarget) {
    let entry = WriteTarget::channel(access.server, access.id);
    world.record(
        call,
        match target {
            OverwriteTarget::Role(role) => entry.role(role),
            OverwriteTarget::Member(user) => entry.user(user),
        },
    );
}
