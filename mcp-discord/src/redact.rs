//! Takes credentials out of texts: the one place that knows what they look like.

use std::{borrow::Cow, sync::LazyLock, sync::PoisonError, sync::RwLock};

use regex_lite::Regex;
use secrecy::{ExposeSecret, SecretString};

/// What stands where a credential stood.
pub const REDACTED: &str = "[redacted]";

/// Tokens that this process was given, whatever they look like.
static KNOWN: RwLock<Vec<SecretString>> = RwLock::new(Vec::new());

/// A bot token (three parts in base64url) and the secret part of a webhook's URL.
static SHAPES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"[A-Za-z0-9_-]{18,32}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{25,}|(?P<webhook>webhooks/\d{17,20}/)[A-Za-z0-9_-]{20,}")
        .ok()
});

/// Has a secret taken out of every text from now on. Secrets under 8 characters are left alone: they would be found
/// in ordinary words.
pub fn register(secret: &SecretString) {
    let text = secret.expose_secret();
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    if text.len() >= 8 && !known.iter().any(|other| other.expose_secret() == text) {
        known.push(secret.clone());
    }
}

/// The text without credentials.
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for secret in KNOWN.read().unwrap_or_else(PoisonError::into_inner).iter() {
        if text.contains(secret.expose_secret()) {
            text = Cow::Owned(text.replace(secret.expose_secret(), REDACTED));
        }
    }
    // Both shapes have a dot or a slash; most texts are told apart without the expression.
    let suspicious = text.contains("webhooks/") || text.bytes().filter(|byte| *byte == b'.').count() > 1;
    if suspicious
        && let Some(shapes) = &*SHAPES
        && shapes.is_match(&text)
    {
        text = Cow::Owned(shapes.replace_all(&text, format!("${{webhook}}{REDACTED}")).into_owned());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_webhooks_are_taken_out_and_nothing_else() {
        let token = ["MTk4NjIyNDgzNDcxOTI1MjQ4", "Cl2FMQ", "ZnCjm1XVW7vRze4b7Cq4se7kKWs"].join(".");
        assert_eq!(without_secrets(&format!("Bot {token}!")), "Bot [redacted]!");
        let url = "https://discord.com/api/webhooks/175928847299117063/abcdefghijklmnopqrstuvwxyz0123456789";
        assert_eq!(without_secrets(url), "https://discord.com/api/webhooks/175928847299117063/[redacted]");
        for text in ["Version 1.2.3 of a.b.c", "https://discord.com/channels/1/2/3", ""] {
            assert!(matches!(without_secrets(text), Cow::Borrowed(same) if same == text));
        }
        register(&SecretString::from("canary-of-no-shape"));
        assert_eq!(without_secrets("a canary-of-no-shape b"), "a [redacted] b");
    }
}
