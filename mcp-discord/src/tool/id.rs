use std::{fmt, num::NonZeroU64, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Why a text is not an ID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Not 17 to 20 decimal digits, or zero, or of a time after the year 2084, which the 63 bits end with.
    #[error("an ID is 17 to 20 digits: {0}")]
    NotDigits(String),
    /// A JSON number: most JSON readers round numbers of this size, so the ID may already be another one.
    #[error("an ID must be a string in quotes, since JSON numbers lose digits: {0}")]
    Number(String),
}

/// Milliseconds between the Unix epoch and Discord's, the first second of 2015.
const DISCORD_EPOCH_MS: u64 = 1_420_070_400_000;

/// Reads a snowflake: 17 to 20 decimal digits.
pub(crate) fn snowflake(text: &str) -> Result<NonZeroU64, IdError> {
    let digits = (17..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = digits.then(|| text.parse().ok()).flatten();
    number
        .filter(|number: &NonZeroU64| i64::try_from(number.get()).is_ok())
        .ok_or_else(|| IdError::NotDigits(text.into()))
}

/// An ID as JSON may hold it: a string, or a number that is refused with the reason.
pub(crate) struct Written(pub(crate) String);

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Written;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Written, E> {
                Ok(Written(text.trim().to_owned()))
            }

            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Written, E> {
                Err(E::custom(IdError::Number(number.to_string())))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Written, E> {
                Err(E::custom(IdError::Number(number.to_string())))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Written, E> {
                Err(E::custom(IdError::Number(number.to_string())))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

macro_rules! ids {
    ($($(#[doc = $says:literal])* $name:ident $($serenity:ident)?;)*) => {$(
        $(#[doc = $says])*
        ///
        /// A [snowflake]: in JSON a string of 17 to 20 digits.
        ///
        /// [snowflake]: https://discord.com/developers/docs/reference#snowflakes
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(NonZeroU64);

        impl $name {
            /// The ID with this number; `None` for zero, which no ID is.
            pub const fn new(number: u64) -> Option<Self> {
                match NonZeroU64::new(number) {
                    Some(number) => Some(Self(number)),
                    None => None,
                }
            }

            /// Its number.
            pub const fn get(self) -> u64 {
                self.0.get()
            }

            /// When it was made, in milliseconds since the Unix epoch: the ID holds it.
            pub const fn created_ms(self) -> u64 {
                (self.0.get() >> 22) + DISCORD_EPOCH_MS
            }
        }

        impl From<NonZeroU64> for $name {
            fn from(number: NonZeroU64) -> Self {
                Self(number)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                snowflake(text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Written::deserialize(deserializer)?.0.parse().map_err(de::Error::custom)
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string" })
            }
        }

        impl super::Argument for $name {}

        $(
            #[cfg(feature = "serenity")]
            impl From<serenity::model::id::$serenity> for $name {
                fn from(id: serenity::model::id::$serenity) -> Self {
                    // serenity's IDs are never zero.
                    Self(NonZeroU64::new(id.get()).unwrap_or(NonZeroU64::MIN))
                }
            }

            #[cfg(feature = "serenity")]
            impl From<$name> for serenity::model::id::$serenity {
                fn from(id: $name) -> Self {
                    Self::new(id.get())
                }
            }
        )?
    )*};
}

ids! {
    /// The ID of a channel, a thread or a forum post.
    ChannelId ChannelId;
    /// The ID of a message.
    MessageId MessageId;
    /// The ID of a server, which Discord's API calls a guild.
    ServerId GuildId;
    /// The ID of a user.
    UserId UserId;
    /// The ID of a role.
    RoleId RoleId;
    /// The ID of a custom emoji.
    EmojiId EmojiId;
    /// The ID of an application: what a bot is a part of.
    ApplicationId ApplicationId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_knows_when_it_was_made() {
        // The example of Discord's documentation.
        let id: MessageId = "175928847299117063".parse().unwrap();
        assert_eq!(id.created_ms(), 1_462_015_105_796);
    }

    #[test]
    fn numbers_are_refused_with_the_reason() {
        let error = serde_json::from_str::<ChannelId>("175928847299117063").unwrap_err();
        assert!(error.to_string().contains("JSON numbers lose digits"), "{error}");
        assert!(serde_json::from_str::<ChannelId>("\"general\"").is_err());
        for text in ["99999999999999999999", "18446744073709551615", "00000000000000000000"] {
            assert!(text.parse::<ChannelId>().is_err(), "{text} is no time of Discord's");
        }
    }
}
