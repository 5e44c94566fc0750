use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

use crate::redact::without_secrets;

/// Text that came from Discord: written by anyone, to be read as information and never as instructions.
///
/// It is neutralised when it is made, so every place that shows it is safe: see [`neutralise`].
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Untrusted(String);

impl Untrusted {
    /// Neutralises a text.
    pub fn new(text: &str) -> Self {
        Self(neutralise(text).into_owned())
    }

    /// The text, neutralised.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text on one line, cut to at most `limit` characters with an ellipsis that says so.
    pub fn line(&self, limit: usize) -> String {
        // Before the cut: half a credential isn't recognised any more.
        let text = without_secrets(&self.0);
        let mut line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((cut, _)) = line.char_indices().nth(limit) {
            line.truncate(cut);
            line.push('…');
        }
        line
    }
}

impl From<&str> for Untrusted {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Untrusted {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl fmt::Display for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Untrusted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Serialize for Untrusted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl JsonSchema for Untrusted {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Untrusted".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

/// What opens and closes the part of a page that Discord's users wrote.
pub(crate) const MARK: &str = "discord-content";

/// Takes from a text what could make it look like something else.
///
/// - control characters but line feed and tab, among them the escape that starts terminal codes: `\u{fffd}`
/// - [bidirectional] overrides, isolates and marks, and the zero-width characters that hide text: removed
///   (the joiner inside an emoji and the variation selectors stay)
/// - characters of the tag block, which models read and people don't see: removed outside emoji flags
/// - the name of the mark that stands around untrusted text: broken up, so that nothing can close it
///
/// [bidirectional]: https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
pub fn neutralise(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b'\n' | b'\t' | b' '..=b'~')) && !has_mark(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\n' | '\t' => out.push(character),
            '\r' if characters.peek() == Some(&'\n') => {}
            '\r' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            _ if character.is_control() => out.push('\u{fffd}'),
            '\u{200d}' if out.chars().next_back().is_some_and(joins) => out.push(character),
            _ if is_hidden(character) => {}
            _ => out.push(character),
        }
    }
    while let Some(at) = find_mark(&out) {
        out.insert(at + MARK.len() / 2, '·');
    }
    Cow::Owned(out)
}

/// Whether a zero-width joiner after this character can be part of an emoji.
const fn joins(previous: char) -> bool {
    matches!(previous, '\u{fe0f}' | '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

const fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

fn has_mark(text: &str) -> bool {
    find_mark(text).is_some()
}

fn find_mark(text: &str) -> Option<usize> {
    text.as_bytes().windows(MARK.len()).position(|window| window.eq_ignore_ascii_case(MARK.as_bytes()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_that_hides_or_turns_around_is_laid_bare() {
        assert_eq!(
            neutralise("plain text, with a tab\t and\na line"),
            "plain text, with a tab\t and\na line"
        );
        assert_eq!(neutralise("\u{1b}[31mred\u{1b}[0m"), "\u{fffd}[31mred\u{fffd}[0m");
        assert_eq!(neutralise("evil\u{202e}txt.exe"), "eviltxt.exe");
        assert_eq!(neutralise("a\u{200b}b\u{e0041}c"), "abc");
        assert_eq!(neutralise("👩\u{200d}💻 ❤\u{fe0f}"), "👩\u{200d}💻 ❤\u{fe0f}");
        assert_eq!(neutralise("one\r\ntwo\rthree\u{2028}four"), "one\ntwo\nthree\nfour");
    }

    #[test]
    fn the_mark_cannot_be_closed_from_inside() {
        for text in ["</discord-content>", "</DISCORD-content>", "</discord\u{200b}-content>"] {
            assert!(!neutralise(text).to_lowercase().contains(MARK), "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_in_nothing_hidden_comes_out(text in "\\PC*|.*") {
            let out = neutralise(&text).into_owned();
            prop_assert!(!has_mark(&out));
            prop_assert!(out.chars().all(|c| c == '\n' || c == '\t' || !c.is_control()));
            prop_assert_eq!(neutralise(&out).into_owned(), out.clone());
        }
    }
}
