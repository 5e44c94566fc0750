use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use crate::tool::Argument;

/// After how many quiet minutes a thread is archived: one of four.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::toolsets) struct AutoArchive(u32);

const CHOICES: [u32; 4] = [60, 1_440, 4_320, 10_080];

impl AutoArchive {
    pub(in crate::toolsets) const fn minutes(self) -> u32 {
        self.0
    }
}

impl<'de> Deserialize<'de> for AutoArchive {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let minutes = u32::deserialize(deserializer)?;
        if CHOICES.contains(&minutes) { Ok(Self(minutes)) } else { Err(de::Error::custom("no such choice")) }
    }
}

impl JsonSchema for AutoArchive {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "AutoArchive".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "enum": CHOICES })
    }
}

impl Argument for AutoArchive {}
