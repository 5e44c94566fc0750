//! [Sending](https://docs.discord.com/developers/resources/message#create-message) a drafted message: to a channel, or as the first of a post.

use serde_json::json;

use super::draft::{self, Draft, DraftReference};
use crate::sandbox::{
    Snowflake,
    call::{Call, Upload},
    errors::{EMPTY_MESSAGE, Failure, INVALID_STICKER, REPLY_NEEDS_HISTORY},
    mentions::{self, AllowedMentions},
    permissions::{
        ATTACH_FILES, EMBED_LINKS, MENTION_EVERYONE, READ_MESSAGE_HISTORY, SEND_POLLS, SEND_TTS_MESSAGES,
        SEND_VOICE_MESSAGES,
    },
    world::{Access, Attachment, Message, MessageReference, World, message_type},
    write_log::WriteTarget,
};

/// The flag of a voice message.
const VOICE_MESSAGE: u64 = 1 << 13;
/// Flags that a sender may set: no embeds of links, no notification, voice message, components v2.
const SETTABLE_FLAGS: u64 = 1 << 2 | 1 << 12 | VOICE_MESSAGE | 1 << 15;

/// Where a message is to go, and who may do what there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Destination {
    pub(super) access: Access,
    /// Set for a post's first message, which has the post's ID.
    pub(super) id: Option<Snowflake>,
}

/// Puts a drafted message into a channel and the write log, and returns its channel and ID.
///
/// These are those of an earlier message when the draft repeats its nonce and asks to be held to it.
pub(super) fn send(
    world: &mut World,
    call: &Call,
    Destination { access, id }: Destination,
    draft: Draft,
) -> Result<(Snowflake, Snowflake), Failure> {
    let mut message = Message::new(id.unwrap_or_default(), access.id, call.actor);
    message.content = draft.content.value().unwrap_or_default();
    message.embeds = draft.embeds.value().unwrap_or_default();
    message.components = draft.components.value().unwrap_or_default();
    message.flags = draft.flags.value().unwrap_or_default() & SETTABLE_FLAGS;
    message.tts = draft.tts;
    message.poll = draft.poll;
    require_parts(call, access, &message)?;
    if !draft.stickers.is_empty() {
        // The sandbox has no stickers, so that whichever was meant is not one.
        return Err(INVALID_STICKER.into());
    }
    let forwards = draft.reference.as_ref().is_some_and(|reference| reference.kind == 1);
    if message.is_empty() && call.files.is_empty() && !forwards {
        return Err(EMPTY_MESSAGE.into());
    }
    let reference = match &draft.reference {
        Some(reference) => resolve_reference(world, call, access, reference)?,
        None => None,
    };
    let nonce =
        draft.nonce.as_ref().map(|nonce| nonce.as_str().map_or_else(|| nonce.to_string(), str::to_owned));
    if draft.enforce_nonce
        && let Some(nonce) = &nonce
        && let Some(earlier) = world.remembered_nonce(call.actor, nonce)
    {
        return Ok(earlier);
    }

    // Nothing is refused from here on.
    message.id = id.unwrap_or_else(|| world.next_id());
    message.nonce = draft.nonce;
    message.attachments = upload(world, &call.files, &draft.attachments.value().unwrap_or_default());
    ping(world, &mut message, access, &draft.allowed_mentions);
    if let Some(reference) = reference {
        refer(world, &mut message, reference, &draft.allowed_mentions);
    }
    let sent = (message.channel, message.id);
    let target = WriteTarget::channel(access.server, access.id).message(message.id).content(&message.content);
    world.insert_message(message);
    world.record(call, target.nonce(nonce.clone()));
    if let Some(nonce) = nonce {
        world.remember_nonce(call.actor, nonce, sent);
    }
    Ok(sent)
}

/// Refuses what the sender may not put into a message.
fn require_parts(call: &Call, access: Access, message: &Message) -> Result<(), Failure> {
    let needs = [
        (message.tts, SEND_TTS_MESSAGES),
        (!message.embeds.is_empty(), EMBED_LINKS),
        (!call.files.is_empty(), ATTACH_FILES),
        (message.flags & VOICE_MESSAGE != 0, SEND_VOICE_MESSAGES),
        (message.poll.is_some(), SEND_POLLS),
    ];
    needs.iter().filter(|(given, _)| *given).try_for_each(|(_, bit)| access.require(*bit))
}

fn resolve_reference(
    world: &World,
    call: &Call,
    access: Access,
    reference: &DraftReference,
) -> Result<Option<MessageReference>, Failure> {
    let Some(id) = reference.message else { return Ok(None) };
    let channel = reference.channel.unwrap_or(access.id);
    let unknown = |path| Failure::form(path, "REPLIES_UNKNOWN_MESSAGE", "Unknown message");
    if reference.kind == 1 {
        let (_, source) = world.channel_access(call.actor, channel)?;
        source.require(READ_MESSAGE_HISTORY)?;
        world.message(channel, id).ok_or_else(|| unknown("message_reference"))?;
        return Ok(Some(MessageReference { kind: 1, channel, message: Some(id) }));
    }
    if channel != access.id {
        let message = "Cannot reply to a message in a different channel";
        return Err(Failure::form("message_reference", "REPLIES_CANNOT_CROSS_CHANNELS", message));
    }
    if !access.has(READ_MESSAGE_HISTORY) {
        return Err(REPLY_NEEDS_HISTORY.into());
    }
    match world.message(channel, id) {
        Some(replied) if !replied.is_written() => {
            let message = "Cannot reply to a system message";
            Err(Failure::form("message_reference", "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", message))
        }
        Some(_) => Ok(Some(MessageReference { kind: 0, channel, message: Some(id) })),
        None if reference.fail_if_not_exists => Err(unknown("message_reference")),
        None => Ok(None),
    }
}

/// Makes a message a reply to, or a forward of, another.
fn refer(world: &World, message: &mut Message, reference: MessageReference, allowed: &AllowedMentions) {
    message.reference = Some(reference);
    let Some(other) = reference.message.and_then(|id| world.message(reference.channel, id)) else { return };
    if reference.kind == 0 {
        message.kind = message_type::REPLY;
        if allowed.replied_user && !message.mentions.contains(&other.author) {
            message.mentions.push(other.author);
        }
        return;
    }
    let mut original = world.message_json(other, other.author);
    let kept = [
        "type",
        "content",
        "mentions",
        "mention_roles",
        "attachments",
        "embeds",
        "timestamp",
        "edited_timestamp",
        "flags",
        "components",
    ];
    if let Some(original) = original.as_object_mut() {
        original.retain(|key, _| kept.contains(&key.as_str()));
    }
    message.snapshots.push(json!({ "message": original }));
}

/// Works out whom a message pings.
pub(super) fn ping(world: &World, message: &mut Message, access: Access, allowed: &AllowedMentions) {
    let content = &message.content;
    let users = mentions::users_in(content);
    message.mentions =
        users.into_iter().filter(|user| world.user(*user).is_some() && allowed.users.allows(*user)).collect();
    let may_all = access.has(MENTION_EVERYONE);
    message.mention_everyone = mentions::everyone_in(content) && may_all && allowed.everyone;
    let Some(server) = access.server.and_then(|server| world.server(server)) else { return };
    message.mention_roles = mentions::roles_in(content)
        .into_iter()
        .filter(|role| server.roles.get(role).is_some_and(|role| role.mentionable || may_all))
        .filter(|role| allowed.roles.allows(*role))
        .collect();
}

/// Keeps the files of a request, with what it says about them.
pub(super) fn upload(
    world: &mut World,
    files: &[Upload],
    entries: &[draft::DraftAttachment],
) -> Vec<Attachment> {
    let store = |file: &Upload| {
        let entry = entries.iter().find(|entry| entry.id.0 == file.index);
        let filename =
            entry.and_then(|entry| entry.filename.clone()).unwrap_or_else(|| file.filename.clone());
        let mut attachment = world.store_file(filename, file.content_type.clone(), file.bytes.clone());
        attachment.description = entry.and_then(|entry| entry.description.clone().value());
        attachment
    };
    files.iter().map(store).collect()
}
