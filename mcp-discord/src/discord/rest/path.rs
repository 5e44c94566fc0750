use std::{
    borrow::Cow,
    fmt,
    hash::{BuildHasher, RandomState},
    sync::OnceLock,
};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use twilight_http_ratelimiting::Endpoint;

use super::{Method, RestError};

/// All but the unreserved characters of RFC 3986 are written in percent form, in paths and queries alike.
pub(super) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

#[derive(Debug, Clone)]
enum Segment {
    /// A word of the API; sent as it stands.
    Literal(Cow<'static, str>),
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

    /// Takes a path apart that was written as one text, such as `/channels/41771983423143937/messages`.
    ///
    /// Numbers become IDs, and what follows the ID of a webhook or interaction its secret. There is no query:
    /// a `?` is a character like any other.
    pub fn parse(text: &str) -> Self {
        let mut path = Self::new();
        let mut words = text.trim_matches('/').split('/').peekable();
        let holds_secret = matches!(words.peek(), Some(&("webhooks" | "interactions")));
        for (place, word) in words.enumerate() {
            path = match word {
                _ if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) => path.id(word),
                _ if holds_secret && place == 2 => path.secret(word.to_owned().into()),
                _ if is_word(word) => path.with(Segment::Literal(Cow::Owned(word.to_owned()))),
                _ => path.text(word),
            };
        }
        path
    }

    /// Adds a word of the API, or several with `/` between: `users/@me`. It is sent as it stands.
    pub fn literal(self, word: &'static str) -> Self {
        self.with(Segment::Literal(Cow::Borrowed(word)))
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
        self.join(|_, segment| match segment {
            Segment::Literal(word) => word.as_ref().into(),
            Segment::Id(_) => "{id}".into(),
            Segment::Text(_) => "{text}".into(),
            Segment::Secret(_) => "{secret}".into(),
        })
    }

    /// The path with its IDs, for the record; secrets are left out.
    pub fn shown(&self) -> String {
        self.join(|_, segment| match segment {
            Segment::Literal(word) => word.as_ref().into(),
            Segment::Id(text) | Segment::Text(text) => text.into(),
            Segment::Secret(_) => "{secret}".into(),
        })
    }

    fn with(mut self, segment: Segment) -> Self {
        self.0.push(segment);
        self
    }

    /// What is said of each segment, by its place, with `/` between.
    fn join<'a>(&'a self, text: impl Fn(usize, &'a Segment) -> Cow<'a, str>) -> String {
        let mut joined = String::with_capacity(64);
        for (place, segment) in self.0.iter().enumerate() {
            if place > 0 {
                joined.push('/');
            }
            joined.push_str(&text(place, segment));
        }
        joined
    }

    pub(super) fn has_secret(&self) -> bool {
        self.0.iter().any(|segment| matches!(segment, Segment::Secret(_)))
    }

    /// The path as it is sent, after that of the base.
    pub(super) fn encoded(&self, base: &str) -> Result<String, RestError> {
        let mut encoded = String::with_capacity(base.len() + 96);
        encoded.push_str(base.trim_end_matches('/'));
        for segment in &self.0 {
            let text = match segment {
                Segment::Literal(word) => {
                    encoded.push('/');
                    encoded.push_str(word);
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
            encoded.push('/');
            encoded.extend(utf8_percent_encode(text, RESERVED));
        }
        Ok(encoded)
    }

    /// The route as Discord counts it: IDs matter only for the top-level resource, so that the thousandth message
    /// of a channel is known to share the limit of the first.
    pub(super) fn route(&self, method: Method) -> Endpoint {
        let top = match self.0.first() {
            Some(Segment::Literal(word)) => matches!(&**word, "channels" | "guilds" | "webhooks"),
            _ => false,
        };
        let path = self.join(|place, segment| match segment {
            Segment::Literal(word) => word.as_ref().into(),
            Segment::Id(id) if top && place == 1 => id.into(),
            // The limiter logs paths; it has to tell webhooks apart, not to know their tokens.
            Segment::Secret(secret) => format!("{:016x}", fingerprint(secret)).into(),
            Segment::Id(_) | Segment::Text(_) => ":".into(),
        });
        Endpoint { method: method.limited(), path }
    }
}

/// Whether a text looks like a word of Discord's API and is safe as it stands.
fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'-' | b'_' | b'@'))
}

fn fingerprint(secret: &SecretString) -> u64 {
    static KEY: OnceLock<RandomState> = OnceLock::new();
    KEY.get_or_init(RandomState::new).hash_one(secret.expose_secret())
}
