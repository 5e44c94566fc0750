use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use super::{Argument, Permissions, nearest};

/// Permissions as people and models write them: a list of names, `["SEND_MESSAGES", "embed links"]`, one text of
/// them with commas, or Discord's number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PermissionList(pub Permissions);

impl PermissionList {
    fn add(&mut self, text: &str) -> Result<(), String> {
        let text = text.trim();
        if let Ok(bits) = text.parse() {
            self.0 = self.0.union(Permissions::from_bits(bits));
            return Ok(());
        }
        for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            self.0 = self.0.union(named(name)?);
        }
        Ok(())
    }
}

/// The permission of that name, whichever case and whatever between the words it is written with.
fn named(text: &str) -> Result<Permissions, String> {
    let mut name: String = text.to_uppercase();
    name = name.replace([' ', '-'], "_");
    // What Discord's client and other libraries call them.
    let name = match name.as_str() {
        "ADMIN" => "ADMINISTRATOR",
        "MANAGE_SERVER" => "MANAGE_GUILD",
        "MODERATE" | "TIMEOUT_MEMBERS" => "MODERATE_MEMBERS",
        "VIEW_CHANNELS" | "READ_MESSAGES" => "VIEW_CHANNEL",
        "CREATE_INVITE" => "CREATE_INSTANT_INVITE",
        name => name,
    };
    match Permissions::NAMED.iter().find(|(known, _)| *known == name) {
        Some((_, bit)) => Ok(*bit),
        None => Err(match nearest(name, Permissions::NAMED.iter().map(|(known, _)| *known)) {
            Some(near) => format!("there is no such permission, did you mean `{near}`: {text}"),
            None => format!("there is no such permission, names are as `SEND_MESSAGES`: {text}"),
        }),
    }
}

impl<'de> Deserialize<'de> for PermissionList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = PermissionList;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of permission names")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<PermissionList, E> {
                let mut list = PermissionList::default();
                list.add(text).map_err(E::custom)?;
                Ok(list)
            }

            fn visit_u64<E: de::Error>(self, bits: u64) -> Result<PermissionList, E> {
                Ok(PermissionList(Permissions::from_bits(bits)))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut names: A) -> Result<PermissionList, A::Error> {
                let mut list = PermissionList::default();
                while let Some(name) = names.next_element::<Cow<'_, str>>()? {
                    list.add(&name).map_err(de::Error::custom)?;
                }
                Ok(list)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for PermissionList {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "PermissionList".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": { "type": "string" } })
    }
}

impl Argument for PermissionList {}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(value: Value) -> Result<Permissions, String> {
        serde_json::from_value::<PermissionList>(value).map(|list| list.0).map_err(|error| error.to_string())
    }

    #[test]
    fn permissions_are_taken_as_people_write_them() {
        let both = Permissions::SEND_MESSAGES.union(Permissions::EMBED_LINKS);
        for written in [
            json!(["SEND_MESSAGES", "EMBED_LINKS"]),
            json!(["send messages", "Embed-Links"]),
            json!("SEND_MESSAGES, embed_links"),
            json!(both.bits()),
            json!(both.bits().to_string()),
        ] {
            assert_eq!(read(written.clone()), Ok(both), "{written}");
        }
        assert_eq!(read(json!([])), Ok(Permissions::NONE));
        assert_eq!(read(json!(["Manage Server"])), Ok(Permissions::MANAGE_GUILD));
    }

    #[test]
    fn a_slip_of_the_pen_is_answered_with_what_was_meant() {
        let said = read(json!(["SEND_MESAGES"])).unwrap_err();
        assert!(said.contains("did you mean `SEND_MESSAGES`"), "{said}");
        assert!(read(json!(["zzz"])).unwrap_err().contains("zzz"));
    }
}
