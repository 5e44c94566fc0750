use std::fmt;

use bytes::Bytes;
use reqwest::multipart::{Form, Part};
use serde_json::Value;

use super::RestError;

/// What goes with a request.
#[derive(Clone, Default)]
pub enum Body {
    /// Nothing.
    #[default]
    None,
    /// JSON.
    Json(Value),
    /// JSON with files, as `multipart/form-data`: parts `payload_json` and `files[0]`, `files[1]`, ….
    /// See [uploading files](https://discord.com/developers/docs/reference#uploading-files).
    Multipart {
        /// What would be the body without the files.
        json: Value,
        /// The files, in the order of their numbers.
        files: Vec<File>,
    },
}

impl fmt::Debug for Body {
    // What people write doesn't belong into logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Json(_) => f.write_str("Json(..)"),
            Self::Multipart { files, .. } => {
                f.debug_struct("Multipart").field("files", files).finish_non_exhaustive()
            }
        }
    }
}

/// A file to upload.
#[derive(Clone)]
pub struct File {
    /// Its name, with an ending: Discord shows images and text by it.
    pub name: String,
    /// What is in it.
    pub content: Bytes,
    /// Its media type, `image/png`; without one Discord goes by the name.
    pub content_type: Option<String>,
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("File")
            .field("name", &self.name)
            .field("bytes", &self.content.len())
            .finish_non_exhaustive()
    }
}

/// A body that was checked and encoded, once for all attempts.
pub(super) enum Payload {
    None,
    Json(Bytes),
    Multipart { json: String, files: Vec<File> },
}

impl Payload {
    pub(super) fn new(body: Body) -> Result<Self, RestError> {
        match body {
            Body::None => Ok(Self::None),
            Body::Json(json) => {
                // By far quicker than `to_string`, which writes through a formatter.
                let json = serde_json::to_vec(&json).map_err(|error| RestError::Invalid {
                    reason: format!("the body can't be written as JSON: {error}"),
                })?;
                Ok(Self::Json(json.into()))
            }
            Body::Multipart { json, files } => {
                // Names that end a header line are refused here, once, and not in each attempt.
                for file in &files {
                    part(file)?;
                }
                Ok(Self::Multipart { json: json.to_string(), files })
            }
        }
    }

    pub(super) fn size(&self) -> usize {
        match self {
            Self::None => 0,
            Self::Json(json) => json.len(),
            Self::Multipart { json, files } => {
                json.len() + files.iter().map(|file| file.content.len()).sum::<usize>()
            }
        }
    }

    /// The form for one attempt. The files are shared, not copied.
    pub(super) fn form(json: &str, files: &[File]) -> Result<Form, RestError> {
        // Discord reads names as UTF-8, and knows nothing of `filename*`.
        let mut form = Form::new().percent_encode_noop().text("payload_json", json.to_owned());
        for (number, file) in files.iter().enumerate() {
            form = form.part(format!("files[{number}]"), part(file)?);
        }
        Ok(form)
    }
}

fn part(file: &File) -> Result<Part, RestError> {
    if file.name.is_empty() || file.name.chars().any(char::is_control) {
        let reason = format!("a file needs a name without control characters: {:?}", file.name);
        return Err(RestError::Invalid { reason });
    }
    let part = Part::stream(file.content.clone()).file_name(file.name.clone());
    let Some(content_type) = &file.content_type else { return Ok(part) };
    part.mime_str(content_type).map_err(|_| RestError::Invalid {
        reason: format!("the content type of {:?} is no media type: {content_type:?}", file.name),
    })
}
