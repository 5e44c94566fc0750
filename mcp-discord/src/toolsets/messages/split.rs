//! Cuts a text into messages.

/// The characters of a message that count: UTF-16 code units would be Discord's measure for some fields, but
/// `content` is measured in code points.
///
/// Source: <https://discord.com/developers/docs/resources/message#create-message-jsonform-params>
const LIMIT: usize = 2_000;

/// Cuts a text into parts of at most 2,000 characters: between paragraphs, else lines, sentences, words.
///
/// A code fence that has to be cut is closed at the end of a part and opened again, with its language, in the next.
/// Nothing but white space at a cut is lost. A text that fits is one part, even an empty one.
pub(super) fn split(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = text;
    let mut fence: Option<Fence> = None;
    loop {
        let open = fence.as_ref().map(Fence::opening).unwrap_or_default();
        let room = LIMIT - open.chars().count();
        if rest.chars().count() <= room {
            if !rest.trim().is_empty() || parts.is_empty() {
                parts.push(open + rest);
            }
            return parts;
        }
        // Room to close a fence, wherever the cut comes to be.
        let longest = fence_room(rest, fence.as_ref());
        let head = &rest[..byte_of(rest, room - longest)];
        let cut = cut(head, fence.as_ref());
        let (part, tail) = rest.split_at(cut);
        let after = fence_after(part, fence.clone());
        let mut part = open + part.trim_end();
        if let Some(fence) = &after {
            part.push('\n');
            part.push_str(&fence.mark);
        }
        if !part.trim().is_empty() {
            parts.push(part);
        }
        // Inside a fence, indentation means something; the line end at the cut is spent by the fence itself.
        rest = match &after {
            Some(_) => tail.strip_prefix('\n').unwrap_or(tail),
            None => tail.trim_start_matches(['\n', ' ']),
        };
        fence = after;
    }
}

/// An open code fence.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fence {
    mark: String,
    language: String,
}

impl Fence {
    fn opening(&self) -> String {
        format!("{}{}\n", self.mark, self.language)
    }

    fn of(line: &str) -> Option<Self> {
        let line = line.trim_start();
        let length = line.bytes().take_while(|byte| *byte == b'`').count();
        let language = line[length..].trim();
        // A line such as ```` ```code``` ```` opens and closes at once, and a long "language" is text.
        let opens = (3..=32).contains(&length) && !language.contains('`') && language.chars().count() <= 40;
        opens.then(|| Self { mark: line[..length].into(), language: language.into() })
    }

    fn closed_by(&self, line: &str) -> bool {
        let line = line.trim();
        line.len() >= self.mark.len() && line.bytes().all(|byte| byte == b'`')
    }
}

/// The fence that is open after a text.
fn fence_after(text: &str, mut fence: Option<Fence>) -> Option<Fence> {
    for line in text.lines() {
        fence = match fence {
            Some(open) if open.closed_by(line) => None,
            Some(open) => Some(open),
            None => Fence::of(line),
        };
    }
    fence
}

/// The most that closing a fence can take anywhere in the next part.
fn fence_room(rest: &str, fence: Option<&Fence>) -> usize {
    let inside = rest.lines().filter_map(Fence::of).map(|fence| fence.mark.len()).max();
    let open = fence.map(|fence| fence.mark.len());
    inside.max(open).map_or(0, |length| length + 1)
}

/// Where to cut: the last good place in the second half, or at the end of the first that there is.
fn cut(head: &str, fence: Option<&Fence>) -> usize {
    let half = byte_of(head, head.chars().count() / 2);
    let outside = |at: &usize| fence_after(&head[..*at], fence.cloned()).is_none();
    let last = |ends: &str, after: usize| head.rfind(ends).map(|at| at + after).filter(|at| *at > half);
    // Before a fence that doesn't fit, rather than inside it.
    let before_fence = || {
        let starts = head.match_indices("\n```").map(|(at, _)| at + 1);
        starts.filter(|at| *at > half && outside(at)).last()
    };
    last("\n\n", 1)
        .filter(outside)
        .or_else(before_fence)
        .or_else(|| last("\n", 0))
        .or_else(|| last(". ", 1))
        .or_else(|| last(" ", 0))
        .filter(|at| *at > 0)
        .unwrap_or(head.len())
}

/// The byte at which the character with this number begins.
fn byte_of(text: &str, characters: usize) -> usize {
    text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn letters(text: &str) -> String {
        text.chars().filter(|c| !c.is_whitespace() && *c != '`').collect()
    }

    #[test]
    fn a_text_that_fits_is_left_alone() {
        for text in ["", "hello", " two\n\nlines ", &"x".repeat(2000)] {
            assert_eq!(split(text), [text]);
        }
    }

    #[test]
    fn paragraphs_lines_and_words_stay_whole() {
        let paragraph = "word ".repeat(150);
        let text = [paragraph.trim_end(); 5].join("\n\n");
        let parts = split(&text);
        assert!(parts.len() > 1);
        assert!(parts.iter().all(|part| part.ends_with("word") && part.starts_with("word")), "{parts:?}");
        assert!(
            parts.iter().all(|part| part.split("\n\n").all(|whole| whole == paragraph.trim_end())),
            "{parts:?}"
        );
    }

    #[test]
    fn a_code_fence_is_closed_and_opened_again() {
        let code: String = (0..200).map(|i| format!("    let line_{i} = {i};\n")).collect();
        let parts = split(&format!("Before.\n```rust\n{code}```\nAfter."));
        assert!(parts.len() > 2);
        for part in &parts {
            assert_eq!(part.matches("```").count() % 2, 0, "a fence is open in {part}");
            assert!(part.chars().count() <= 2000);
        }
        assert!(parts[1].starts_with("```rust\n    let line_"), "indentation is kept: {}", &parts[1][..40]);
        assert_eq!(letters(&parts.concat()).matches("letline_").count(), 200);
    }

    #[test]
    fn a_fence_that_fits_in_the_next_part_is_not_cut() {
        let text = format!("{}\n```py\n{}\n```\nend", "talk. ".repeat(250), "x = 1\n".repeat(150).trim_end());
        let parts = split(&text);
        assert_eq!(parts.len(), 2);
        assert!(parts[1].starts_with("```py\n") && !parts[0].contains("```"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn every_part_fits_and_no_letter_is_lost(
            text in proptest::collection::vec("[a-z 🦀é]{0,300}|```[a-z]{0,3}|```|\n\n|\\.  ", 0..60)
        ) {
            let text = text.join("\n");
            let parts = split(&text);
            for part in &parts {
                prop_assert!(part.chars().count() <= LIMIT, "{}", part.chars().count());
            }
            let got: String = parts.iter().map(|part| letters(part)).collect();
            // A fence that is opened again repeats its language, so there may be more, never less.
            prop_assert!(got.len() >= letters(&text).len());
            if !text.contains("```") {
                prop_assert_eq!(got, letters(&text));
            }
        }
    }
}
