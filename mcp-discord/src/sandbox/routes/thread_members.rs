//! [Who is in a thread](https://docs.discord.com/developers/resources/channel#list-thread-members).

use serde_json::Value;

use crate::sandbox::{
    Snowflake,
    call::{Answer, Call, Outcome},
    errors::{
        ARCHIVED_THREAD, Failure, MISSING_ACCESS, MISSING_PERMISSIONS, UNKNOWN_MEMBER, WRONG_CHANNEL_TYPE,
    },
    permissions::{MANAGE_THREADS, SEND_MESSAGES_IN_THREADS},
    router::Route,
    world::{
        Access, Channel, ChannelType, MEMBERS_INTENT, ThreadMember, ThreadState, World, now_ms,
        thread_member_json,
    },
    write_log::WriteTarget,
};

pub(super) const ROUTES: &[Route] = &[
    Route::get("/channels/{channel_id}/thread-members", "list_thread_members", list_members),
    Route::get("/channels/{channel_id}/thread-members/{user_id}", "get_thread_member", get_member),
    Route::put("/channels/{channel_id}/thread-members/@me", "join_thread", join),
    Route::delete("/channels/{channel_id}/thread-members/@me", "leave_thread", leave),
    Route::put("/channels/{channel_id}/thread-members/{user_id}", "add_thread_member", add_member),
    Route::delete("/channels/{channel_id}/thread-members/{user_id}", "delete_thread_member", remove_member),
];

/// The thread that a request is about.
fn target<'a>(world: &'a World, call: &Call) -> Result<(&'a Channel, &'a ThreadState, Access), Failure> {
    let (channel, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    let thread = channel.thread.as_ref().ok_or(WRONG_CHANNEL_TYPE)?;
    Ok((channel, thread, access))
}

fn list_members(world: &mut World, call: &Call) -> Outcome {
    let (channel, thread, _) = target(world, call)?;
    if world.application_flags & MEMBERS_INTENT == 0 {
        return Err(MISSING_ACCESS.into());
    }
    let limit = call.query_number("limit", 1..=100, 100)?;
    let after = call.query_id("after")?.unwrap_or(Snowflake(0));
    let members: Vec<_> = thread
        .members
        .values()
        .filter(|member| member.user > after)
        .take(limit)
        .map(|member| full_member(world, call, channel, *member))
        .collect();
    Ok(Answer::ok(members))
}

fn get_member(world: &mut World, call: &Call) -> Outcome {
    let (channel, thread, _) = target(world, call)?;
    let member = thread.members.get(&call.user_id("user_id")?).ok_or(UNKNOWN_MEMBER)?;
    Ok(Answer::ok(full_member(world, call, channel, *member)))
}

/// A thread's member, with the server's member when the request asks for it.
fn full_member(world: &World, call: &Call, channel: &Channel, member: ThreadMember) -> Value {
    let mut json = thread_member_json(channel.id, member);
    let server = channel.server.and_then(|server| world.server(server));
    if call.query_flag("with_member")
        && let Some(of_server) = server.and_then(|server| server.members.get(&member.user))
    {
        json["member"] = world.member_json(of_server);
    }
    json
}

fn join(world: &mut World, call: &Call) -> Outcome {
    let (_, thread, access) = target(world, call)?;
    if thread.archived {
        return Err(ARCHIVED_THREAD.into());
    }
    put_in(world, call, access, call.actor);
    Ok(Answer::Empty)
}

fn leave(world: &mut World, call: &Call) -> Outcome {
    let (_, thread, access) = target(world, call)?;
    if thread.archived {
        return Err(ARCHIVED_THREAD.into());
    }
    take_out(world, call, access, call.actor);
    Ok(Answer::Empty)
}

fn add_member(world: &mut World, call: &Call) -> Outcome {
    let (channel, thread, access) = target(world, call)?;
    let user = call.id("user_id")?;
    access.require(SEND_MESSAGES_IN_THREADS)?;
    let closed = channel.kind == ChannelType::PrivateThread && !thread.invitable;
    if closed && thread.owner != call.actor && !access.has(MANAGE_THREADS) {
        return Err(MISSING_PERMISSIONS.into());
    }
    if thread.archived {
        return Err(ARCHIVED_THREAD.into());
    }
    let server = access.server.and_then(|server| world.server(server));
    server.and_then(|server| server.members.get(&user)).ok_or(UNKNOWN_MEMBER)?;
    put_in(world, call, access, user);
    Ok(Answer::Empty)
}

fn remove_member(world: &mut World, call: &Call) -> Outcome {
    let (channel, thread, access) = target(world, call)?;
    let own_private = channel.kind == ChannelType::PrivateThread && thread.owner == call.actor;
    if !own_private {
        access.require(MANAGE_THREADS)?;
    }
    if thread.archived {
        return Err(ARCHIVED_THREAD.into());
    }
    take_out(world, call, access, call.id("user_id")?);
    Ok(Answer::Empty)
}

fn put_in(world: &mut World, call: &Call, access: Access, user: Snowflake) {
    let state = world.channel_mut(access.id).and_then(|channel| channel.thread.as_mut());
    let member = ThreadMember { user, joined_at_ms: now_ms() };
    if let Some(state) = state
        && !state.members.contains_key(&user)
    {
        state.members.insert(user, member);
        world.record(call, WriteTarget::channel(access.server, access.id).user(user));
    }
}

fn take_out(world: &mut World, call: &Call, access: Access, user: Snowflake) {
    let state = world.channel_mut(access.id).and_then(|channel| channel.thread.as_mut());
    if state.is_some_and(|state| state.members.remove(&user).is_some()) {
        world.record(call, WriteTarget::channel(access.server, access.id).user(user));
    }
}
