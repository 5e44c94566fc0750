use serde::Deserialize;

use super::lenient;

/// A [file](https://discord.com/developers/docs/resources/message#attachment-object) of a message.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Attachment {
    /// Its ID.
    pub id: String,
    /// The name of the file.
    #[serde(default, deserialize_with = "lenient::field")]
    pub filename: String,
    /// A title, where the name had characters that file names can't have.
    #[serde(default, deserialize_with = "lenient::field")]
    pub title: Option<String>,
    /// What it shows, for those who can't see it: up to 1,024 characters.
    #[serde(default, deserialize_with = "lenient::field")]
    pub description: Option<String>,
    /// Its [media type](https://en.wikipedia.org/wiki/Media_type), as far as Discord could tell.
    #[serde(default, deserialize_with = "lenient::field")]
    pub content_type: Option<String>,
    /// Its size in bytes.
    #[serde(default, deserialize_with = "lenient::field")]
    pub size: u64,
    /// Where to load it. The link is signed and expires within a day: read the message again for a new one.
    #[serde(default, deserialize_with = "lenient::field")]
    pub url: String,
    /// The height of an image, in pixels.
    #[serde(default, deserialize_with = "lenient::field")]
    pub height: Option<u64>,
    /// The width of an image, in pixels.
    #[serde(default, deserialize_with = "lenient::field")]
    pub width: Option<u64>,
    /// How long a voice message is, in seconds.
    #[serde(default, deserialize_with = "lenient::field")]
    pub duration_secs: Option<f64>,
    /// Whether it will be gone after a while.
    #[serde(default, deserialize_with = "lenient::field")]
    pub ephemeral: bool,
}
