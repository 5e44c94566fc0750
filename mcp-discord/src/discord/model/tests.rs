use serde_json::{Value, json};

use super::*;
use crate::tool::Permissions;

const ID: &str = "175928847299117063";

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

#[test]
fn ids_alone_make_a_message() {
    let message: Message = read(json!({ "id": ID, "channel_id": ID }));
    assert_eq!(message.author_name(), "unknown");
    assert_eq!(message.kind, MessageKind::DEFAULT);
    assert_eq!(message.sent_ms(), 1_462_015_105_796);
}

#[test]
fn a_field_of_another_type_costs_that_field_only() {
    let message: Message = read(json!({
        "id": ID, "channel_id": ID, "content": "hello", "type": 999, "pinned": "yes", "tts": null,
        "author": { "id": ID, "username": "ada", "global_name": 7, "flags": {} },
        "timestamp": "2016-04-30T11:18:25.796000+00:00", "edited_timestamp": "soon",
        "attachments": [{ "id": ID, "filename": "a.txt", "size": "big" }, 5, { "filename": "no id" }],
        "reactions": [{ "emoji": { "id": null, "name": "👍" }, "count": 2, "me": true }],
        "mentions": {}, "components": [{ "type": 17 }, {}], "poll": {}, "nonce": 12,
        "message_snapshots": [{ "message": { "content": "forwarded" } }], "new_in_2030": [1, 2],
    }));
    assert_eq!((message.content.as_str(), message.author_name()), ("hello", "ada"));
    assert_eq!(message.kind, MessageKind::DEFAULT, "999 is no u8");
    assert_eq!(message.timestamp.unwrap().as_millisecond(), 1_462_015_105_796);
    assert_eq!(message.edited_timestamp, None);
    assert_eq!((message.attachments.len(), message.attachments[0].size), (1, 0));
    assert_eq!(message.reactions[0].emoji.to_string(), "👍");
    assert_eq!((message.component_count, message.has_poll, message.nonce.as_deref()), (2, true, Some("12")));
    assert_eq!(message.message_snapshots[0].content, "forwarded");
}

#[test]
fn kinds_and_bits_that_come_later_are_kept() {
    let channel: Channel = read(json!({
        "id": ID, "type": 77, "permission_overwrites": [
            { "id": ID, "type": 0, "allow": "0", "deny": u64::MAX.to_string() },
        ],
    }));
    assert_eq!(channel.kind, ChannelKind(77));
    assert_eq!(channel.kind.to_string(), "channel of type 77");
    assert_eq!(channel.permission_overwrites.unwrap()[0].deny, Permissions::from_bits(u64::MAX));
}

#[test]
fn permissions_are_known_or_not_and_never_guessed() {
    let channel: Channel = read(json!({
        "id": ID, "type": 0, "permission_overwrites": [{ "id": ID, "type": 9, "allow": "0", "deny": "0" }],
    }));
    assert_eq!(channel.permission_overwrites, None, "an overwrite for neither role nor member");
    assert!(serde_json::from_value::<Role>(json!({ "id": ID })).is_err());
    assert!(serde_json::from_value::<Member>(json!({ "roles": ["agent"] })).is_err());
}

#[test]
fn kinds_of_channels_know_what_they_are() {
    for (kind, thread, voice, forum, sendable) in [
        (ChannelKind::TEXT, false, false, false, true),
        (ChannelKind::VOICE, false, true, false, true),
        (ChannelKind::STAGE, false, true, false, true),
        (ChannelKind::CATEGORY, false, false, false, false),
        (ChannelKind::FORUM, false, false, true, false),
        (ChannelKind::MEDIA, false, false, true, false),
        (ChannelKind::PRIVATE_THREAD, true, false, false, true),
        (ChannelKind::DM, false, false, false, true),
        (ChannelKind(200), false, false, false, true),
    ] {
        let found = (kind.is_thread(), kind.is_voice(), kind.is_forum(), kind.is_sendable());
        assert_eq!(found, (thread, voice, forum, sendable), "{kind}");
    }
}
