use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use crate::tool::Argument;

/// The colours that Discord's client offers, by the names that bot libraries have for them.
const NAMES: &[(&str, u32)] = &[
    ("none", 0),
    ("teal", 0x1a_bc9c),
    ("dark_teal", 0x11_806a),
    ("green", 0x2e_cc71),
    ("dark_green", 0x1f_8b4c),
    ("blue", 0x34_98db),
    ("dark_blue", 0x20_6694),
    ("purple", 0x9b_59b6),
    ("dark_purple", 0x71_368a),
    ("magenta", 0xe9_1e63),
    ("dark_magenta", 0xad_1457),
    ("pink", 0xeb_459e),
    ("gold", 0xf1_c40f),
    ("dark_gold", 0xc2_7c0e),
    ("yellow", 0xfe_e75c),
    ("orange", 0xe6_7e22),
    ("dark_orange", 0xa8_4300),
    ("red", 0xe7_4c3c),
    ("dark_red", 0x99_2d22),
    ("grey", 0x95_a5a6),
    ("gray", 0x95_a5a6),
    ("dark_grey", 0x60_7d8b),
    ("dark_gray", 0x60_7d8b),
    ("blurple", 0x58_65f2),
    // Discord takes 0 for none, so black is the darkest that can be seen.
    ("black", 0x00_0001),
    ("white", 0xff_ffff),
];

/// A colour: `#e74c3c`, a name, or a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Color(pub(super) u32);

impl Color {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let name = text.replace([' ', '-'], "_");
        if let Some((_, color)) = NAMES.iter().find(|(known, _)| *known == name) {
            return Some(Self(*color));
        }
        let hex = text.strip_prefix('#').or_else(|| text.strip_prefix("0x")).unwrap_or(&text);
        let hex = if hex.len() == 3 {
            hex.chars().flat_map(|digit| [digit, digit]).collect()
        } else {
            hex.to_owned()
        };
        let is_hex = hex.len() == 6 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex.then(|| u32::from_str_radix(&hex, 16).ok().map(Self)).flatten()
    }
}

impl<'de> Deserialize<'de> for Color {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written<'a> {
            Number(u32),
            Text(Cow<'a, str>),
        }
        let wrong = |text: &dyn fmt::Display| {
            de::Error::custom(format!("a colour is written as `#e74c3c`, or as a name such as `red`: {text}"))
        };
        match Written::deserialize(deserializer)? {
            Written::Number(color) if color <= 0xff_ffff => Ok(Self(color)),
            Written::Number(color) => Err(wrong(&color)),
            Written::Text(text) => Self::parse(&text).ok_or_else(|| wrong(&text)),
        }
    }
}

impl JsonSchema for Color {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Color".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

impl Argument for Color {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_as_people_write_them() {
        for text in ["#E74C3C", "e74c3c", "0xe74c3c", "red", " Red "] {
            assert_eq!(Color::parse(text), Some(Color(0xe7_4c3c)), "{text}");
        }
        assert_eq!(Color::parse("#f00"), Some(Color(0xff_0000)));
        assert_eq!(Color::parse("Dark Teal"), Some(Color(0x11_806a)));
        for text in ["", "#12345", "reddish", "#gggggg", "1234567"] {
            assert_eq!(Color::parse(text), None, "{text}");
        }
    }
}
