//! Who may come in: bearer tokens, of which only hashes are held.

use std::{fmt, str::FromStr};

use hyper::{HeaderMap, header::AUTHORIZATION};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

/// The SHA-256 hash of a bearer token: it lets in whoever has the token, and is no secret itself when the token was
/// made at random.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

/// A text that is no SHA-256 hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 hash has 64 hexadecimal digits")]
pub struct NoHash;

/// Why somebody is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stranger {
    NoToken,
    WrongToken,
}

impl TokenHash {
    /// The hash of a token.
    pub fn of(token: &str) -> Self {
        Self(Sha256::digest(token.as_bytes()).into())
    }
}

impl FromStr for TokenHash {
    type Err = NoHash;

    fn from_str(text: &str) -> Result<Self, NoHash> {
        let mut hash = [0; 32];
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if pairs.len() != hash.len() || !rest.is_empty() {
            return Err(NoHash);
        }
        for (byte, pair) in hash.iter_mut().zip(pairs) {
            let digit = |at: usize| char::from(pair[at]).to_digit(16).ok_or(NoHash);
            *byte = u8::try_from(digit(0)? * 16 + digit(1)?).map_err(|_| NoHash)?;
        }
        Ok(Self(hash))
    }
}

/// As 64 lower-case hexadecimal digits.
impl fmt::Display for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenHash({self})")
    }
}

/// Which of these tokens a request carries: its place. How long it takes says nothing about any of them.
pub(super) fn find<'a>(
    tokens: impl Iterator<Item = &'a TokenHash>,
    headers: &HeaderMap,
) -> Result<usize, Stranger> {
    let given = bearer(headers).ok_or(Stranger::NoToken)?;
    let given = TokenHash::of(given);
    let (mut known, mut place) = (Choice::from(0), 0_u64);
    for (at, token) in (0_u64..).zip(tokens) {
        let same = token.0.ct_eq(&given.0);
        place = u64::conditional_select(&place, &at, same);
        known |= same;
    }
    let place = usize::try_from(place).map_err(|_| Stranger::WrongToken)?;
    if bool::from(known) { Ok(place) } else { Err(Stranger::WrongToken) }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_read_as_it_is_written() {
        let hash = TokenHash::of("mcpd_x");
        assert_eq!(hash.to_string().parse(), Ok(hash));
        assert_eq!(hash.to_string().to_uppercase().parse(), Ok(hash));
        for text in ["", "abc", &"g".repeat(64), &"+1".repeat(32), &"a".repeat(65), "ä"] {
            assert_eq!(text.parse::<TokenHash>(), Err(NoHash), "{text}");
        }
    }
}
