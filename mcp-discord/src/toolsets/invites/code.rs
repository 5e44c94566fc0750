use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use crate::tool::Argument;

/// What an invite is known by: the end of its link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InviteCode(String);

const HOSTS: [&str; 5] = [
    "discord.gg/",
    "www.discord.gg/",
    "discord.com/invite/",
    "www.discord.com/invite/",
    "discordapp.com/invite/",
];

impl InviteCode {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix('<').and_then(|inner| inner.strip_suffix('>')).unwrap_or(text);
        let bare = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(text);
        let code = HOSTS.iter().find_map(|host| bare.strip_prefix(host)).unwrap_or(text);
        let code = code.split(['?', '#']).next()?.trim_end_matches('/');
        let is_code = (2..=100).contains(&code.len())
            && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        is_code.then(|| Self(code.to_owned()))
    }

    pub(super) fn into_inner(self) -> String {
        self.0
    }
}

impl fmt::Display for InviteCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for InviteCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("an invite is given by its code or link"))
    }
}

impl JsonSchema for InviteCode {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "InviteCode".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

impl Argument for InviteCode {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn invites_are_taken_as_people_write_them() {
        for text in [
            "aB3-x_9",
            "https://discord.gg/aB3-x_9",
            "discord.gg/aB3-x_9/",
            "<https://discord.com/invite/aB3-x_9?event=1>",
            " http://discordapp.com/invite/aB3-x_9 ",
        ] {
            assert_eq!(InviteCode::parse(text).unwrap().to_string(), "aB3-x_9", "{text}");
        }
        for text in ["", "..", "a/b", "https://evil.example/abc", "https://discord.gg/", "a b"] {
            assert_eq!(InviteCode::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_leads_to_another_path(text in "\\PC{0,60}|.{0,60}|(https://)?discord.gg/.{0,20}") {
            if let Some(InviteCode(code)) = InviteCode::parse(&text) {
                prop_assert!(!code.contains(['/', '.', '?', '#', '%']), "{code}");
            }
        }
    }
}
