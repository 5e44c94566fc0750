use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use crate::tool::{Argument, Permissions, nearest};

/// One of Discord's permissions, by its official name or that of Discord's client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PermissionName(pub(super) Permissions);

/// What people and other libraries call them.
const OTHER_NAMES: &[(&str, Permissions)] = &[
    ("CREATE_INVITE", Permissions::CREATE_INSTANT_INVITE),
    ("MANAGE_PERMISSIONS", Permissions::MANAGE_ROLES),
    ("MANAGE_SERVER", Permissions::MANAGE_GUILD),
    ("READ_MESSAGES", Permissions::VIEW_CHANNEL),
    ("TIMEOUT_MEMBERS", Permissions::MODERATE_MEMBERS),
    ("USE_SLASH_COMMANDS", Permissions::USE_APPLICATION_COMMANDS),
    ("USE_VOICE_ACTIVITY", Permissions::USE_VAD),
    ("VIDEO", Permissions::STREAM),
    ("VIEW_CHANNELS", Permissions::VIEW_CHANNEL),
];

impl PermissionName {
    fn parse(text: &str) -> Result<Self, String> {
        let letter = |c: char| if c.is_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
        let name: String = text.trim().chars().map(letter).collect();
        let all = || Permissions::NAMED.iter().chain(OTHER_NAMES);
        if let Some((_, bit)) = all().find(|(other, _)| *other == name) {
            return Ok(Self(*bit));
        }
        let near = nearest(&name, all().map(|(name, _)| *name));
        let near = near.map_or_else(
            || "names are written like SEND_MESSAGES".to_owned(),
            |near| format!("did you mean {near}?"),
        );
        Err(format!("no permission is called that; {near}"))
    }
}

impl<'de> Deserialize<'de> for PermissionName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

impl JsonSchema for PermissionName {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "PermissionName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

impl Argument for PermissionName {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_are_taken_as_people_write_them() {
        for name in ["SEND_MESSAGES", "send messages", "Send-Messages", " sendMessages"] {
            let found = PermissionName::parse(name);
            assert_eq!(found.is_ok(), name != " sendMessages", "{name}: {found:?}");
        }
        assert_eq!(PermissionName::parse("View Channels"), Ok(PermissionName(Permissions::VIEW_CHANNEL)));
        let error = PermissionName::parse("SEND_MESAGES").unwrap_err();
        assert!(error.contains("did you mean SEND_MESSAGES?"), "{error}");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}|.{0,40}") {
            if let Ok(PermissionName(bit)) = PermissionName::parse(&text) {
                prop_assert_eq!(bit.iter().count(), 1);
            }
        }
    }
}
