//! What a search is narrowed by.

use std::borrow::Cow;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use crate::{
    discord::Search,
    tool::{Argument, MessageId, MessageRef, RoleId, UserId},
};

/// What Discord can search for in a message; `-` before it: for messages without it.
const HAVABLE: [&str; 9] =
    ["link", "embed", "file", "image", "video", "sound", "sticker", "poll", "snapshot"];

/// The first moment of Discord's IDs, in Unix milliseconds.
///
/// Source: <https://discord.com/developers/docs/reference#snowflakes>
const EPOCH_MS: i64 = 1_420_070_400_000;

/// What a message has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Has(pub(super) String);

/// A message, or a time: the message that would have been sent then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment(pub(super) MessageId);

impl Has {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        HAVABLE.contains(&text.strip_prefix('-').unwrap_or(&text)).then_some(Self(text))
    }
}

impl Moment {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(message) = MessageRef::parse(text) {
            return message.id().map(Self);
        }
        let time = text.parse::<Timestamp>().ok().or_else(|| {
            let date: Date = text.parse().ok()?;
            Some(date.to_zoned(TimeZone::UTC).ok()?.timestamp())
        })?;
        let since = u64::try_from(time.as_millisecond() - EPOCH_MS).unwrap_or(0);
        // Zero is no ID; one is as good, since nothing was sent in Discord's first millisecond.
        MessageId::new((since << 22).max(1)).map(Self)
    }
}

macro_rules! texts {
    ($($name:ident, $says:literal;)*) => {$(
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Cow::<str>::deserialize(deserializer)?;
                Self::parse(&text).ok_or_else(|| de::Error::custom(format!("{}: {text}", $says)))
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string" })
            }
        }

        impl Argument for $name {}
    )*};
}
texts! {
    Has, "a message can have link, embed, file, image, video, sound, sticker, poll or snapshot, or with `-` before it not";
    Moment, "a message is given by its ID or link, a time as in 2026-01-31T12:00:00Z or 2026-01-31";
}

/// Discord's filters that are seldom needed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct More {
    mentions_role_id: Vec<RoleId>,
    replied_to_user_id: Vec<UserId>,
    replied_to_message_id: Vec<MessageId>,
    link_hostname: Vec<String>,
    embed_provider: Vec<String>,
    embed_type: Vec<String>,
    attachment_extension: Vec<String>,
    attachment_filename: Vec<String>,
    mention_everyone: Option<bool>,
    include_nsfw: Option<bool>,
    slop: Option<u8>,
}

impl More {
    pub(super) fn into_search(self) -> Search {
        Search {
            mentions_roles: self.mentions_role_id,
            replied_to_users: self.replied_to_user_id,
            replied_to_messages: self.replied_to_message_id,
            link_hostnames: self.link_hostname,
            embed_providers: self.embed_provider,
            embed_types: self.embed_type,
            attachment_extensions: self.attachment_extension,
            attachment_filenames: self.attachment_filename,
            mention_everyone: self.mention_everyone,
            include_nsfw: self.include_nsfw,
            slop: self.slop,
            ..Search::default()
        }
    }
}

impl JsonSchema for More {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "More".into()
    }

    /// The names stand in the description of the argument, which says them in fewer words than a schema.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object" })
    }
}

impl Argument for More {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_a_message_or_a_time() {
        let id = |text: &str| Moment::parse(text).map(|Moment(id)| id.get());
        assert_eq!(id("175928847299117063"), Some(175_928_847_299_117_063));
        assert_eq!(
            id("https://discord.com/channels/@me/175928847299117063/175928847299117064"),
            Some(175_928_847_299_117_064)
        );
        let noon = id("2026-01-31T12:00:00Z").unwrap();
        assert_eq!(MessageId::new(noon).unwrap().created_ms(), 1_769_860_800_000);
        assert_eq!(id("2026-01-31T13:00:00+01:00"), Some(noon));
        assert_eq!(id("2026-01-31"), Some(noon - ((12 * 3_600 * 1_000) << 22)));
        assert_eq!(id("1999-01-01"), Some(1));
        assert_eq!(id("yesterday"), None);
    }
}
