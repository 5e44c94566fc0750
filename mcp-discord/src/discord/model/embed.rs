use jiff::Timestamp;
use serde::Deserialize;

use super::lenient;

/// A [box of formatted content](https://discord.com/developers/docs/resources/message#embed-object) in a message:
/// made by a bot, or by Discord from a link.
///
/// A message has up to 10, with up to 6,000 characters in all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Embed {
    /// `rich` when a bot made it; else what the link led to: `article`, `video`, `image`, `poll_result` …
    #[serde(rename = "type", default, deserialize_with = "lenient::field")]
    pub kind: Option<String>,
    /// Up to 256 characters.
    #[serde(default, deserialize_with = "lenient::field")]
    pub title: Option<String>,
    /// Markdown, up to 4,096 characters.
    #[serde(default, deserialize_with = "lenient::field")]
    pub description: Option<String>,
    /// Where the title leads.
    #[serde(default, deserialize_with = "lenient::field")]
    pub url: Option<String>,
    /// The time that it shows.
    #[serde(default, deserialize_with = "lenient::time")]
    pub timestamp: Option<Timestamp>,
    /// The colour of its edge as `0xRRGGBB`.
    #[serde(default, deserialize_with = "lenient::field")]
    pub color: Option<u32>,
    /// The line at its end.
    #[serde(default, deserialize_with = "lenient::field")]
    pub footer: Option<EmbedFooter>,
    /// The large image.
    #[serde(default, deserialize_with = "lenient::field")]
    pub image: Option<EmbedMedia>,
    /// The small image.
    #[serde(default, deserialize_with = "lenient::field")]
    pub thumbnail: Option<EmbedMedia>,
    /// The video, where Discord made the embed.
    #[serde(default, deserialize_with = "lenient::field")]
    pub video: Option<EmbedMedia>,
    /// The line at its top.
    #[serde(default, deserialize_with = "lenient::field")]
    pub author: Option<EmbedAuthor>,
    /// Up to 25 names with values.
    #[serde(default, deserialize_with = "lenient::list")]
    pub fields: Vec<EmbedField>,
}

/// The line at the end of an [`Embed`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct EmbedFooter {
    /// Up to 2,048 characters.
    #[serde(default, deserialize_with = "lenient::field")]
    pub text: String,
}

/// An image or a video in an [`Embed`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct EmbedMedia {
    /// Where it is.
    #[serde(default, deserialize_with = "lenient::field")]
    pub url: Option<String>,
}

/// The line at the top of an [`Embed`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct EmbedAuthor {
    /// Up to 256 characters.
    #[serde(default, deserialize_with = "lenient::field")]
    pub name: String,
    /// Where the name leads.
    #[serde(default, deserialize_with = "lenient::field")]
    pub url: Option<String>,
}

/// A name with a value in an [`Embed`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct EmbedField {
    /// Up to 256 characters.
    #[serde(default, deserialize_with = "lenient::field")]
    pub name: String,
    /// Markdown, up to 1,024 characters.
    #[serde(default, deserialize_with = "lenient::field")]
    pub value: String,
    /// Whether it stands beside others.
    #[serde(default, deserialize_with = "lenient::field")]
    pub inline: bool,
}
