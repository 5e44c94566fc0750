//! [Reactions](https://docs.discord.com/developers/resources/message#create-reaction).

use crate::sandbox::{
    Snowflake,
    call::{Answer, Call, Outcome},
    errors::{ARCHIVED_THREAD, Failure, TOO_MANY_REACTIONS, UNKNOWN_EMOJI, UNKNOWN_MESSAGE},
    permissions::{ADD_REACTIONS, MANAGE_MESSAGES, READ_MESSAGE_HISTORY, USE_EXTERNAL_EMOJIS},
    router::Route,
    world::{Access, Emoji, Message, Reaction, World},
    write_log::WriteTarget,
};

pub(super) const ROUTES: &[Route] = &[
    Route::put(
        "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me",
        "add_my_message_reaction",
        add,
    ),
    Route::delete(
        "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me",
        "delete_my_message_reaction",
        remove_own,
    ),
    Route::delete(
        "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/{user_id}",
        "delete_user_message_reaction",
        remove_other,
    ),
    Route::get(
        "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}",
        "list_message_reactions_by_emoji",
        list,
    ),
    Route::delete(
        "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}",
        "delete_all_message_reactions_by_emoji",
        remove_emoji,
    ),
    Route::delete(
        "/channels/{channel_id}/messages/{message_id}/reactions",
        "delete_all_message_reactions",
        remove_all,
    ),
];

/// Kinds of emoji under one message.
const MAX_KINDS: usize = 20;

/// The message that a request is about, and what may be done to it.
fn target(world: &World, call: &Call) -> Result<(Access, Snowflake), Failure> {
    let (_, access) = world.channel_access(call.actor, call.id("channel_id")?)?;
    let message = call.id("message_id")?;
    world.message(access.id, message).ok_or(UNKNOWN_MESSAGE)?;
    Ok((access, message))
}

/// The emoji of the path, and the server whose own it is.
fn emoji(world: &World, call: &Call) -> Result<(Emoji, Option<Snowflake>), Failure> {
    let text = call.segment("emoji_name");
    if is_unicode_emoji(text) {
        return Ok((Emoji::Unicode(text.to_owned()), None));
    }
    let id: Snowflake = text.rsplit_once(':').and_then(|(_, id)| id.parse().ok()).ok_or(UNKNOWN_EMOJI)?;
    let server = world.servers().find(|server| server.emojis.contains_key(&id)).ok_or(UNKNOWN_EMOJI)?;
    let known = server.emojis.get(&id).ok_or(UNKNOWN_EMOJI)?;
    let emoji = Emoji::Custom { id, name: known.name.clone(), animated: known.animated };
    Ok((emoji, Some(server.id)))
}

/// Whether a text is one emoji of Unicode, as far as its characters tell.
fn is_unicode_emoji(text: &str) -> bool {
    let keycap = text.ends_with('\u{20e3}');
    !text.is_empty()
        && text.chars().count() <= 14
        && text.chars().all(|character| match character {
            '0'..='9' | '#' | '*' => keycap,
            '\u{a9}'
            | '\u{ae}'
            | '\u{200d}'
            | '\u{203c}'..='\u{2bff}'
            | '\u{3030}'..='\u{303d}'
            | '\u{3297}'
            | '\u{3299}'
            | '\u{fe0f}'
            | '\u{1f000}'..='\u{1faff}'
            | '\u{e0020}'..='\u{e007f}' => true,
            _ => false,
        })
        && !matches!(text, "\u{200d}" | "\u{fe0f}" | "\u{20e3}")
}

fn same(reaction: &Reaction, emoji: &Emoji) -> bool {
    match (&reaction.emoji, emoji) {
        (Emoji::Custom { id: one, .. }, Emoji::Custom { id: other, .. }) => one == other,
        // Clients send some emoji with and some without the selector that asks for colour.
        (Emoji::Unicode(one), Emoji::Unicode(other)) => {
            one.trim_end_matches('\u{fe0f}') == other.trim_end_matches('\u{fe0f}')
        }
        _ => false,
    }
}

fn reactions(message: &Message, emoji: &Emoji) -> Option<usize> {
    message.reactions.iter().position(|reaction| same(reaction, emoji))
}

fn log(world: &mut World, call: &Call, access: Access, message: Snowflake, user: Option<Snowflake>) {
    let mut target = WriteTarget::channel(access.server, access.id).message(message);
    target.user = user;
    let emoji = call.segment("emoji_name");
    if !emoji.is_empty() {
        target = target.emoji(emoji);
    }
    world.record(call, target);
}

fn add(world: &mut World, call: &Call) -> Outcome {
    let (access, id) = target(world, call)?;
    access.require(READ_MESSAGE_HISTORY)?;
    let (emoji, home) = emoji(world, call)?;
    let archived = world.channel(access.id).and_then(|channel| channel.thread.as_ref());
    if archived.is_some_and(|thread| thread.archived) {
        return Err(ARCHIVED_THREAD.into());
    }
    let message = world.message(access.id, id).ok_or(UNKNOWN_MESSAGE)?;
    let known = reactions(message, &emoji);
    if known.is_none() {
        access.require(ADD_REACTIONS)?;
        if home.is_some() && home != access.server {
            access.require(USE_EXTERNAL_EMOJIS)?;
        }
        if message.reactions.len() >= MAX_KINDS {
            return Err(TOO_MANY_REACTIONS.into());
        }
    }
    let message = world.message_mut(access.id, id).ok_or(UNKNOWN_MESSAGE)?;
    let index = known.unwrap_or_else(|| {
        message.reactions.push(Reaction { emoji, users: Vec::new() });
        message.reactions.len() - 1
    });
    let users = &mut message.reactions[index].users;
    if !users.contains(&call.actor) {
        users.push(call.actor);
        log(world, call, access, id, Some(call.actor));
    }
    Ok(Answer::Empty)
}

fn remove_own(world: &mut World, call: &Call) -> Outcome {
    let (access, message) = target(world, call)?;
    remove(world, call, access, message, call.actor)
}

fn remove_other(world: &mut World, call: &Call) -> Outcome {
    let (access, message) = target(world, call)?;
    let user = call.id("user_id")?;
    if user != call.actor {
        access.require(MANAGE_MESSAGES)?;
    }
    remove(world, call, access, message, user)
}

fn remove(world: &mut World, call: &Call, access: Access, id: Snowflake, user: Snowflake) -> Outcome {
    let (emoji, _) = emoji(world, call)?;
    let message = world.message_mut(access.id, id).ok_or(UNKNOWN_MESSAGE)?;
    let Some(index) = reactions(message, &emoji) else { return Ok(Answer::Empty) };
    let users = &mut message.reactions[index].users;
    let before = users.len();
    users.retain(|reacted| *reacted != user);
    let removed = users.len() < before;
    if users.is_empty() {
        message.reactions.remove(index);
    }
    if removed {
        log(world, call, access, id, Some(user));
    }
    Ok(Answer::Empty)
}

fn list(world: &mut World, call: &Call) -> Outcome {
    let (access, id) = target(world, call)?;
    let (emoji, _) = emoji(world, call)?;
    let limit = call.query_number("limit", 1..=100, 25)?;
    let after = call.query_id("after")?.unwrap_or(Snowflake(0));
    let message = world.message(access.id, id).ok_or(UNKNOWN_MESSAGE)?;
    let mut users =
        reactions(message, &emoji).map_or_else(Vec::new, |index| message.reactions[index].users.clone());
    users.sort_unstable();
    let users: Vec<_> = users
        .into_iter()
        .filter(|user| *user > after)
        .take(limit)
        .map(|user| world.user_json(user))
        .collect();
    Ok(Answer::ok(users))
}

fn remove_emoji(world: &mut World, call: &Call) -> Outcome {
    let (access, id) = target(world, call)?;
    access.require(MANAGE_MESSAGES)?;
    let (emoji, _) = emoji(world, call)?;
    clear(world, call, access, id, |reaction| same(reaction, &emoji))
}

fn remove_all(world: &mut World, call: &Call) -> Outcome {
    let (access, id) = target(world, call)?;
    access.require(MANAGE_MESSAGES)?;
    clear(world, call, access, id, |_| true)
}

fn clear(
    world: &mut World,
    call: &Call,
    access: Access,
    id: Snowflake,
    goes: impl Fn(&Reaction) -> bool,
) -> Outcome {
    let message = world.message_mut(access.id, id).ok_or(UNKNOWN_MESSAGE)?;
    let before = message.reactions.len();
    message.reactions.retain(|reaction| !goes(reaction));
    if message.reactions.len() < before {
        log(world, call, access, id, None);
    }
    Ok(Answer::Empty)
}
