use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use crate::{
    discord::AllowedMentions,
    tool::{Argument, RoleId, UserId},
};

/// Somebody whom a message may ping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ping {
    Everyone,
    /// The author of the message that is answered.
    Author,
    User(UserId),
    Role(RoleId),
}

impl Ping {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.trim_start_matches('@').to_ascii_lowercase().as_str() {
            "everyone" | "here" => return Some(Self::Everyone),
            "author" => return Some(Self::Author),
            _ => {}
        }
        let inner = text.strip_prefix("<@").and_then(|inner| inner.strip_suffix('>')).unwrap_or(text);
        match inner.strip_prefix('&') {
            Some(role) => role.parse().ok().map(Self::Role),
            None => inner.strip_prefix('!').unwrap_or(inner).parse().ok().map(Self::User),
        }
    }
}

/// Nobody else is pinged, whatever the text says.
pub(super) fn allowed(pings: &[Ping]) -> AllowedMentions {
    let mut allowed = AllowedMentions::default();
    for ping in pings {
        match ping {
            Ping::Everyone => allowed.parse = vec!["everyone"],
            Ping::Author => allowed.replied_user = true,
            Ping::User(id) => allowed.users.push(*id),
            Ping::Role(id) => allowed.roles.push(*id),
        }
    }
    allowed
}

impl<'de> Deserialize<'de> for Ping {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            de::Error::custom(format!(
                "a ping is `<@USER>`, `<@&ROLE>`, a user's ID, `author` or `everyone`: {text}"
            ))
        })
    }
}

impl JsonSchema for Ping {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Ping".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

impl Argument for Ping {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_who_is_named_is_pinged() {
        let id = "175928847299117063";
        let pings: Vec<_> =
            [format!("<@{id}>"), format!("<@&{id}>"), id.into(), "@everyone".into(), "author".into()]
                .iter()
                .map(|text| Ping::parse(text).unwrap())
                .collect();
        let allowed = allowed(&pings);
        assert_eq!((allowed.users.len(), allowed.roles.len(), allowed.replied_user), (2, 1, true));
        assert_eq!(allowed.parse, ["everyone"]);
        assert_eq!(
            serde_json::to_string(&AllowedMentions::default()).unwrap(),
            r#"{"parse":[],"replied_user":false}"#
        );
        assert_eq!(Ping::parse("bob"), None);
    }
}
