//! Takes credentials out of texts: the one place that knows what they look like.

use std::{
    borrow::Cow,
    ops::Range,
    sync::{LazyLock, PoisonError, RwLock},
};

use memchr::{memchr_iter, memmem};
use secrecy::{ExposeSecret, SecretString};

/// What stands where a credential stood.
pub const REDACTED: &str = "[redacted]";

/// Tokens that this process was given, whatever they look like.
static KNOWN: RwLock<Vec<Known>> = RwLock::new(Vec::new());

/// A secret, and what finds it: made once, since it is looked for in every line.
struct Known {
    secret: SecretString,
    finder: memmem::Finder<'static>,
}

/// Has a secret taken out of every text from now on. Secrets under 8 characters are left alone: they would be found
/// in ordinary words.
pub fn register(secret: &SecretString) {
    let text = secret.expose_secret();
    let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    if text.len() >= 8 && !known.iter().any(|other| other.secret.expose_secret() == text) {
        let finder = memmem::Finder::new(text).into_owned();
        known.push(Known { secret: secret.clone(), finder });
    }
}

/// The text without credentials: the secrets that were registered, and what has the shape of a bot token or of a
/// webhook's URL.
///
/// It runs over every line of the log and every answer, so it is written by hand: a regular expression took longer
/// than all the rest of sending a message.
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for Known { secret, finder } in KNOWN.read().unwrap_or_else(PoisonError::into_inner).iter() {
        if finder.find(text.as_bytes()).is_some() {
            text = Cow::Owned(text.replace(secret.expose_secret(), REDACTED));
        }
    }
    while let Some(found) = find_token(&text).or_else(|| find_webhook(&text)) {
        text.to_mut().replace_range(found, REDACTED);
    }
    text
}

/// A bot token: three parts in base64url, of 18 characters or more, of 6, and of 25 or more.
fn find_token(text: &str) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    for dot in memchr_iter(b'.', bytes) {
        let second = dot + 7;
        if bytes.get(second) != Some(&b'.') || !bytes[dot + 1..second].iter().copied().all(is_token) {
            continue;
        }
        let before = bytes[..dot].iter().rev().take_while(|byte| is_token(**byte)).count();
        let after = bytes[second + 1..].iter().take_while(|byte| is_token(**byte)).count();
        if before >= 18 && after >= 25 {
            return Some(dot - before..second + 1 + after);
        }
    }
    None
}

/// The secret part of a webhook's URL: `webhooks/ID/SECRET`.
fn find_webhook(text: &str) -> Option<Range<usize>> {
    const PREFIX: &str = "webhooks/";
    static FINDER: LazyLock<memmem::Finder<'_>> = LazyLock::new(|| memmem::Finder::new(PREFIX));
    FINDER.find_iter(text.as_bytes()).find_map(|at| {
        let rest = &text.as_bytes()[at + PREFIX.len()..];
        let id = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let secret =
            rest.get(id + 1..).unwrap_or_default().iter().take_while(|byte| is_token(**byte)).count();
        let start = at + PREFIX.len() + id + 1;
        ((17..=20).contains(&id) && rest.get(id) == Some(&b'/') && secret >= 20)
            .then_some(start..start + secret)
    })
}

const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tokens_and_webhooks_are_taken_out_and_nothing_else() {
        let token = ["MTk4NjIyNDgzNDcxOTI1MjQ4", "Cl2FMQ", "ZnCjm1XVW7vRze4b7Cq4se7kKWs"].join(".");
        assert_eq!(without_secrets(&format!("Bot {token}! {token}")), "Bot [redacted]! [redacted]");
        assert_eq!(without_secrets(&token), REDACTED);
        let url =
            "https://discord.com/api/webhooks/175928847299117063/abcdefghijklmnopqrstuvwxyz0123456789?wait=1";
        assert_eq!(
            without_secrets(url),
            "https://discord.com/api/webhooks/175928847299117063/[redacted]?wait=1"
        );
        for text in [
            "Version 1.2.3 of a.b.c",
            "https://discord.com/channels/1/2/3",
            "",
            "webhooks/",
            "webhooks/175928847299117063",
        ] {
            assert!(matches!(without_secrets(text), Cow::Borrowed(same) if same == text));
        }
        register(&SecretString::from("canary-of-no-shape"));
        assert_eq!(without_secrets("a canary-of-no-shape b"), "a [redacted] b");
    }

    proptest! {
        #[test]
        fn no_text_hides_a_token_and_none_makes_it_panic(before in "\\PC{0,40}[ /:\"]", after in "[ /:\"]\\PC{0,40}") {
            let token = ["MTk4NjIyNDgzNDcxOTI1MjQ4", "Cl2FMQ", "ZnCjm1XVW7vRze4b7Cq4se7kKWs"].join(".");
            let text = without_secrets(&format!("{before}{token}{after}")).into_owned();
            prop_assert!(!text.contains("ZnCjm1XVW7vRze4b7Cq4se7kKWs"), "{text}");
            prop_assert!(without_secrets(&before).len() <= before.len() + REDACTED.len());
        }
    }
}
