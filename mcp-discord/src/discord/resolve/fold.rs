use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// What is left of a name when it is compared forgivingly: letters and digits in lower case, without diacritics,
/// spaces, dashes, underscores, and the emoji, bars and brackets that people decorate names with.
///
/// `💬┃Équipe-Générale`, `equipe generale` and `𝓔𝓺𝓾𝓲𝓹𝓮 𝓖é𝓷é𝓻𝓪𝓵𝓮` are the same. A name of nothing but decoration keeps it.
pub(crate) fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    let mut characters = name.nfkd().peekable();
    while let Some(character) = characters.next() {
        // A digit in a box is an emoji: the digit, perhaps a variation selector, and the box.
        if character.is_ascii()
            && characters.peek().is_some_and(|next| matches!(next, '\u{fe0f}' | '\u{20e3}'))
        {
            continue;
        }
        if counts(character) {
            folded.extend(character.to_lowercase().filter(|lower| !is_diacritic(*lower)));
        }
    }
    if folded.is_empty() { name.trim().to_lowercase() } else { folded }
}

/// Whether a character tells names apart. Beyond ASCII only letters, digits and the vowel signs of scripts that need
/// them do; in ASCII all do but those that stand for a space or a frame.
fn counts(character: char) -> bool {
    if character.is_ascii() {
        return !character.is_ascii_control() && !matches!(character, ' ' | '-' | '_' | '|');
    }
    let decoration = matches!(character, '\u{1f100}'..='\u{1f1ff}' | '\u{fe00}'..='\u{fe0f}');
    !decoration && !is_diacritic(character) && (character.is_alphanumeric() || is_combining_mark(character))
}

/// Marks over and under Latin, Greek and Cyrillic letters, and around symbols.
const fn is_diacritic(character: char) -> bool {
    matches!(
        character,
        '\u{0300}'..='\u{036f}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe20}'..='\u{fe2f}'
    )
}
