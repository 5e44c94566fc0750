use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::tool::Argument;

/// An embed to send: a card below the text. At most 6,000 characters over all embeds of a message.
///
/// Source: <https://discord.com/developers/docs/resources/message#embed-object-embed-limits>
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(description = "")]
pub struct Embed {
    /// Up to 256 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "")]
    pub title: Option<String>,
    /// Markdown, up to 4,096 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "")]
    pub description: Option<String>,
    /// Where the title leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(description = "")]
    pub url: Option<String>,
    /// `#RRGGBB`.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "colour")]
    #[schemars(with = "Option<String>")]
    pub color: Option<u32>,
    /// Up to 25.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(description = "")]
    pub fields: Vec<EmbedField>,
    /// Text at the bottom, up to 2,048 characters.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "footer")]
    #[schemars(with = "Option<String>", description = "")]
    pub footer: Option<String>,
    /// URL of a large image.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "media")]
    #[schemars(with = "Option<String>", description = "")]
    pub image: Option<String>,
    /// URL of a small image.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "media")]
    #[schemars(with = "Option<String>", description = "")]
    pub thumbnail: Option<String>,
}

/// A name and a value in an embed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(description = "")]
pub struct EmbedField {
    /// Up to 256 characters.
    #[schemars(description = "")]
    pub name: String,
    /// Markdown, up to 1,024 characters.
    #[schemars(description = "")]
    pub value: String,
    /// Stands beside its neighbours.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[schemars(description = "")]
    pub inline: bool,
}

impl Argument for Embed {}

/// Discord takes a number; people and models write `#5865F2`.
#[allow(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde's own signature")]
mod colour {
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(color: &Option<u32>, serializer: S) -> Result<S::Ok, S::Error> {
        match color {
            Some(color) => serializer.serialize_u32(*color),
            None => serializer.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(u32),
            Text(String),
        }
        let color = match Option::<Written>::deserialize(deserializer)? {
            None => return Ok(None),
            Some(Written::Number(number)) => Some(number),
            Some(Written::Text(text)) => {
                let digits = text.trim().trim_start_matches('#').trim_start_matches("0x");
                u32::from_str_radix(digits, 16).ok()
            }
        };
        color
            .filter(|color| *color <= 0xff_ffff)
            .map(Some)
            .ok_or_else(|| de::Error::custom("a colour is `#RRGGBB`"))
    }
}

macro_rules! wrapped {
    ($module:ident, $field:ident) => {
        /// A text that Discord holds in an object.
        #[allow(clippy::ref_option, reason = "serde's own signature")]
        mod $module {
            use serde::{Deserialize, Deserializer, Serialize, Serializer};

            #[derive(Serialize)]
            struct Object<'a> {
                $field: &'a str,
            }

            #[derive(Deserialize)]
            #[serde(untagged)]
            enum Written {
                Text(String),
                Object { $field: String },
            }

            pub(super) fn serialize<S: Serializer>(
                text: &Option<String>,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                text.as_deref().map(|$field| Object { $field }).serialize(serializer)
            }

            pub(super) fn deserialize<'de, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Option<String>, D::Error> {
                Ok(Option::<Written>::deserialize(deserializer)?.map(|written| match written {
                    Written::Text(text) | Written::Object { $field: text } => text,
                }))
            }
        }
    };
}
wrapped!(footer, text);
wrapped!(media, url);

#[cfg(feature = "serenity")]
impl TryFrom<serenity::builder::CreateEmbed> for Embed {
    type Error = serde_json::Error;

    /// Fails on what this type doesn't hold, such as an author, instead of leaving it out.
    fn try_from(embed: serenity::builder::CreateEmbed) -> Result<Self, Self::Error> {
        let mut value = serde_json::to_value(embed)?;
        if let Some(object) = value.as_object_mut() {
            object.retain(|key, value| key != "type" && !value.is_null());
        }
        serde_json::from_value(value)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_model_writes_becomes_what_discord_takes() {
        let embed: Embed = serde_json::from_value(
            json!({ "title": "t", "color": "#5865F2", "footer": "f", "image": "https://x/y.png" }),
        )
        .unwrap();
        let sent = serde_json::to_value(&embed).unwrap();
        assert_eq!(
            sent,
            json!({ "title": "t", "color": 0x58_65F2, "footer": { "text": "f" }, "image": { "url": "https://x/y.png" } })
        );
        assert_eq!(serde_json::from_value::<Embed>(sent).unwrap(), embed);
        assert!(serde_json::from_value::<Embed>(json!({ "color": "blue" })).is_err());
    }

    #[cfg(feature = "serenity")]
    #[test]
    fn serenitys_builder_is_taken() {
        let built = serenity::builder::CreateEmbed::new().title("t").field("n", "v", true).color(0x11_2233);
        let embed = Embed::try_from(built).unwrap();
        assert_eq!((embed.title.as_deref(), embed.color), (Some("t"), Some(0x11_2233)));
        assert!(embed.fields[0].inline);
    }
}
