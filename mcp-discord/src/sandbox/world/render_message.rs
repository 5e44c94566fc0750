//! Messages as JSON, in the shape of Discord's API.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::{Attachment, Emoji, Message, World, timestamp};
use crate::sandbox::Snowflake;

impl Emoji {
    pub(in crate::sandbox) fn to_json(&self) -> Value {
        match self {
            Self::Unicode(name) => json!({ "id": null, "name": name }),
            Self::Custom { id, name, animated } => json!({ "id": id, "name": name, "animated": animated }),
        }
    }
}

impl World {
    fn attachment_json(&self, channel: Snowflake, attachment: &Attachment) -> Value {
        let name =
            utf8_percent_encode(&attachment.filename, NON_ALPHANUMERIC).to_string().replace("%2E", ".");
        let url = format!("{}/attachments/{channel}/{}/{name}", self.origin, attachment.id);
        let mut json = json!({
            "id": attachment.id,
            "filename": attachment.filename,
            "size": attachment.size,
            "url": url,
            "proxy_url": url,
            "content_type": attachment.content_type,
        });
        if let Some(description) = &attachment.description {
            json["description"] = description.as_str().into();
        }
        json
    }

    /// A message as this user sees it, with the one that it answers.
    pub(in crate::sandbox) fn message_json(&self, message: &Message, viewer: Snowflake) -> Value {
        let mut json = self.basic_message_json(message);
        if let Some(reference) = message.reference
            && reference.kind == 0
            && message.kind != super::message_type::CHANNEL_PINNED_MESSAGE
        {
            let replied = reference.message.and_then(|id| self.message(reference.channel, id));
            json.insert(
                "referenced_message".to_owned(),
                replied.map_or(Value::Null, |replied| self.basic_message_json(replied).into()),
            );
        }
        if let Some(thread) = message.thread.and_then(|thread| self.channels.get(&thread)) {
            json.insert("thread".to_owned(), self.thread_json(thread, viewer));
        }
        if !message.reactions.is_empty() {
            json.insert("reactions".to_owned(), reactions_json(message, viewer));
        }
        json.into()
    }

    fn basic_message_json(&self, message: &Message) -> Map<String, Value> {
        let attachments: Vec<_> = message
            .attachments
            .iter()
            .map(|attachment| self.attachment_json(message.channel, attachment))
            .collect();
        let json = json!({
            "id": message.id,
            "channel_id": message.channel,
            "type": message.kind,
            "author": self.user_json(message.author),
            "content": message.content,
            "timestamp": timestamp(message.id.unix_ms()),
            "edited_timestamp": message.edited_at_ms.map(timestamp),
            "tts": message.tts,
            "flags": message.flags,
            "pinned": message.pinned_at_ms.is_some(),
            "mention_everyone": message.mention_everyone,
            "mentions": message.mentions.iter().map(|user| self.user_json(*user)).collect::<Vec<_>>(),
            "mention_roles": message.mention_roles,
            "attachments": attachments,
            "embeds": message.embeds,
            "components": message.components,
        });
        let Value::Object(mut json) = json else { return Map::new() };
        if let Some(nonce) = &message.nonce {
            json.insert("nonce".to_owned(), nonce.clone());
        }
        if let Some(reference) = message.reference {
            let mut value = json!({ "type": reference.kind, "channel_id": reference.channel });
            if let Some(id) = reference.message {
                value["message_id"] = id.to_string().into();
            }
            if let Some(server) = self.channels.get(&reference.channel).and_then(|channel| channel.server) {
                value["guild_id"] = server.to_string().into();
            }
            json.insert("message_reference".to_owned(), value);
        }
        if !message.snapshots.is_empty() {
            json.insert("message_snapshots".to_owned(), message.snapshots.clone().into());
        }
        if let Some(poll) = &message.poll {
            json.insert("poll".to_owned(), poll.clone());
        }
        json
    }
}

fn reactions_json(message: &Message, viewer: Snowflake) -> Value {
    message
        .reactions
        .iter()
        .map(|reaction| {
            json!({
                "emoji": reaction.emoji.to_json(),
                "count": reaction.users.len(),
                "count_details": { "burst": 0, "normal": reaction.users.len() },
                "burst_colors": [],
                "me_burst": false,
                "me": reaction.users.contains(&viewer),
            })
        })
        .collect()
}
