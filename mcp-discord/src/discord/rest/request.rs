use std::{
    fmt::{self, Write as _},
    hash::{BuildHasher, RandomState},
    sync::OnceLock,
    time::Duration,
};

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{
    header::HeaderValue,
    multipart::{Form, Part},
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use twilight_http_ratelimiting::Endpoint;
use url::Url;

use super::RestError;

/// The HTTP methods of Discord's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, or asks for an action.
    Post,
    /// Puts in place.
    Put,
    /// Changes.
    Patch,
    /// Removes.
    Delete,
}

impl Method {
    /// Its name in the protocol.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Whether a request of this method changes something.
    pub const fn writes(self) -> bool {
        !matches!(self, Self::Get)
    }

    pub(super) const fn http(self) -> reqwest::Method {
        match self {
            Self::Get => reqwest::Method::GET,
            Self::Post => reqwest::Method::POST,
            Self::Put => reqwest::Method::PUT,
            Self::Patch => reqwest::Method::PATCH,
            Self::Delete => reqwest::Method::DELETE,
        }
    }

    const fn limited(self) -> twilight_http_ratelimiting::Method {
        match self {
            Self::Get => twilight_http_ratelimiting::Method::Get,
            Self::Post => twilight_http_ratelimiting::Method::Post,
            Self::Put => twilight_http_ratelimiting::Method::Put,
            Self::Patch => twilight_http_ratelimiting::Method::Patch,
            Self::Delete => twilight_http_ratelimiting::Method::Delete,
        }
    }
}

/// All but the unreserved characters of RFC 3986 are written in percent form, in paths and queries alike.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[derive(Debug, Clone)]
enum Segment {
    Literal(&'static str),
    Id(String),
    Text(String),
    Secret(SecretString),
}

/// A path of Discord's API, segment by segment; each is encoded, so no text can lead to another path.
///
/// ```
/// # use mcp_discord::{discord::rest::Path, tool::ChannelId};
/// # let channel = ChannelId::new(41771983423143937).unwrap();
/// let path = Path::new().literal("channels").id(channel).literal("messages");
/// assert_eq!(path.template(), "channels/{id}/messages");
/// ```
#[derive(Debug, Clone, Default)]
pub struct Path(Vec<Segment>);

impl Path {
    /// The root, to which segments are added.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a word of the API, or several with `/` between: `users/@me`. It is sent as it stands.
    pub fn literal(self, word: &'static str) -> Self {
        self.with(Segment::Literal(word))
    }

    /// Adds an ID.
    pub fn id(self, id: impl fmt::Display) -> Self {
        self.with(Segment::Id(id.to_string()))
    }

    /// Adds any text: an emoji, an invite code.
    pub fn text(self, text: impl Into<String>) -> Self {
        self.with(Segment::Text(text.into()))
    }

    /// Adds a secret, such as a webhook's token. It is kept out of logs and errors, and since it proves by itself
    /// what its holder may do, the request goes out without the bot's token.
    pub fn secret(self, secret: SecretString) -> Self {
        self.with(Segment::Secret(secret))
    }

    /// The path with its variable parts left out, for logs and metrics.
    pub fn template(&self) -> String {
        self.join(|segment| match segment {
            Segment::Literal(word) => (*word).into(),
            Segment::Id(_) => "{id}".into(),
            Segment::Text(_) => "{text}".into(),
            Segment::Secret(_) => "{secret}".into(),
        })
    }

    /// The path with its IDs, for the record; secrets are left out.
    pub fn shown(&self) -> String {
        self.join(|segment| match segment {
            Segment::Literal(word) => (*word).into(),
            Segment::Id(id) => id.clone().into(),
            Segment::Text(text) => text.clone().into(),
            Segment::Secret(_) => "{secret}".into(),
        })
    }

    fn with(mut self, segment: Segment) -> Self {
        self.0.push(segment);
        self
    }

    fn join(&self, text: impl FnMut(&Segment) -> String) -> String {
        self.0.iter().map(text).collect::<Vec<_>>().join("/")
    }

    fn has_secret(&self) -> bool {
        self.0.iter().any(|segment| matches!(segment, Segment::Secret(_)))
    }

    fn encoded(&self) -> Result<String, RestError> {
        let mut encoded = String::new();
        for segment in &self.0 {
            let text = match segment {
                Segment::Literal(word) => {
                    let _infallible = write!(encoded, "/{word}");
                    continue;
                }
                Segment::Id(text) | Segment::Text(text) => text.as_str(),
                Segment::Secret(secret) => secret.expose_secret(),
            };
            // URLs give these a meaning even in percent form: they step out of the path.
            if matches!(text, "" | "." | "..") {
                let reason = format!("a part of {} can't be empty or dots alone: {text:?}", self.template());
                return Err(RestError::Invalid { reason });
            }
            let _infallible = write!(encoded, "/{}", utf8_percent_encode(text, RESERVED));
        }
        Ok(encoded)
    }

    /// The route as Discord counts it: IDs matter only for the top-level resource, so that the thousandth message
    /// of a channel is known to share the limit of the first.
    fn route(&self, method: Method) -> Endpoint {
        let top = matches!(self.0.first(), Some(Segment::Literal("channels" | "guilds" | "webhooks")));
        let mut place = 0;
        let path = self.join(|segment| {
            place += 1;
            match segment {
                Segment::Literal(word) => (*word).into(),
                Segment::Id(id) if top && place == 2 => id.clone(),
                // The limiter logs paths; it has to tell webhooks apart, not to know their tokens.
                Segment::Secret(secret) => format!("{:016x}", fingerprint(secret)),
                Segment::Id(_) | Segment::Text(_) => ":".into(),
            }
        });
        Endpoint { method: method.limited(), path }
    }
}

fn fingerprint(secret: &SecretString) -> u64 {
    static KEY: OnceLock<RandomState> = OnceLock::new();
    KEY.get_or_init(RandomState::new).hash_one(secret.expose_secret())
}

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

/// When a request may be sent again after an attempt failed.
///
/// If Discord certainly did not act (no connection, a 429), any request is. This says what holds when it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Always: a read, or a PUT, PATCH or DELETE that does nothing more the second time.
    Idempotent,
    /// For three minutes: a message with `enforce_nonce`, of which a second one is the first as long as Discord
    /// [remembers it](https://discord.com/developers/docs/resources/message#create-message), "the past few minutes".
    Nonce,
    /// Never: a second one would be one too many.
    Never,
}

/// A request to Discord.
#[derive(Debug, Clone)]
pub struct Request {
    /// How.
    pub method: Method,
    /// Where.
    pub path: Path,
    /// The query, in plain text: it is encoded when it is sent.
    pub query: Vec<(&'static str, String)>,
    /// What goes with it.
    pub body: Body,
    /// What the server's [audit log] will say: up to 512 characters.
    ///
    /// [audit log]: https://discord.com/developers/docs/resources/audit-log
    pub reason: Option<String>,
    /// When it may be sent again.
    pub retry: Retry,
    /// When to give up. Waiting for rate limits and trying again count.
    pub deadline: Instant,
    /// Takes it back.
    pub cancel: CancellationToken,
}

impl Request {
    /// A request without query, body and reason. Reads may be repeated, anything else may not.
    pub const fn new(method: Method, path: Path, deadline: Instant, cancel: CancellationToken) -> Self {
        let retry = if method.writes() { Retry::Never } else { Retry::Idempotent };
        Self { method, path, query: Vec::new(), body: Body::None, reason: None, retry, deadline, cancel }
    }
}

/// A request that was checked and encoded, once for all its attempts.
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) template: String,
    pub(super) route: Endpoint,
    /// Whether the bot's token goes with it.
    pub(super) with_token: bool,
    pub(super) payload: Payload,
    pub(super) reason: Option<HeaderValue>,
    pub(super) upload_time: Duration,
    pub(super) retry: Retry,
    pub(super) deadline: Instant,
    pub(super) cancel: CancellationToken,
}

pub(super) enum Payload {
    None,
    Json(Bytes),
    Multipart { json: String, files: Vec<File> },
}

/// What Discord's documentation allows for `X-Audit-Log-Reason`.
const REASON_LIMIT: usize = 512;

/// The slowest upload that is waited for.
const UPLOAD_BYTES_PER_SECOND: usize = 256 * 1024;

impl Call {
    pub(super) fn new(base: &Url, request: Request) -> Result<Self, RestError> {
        let Request { method, path, query, body, reason, retry, deadline, cancel } = request;
        let mut url = base.clone();
        url.set_path(&format!("{}{}", base.path().trim_end_matches('/'), path.encoded()?));
        if !query.is_empty() {
            let pairs = query.iter().map(|(name, value)| {
                format!("{}={}", utf8_percent_encode(name, RESERVED), utf8_percent_encode(value, RESERVED))
            });
            url.set_query(Some(&pairs.collect::<Vec<_>>().join("&")));
        }
        let payload = Payload::new(body)?;
        Ok(Self {
            method,
            url,
            template: path.template(),
            route: path.route(method),
            with_token: !path.has_secret(),
            upload_time: Duration::from_secs((payload.size() / UPLOAD_BYTES_PER_SECOND) as u64),
            payload,
            reason: reason.as_deref().map(reason_header).transpose()?,
            retry,
            deadline,
            cancel,
        })
    }
}

fn reason_header(reason: &str) -> Result<HeaderValue, RestError> {
    let length = reason.chars().count();
    if length > REASON_LIMIT {
        let reason =
            format!("the reason for the audit log must be {REASON_LIMIT} characters or fewer: {length}");
        return Err(RestError::Invalid { reason });
    }
    HeaderValue::try_from(utf8_percent_encode(reason, RESERVED).to_string())
        .map_err(|error| RestError::Invalid { reason: format!("the reason can't be sent: {error}") })
}

impl Payload {
    fn new(body: Body) -> Result<Self, RestError> {
        match body {
            Body::None => Ok(Self::None),
            Body::Json(json) => Ok(Self::Json(json.to_string().into())),
            Body::Multipart { json, files } => {
                // Names that end a header line are refused here, once, and not in each attempt.
                for file in &files {
                    part(file)?;
                }
                Ok(Self::Multipart { json: json.to_string(), files })
            }
        }
    }

    fn size(&self) -> usize {
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
