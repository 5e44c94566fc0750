//! The emoji that `:name:` stands for.

use std::{env, fs, path::Path};

use mcp_discord::tool::EmojiRef;

/// The table is written from the crate `emojis`, each shortcode a line behind a line end.
#[test]
fn every_shortcode_is_the_emoji_that_others_take_it_for() {
    let mut lines: Vec<_> = emojis::iter()
        .flat_map(|emoji| emoji.shortcodes().map(move |code| format!("{code} {emoji}\n")))
        .collect();
    lines.sort_unstable();
    assert!(lines.len() > 1_500, "only {} shortcodes", lines.len());
    let table = format!("\n{}", lines.concat());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../mcp-discord/src/tool/shortcodes.txt");
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &table).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap().replace('\r', "");
    assert!(written == table, "write the table anew with UPDATE_DOCS=1 in the environment of this test");
    for line in &lines {
        let (code, emoji) = line.trim_end().split_once(' ').unwrap();
        let read: EmojiRef = serde_json::from_value(format!(":{code}:").into()).unwrap();
        assert_eq!(read.path_segment().as_deref(), Some(emoji), "{code}");
    }
}
