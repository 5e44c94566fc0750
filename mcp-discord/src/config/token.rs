use std::{fmt, path::Path};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};

use super::Origin;
use crate::{redact, tool::ApplicationId};

/// The variables that may hold the token, in the order in which they are asked. The second is what several other
/// servers call it.
pub(super) const VARIABLES: [&str; 2] = ["DISCORD_TOKEN", "DISCORD_BOT_TOKEN"];

/// The bot's token, and where it came from. It is never shown.
#[derive(Debug, Clone)]
pub struct Token {
    secret: SecretString,
    source: TokenSource,
}

/// Where the token came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenSource {
    /// A variable, of the environment or of `.env`.
    Variable(Origin),
    /// A file.
    File(String),
    /// The sandbox, which takes a token that everybody may know.
    Sandbox,
}

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Nothing names one.
    #[error(
        "DISCORD_TOKEN environment variable is required\n\
         hint: set it to your bot's token (Developer Portal, Bot, Reset Token), in the environment or in a file `.env` \
         of the working folder, or name a file that holds nothing else with --token-file; to try without any token: \
         {program} --sandbox"
    )]
    Missing {
        /// What the program is called.
        program: &'static str,
    },
    /// It can't be a token.
    #[error(
        "the token from {0} is not a bot token: {1}\n\
         hint: copy it again from the Developer Portal (Bot, Reset Token)"
    )]
    Malformed(TokenSource, &'static str),
    /// The working folder says where the token is to be sent, and the token came from elsewhere.
    #[error(
        "{said} says where Discord is, and would be sent a token that is not from that folder\n\
         hint: a folder may be somebody else's work; if you want it, set DISCORD_API_BASE in the environment, or use \
         --api-base or a settings file that you name"
    )]
    Stranger {
        /// What says it.
        said: Origin,
    },
    /// The file can't be read.
    #[error("the token file can't be read: {path}: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
}

impl Token {
    /// The token that a file holds.
    pub(super) fn read_file(path: &Path) -> Result<Self, TokenError> {
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| TokenError::Unreadable { path: shown.clone(), reason: error.to_string() })?;
        Self::read(&text, TokenSource::File(shown))
    }

    /// The token that a variable holds.
    pub(super) fn of_variable(origin: Origin, text: &SecretString) -> Result<Self, TokenError> {
        Self::read(text.expose_secret(), TokenSource::Variable(origin))
    }

    /// The sandbox's.
    pub fn sandbox(token: &str) -> Self {
        Self { secret: SecretString::from(token), source: TokenSource::Sandbox }
    }

    /// The token itself.
    pub const fn secret(&self) -> &SecretString {
        &self.secret
    }

    /// Where it came from.
    pub const fn source(&self) -> &TokenSource {
        &self.source
    }

    /// The application that it belongs to: its first part is the ID of the bot user, which is that of the application
    /// too, for all that were made since 2016.
    pub fn application(&self) -> Option<ApplicationId> {
        let first = self.secret.expose_secret().split('.').next()?;
        let id = URL_SAFE_NO_PAD.decode(first.trim_end_matches('=')).ok()?;
        std::str::from_utf8(&id).ok()?.parse().ok()
    }

    fn read(text: &str, source: TokenSource) -> Result<Self, TokenError> {
        let text = text.trim().trim_matches(['"', '\'']);
        let text = text.strip_prefix("Bot ").unwrap_or(text).trim();
        let secret = SecretString::from(text);
        redact::register(&secret);
        let text = secret.expose_secret();
        let wrong = match text {
            "" => Some("it is empty"),
            _ if text.chars().any(char::is_whitespace) => Some("it has spaces or line ends inside"),
            _ if !text.bytes().all(|byte| byte.is_ascii_graphic()) => {
                Some("it has characters that no token has")
            }
            _ => None,
        };
        match wrong {
            Some(wrong) => Err(TokenError::Malformed(source, wrong)),
            None => Ok(Self { secret, source }),
        }
    }
}

impl fmt::Display for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(Origin::Variable(name)) => f.write_str(name),
            Self::Variable(origin) => origin.fmt(f),
            Self::File(path) => write!(f, "the file {path}"),
            Self::Sandbox => f.write_str("the sandbox"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_paste_is_understood_and_never_shown() {
        let source = TokenSource::Variable(Origin::Variable("DISCORD_TOKEN"));
        for text in ["secret.of.mine", " \"secret.of.mine\"\n", "Bot secret.of.mine"] {
            let token = Token::read(text, source.clone()).unwrap();
            assert_eq!(token.secret().expose_secret(), "secret.of.mine");
            assert!(!format!("{token:?}").contains("secret.of"), "{token:?}");
            assert_eq!(token.application(), None);
        }
        let token = Token::read("MTc1OTI4ODQ3Mjk5MTE3MDYz.GcAnRy.secret", source.clone()).unwrap();
        assert_eq!(token.application(), ApplicationId::new(175_928_847_299_117_063));
        for text in ["", "two words", "secret\u{200b}of.mine"] {
            let error = Token::read(text, source.clone()).unwrap_err().to_string();
            assert!(error.contains("DISCORD_TOKEN") && !error.contains("two words"), "{error}");
        }
    }
}
