//! What kind of file something is.

use crate::discord::model;

/// Media types of texts that don't begin with `text/`.
const TEXT_TYPES: [&str; 8] = [
    "application/json",
    "application/xml",
    "application/javascript",
    "application/yaml",
    "application/x-yaml",
    "application/toml",
    "application/sql",
    "application/x-sh",
];

/// What texts are called where their type isn't known.
const TEXT_EXTENSIONS: [&str; 40] = [
    "c", "cfg", "conf", "cpp", "cs", "css", "csv", "diff", "env", "go", "h", "hpp", "html", "ini", "java",
    "js", "json", "jsonl", "kt", "log", "lua", "md", "patch", "php", "py", "rb", "rs", "sh", "sql", "svg",
    "swift", "toml", "ts", "tsv", "tsx", "txt", "xml", "yaml", "yml", "zig",
];

/// The media type of an image, by how the file begins.
pub(super) fn image_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

/// Whether a file says that it is a text.
pub(super) fn is_text(file: &model::Attachment) -> bool {
    let kind = file.content_type.as_deref().unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let extension = file.filename.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    kind.starts_with("text/")
        || kind.ends_with("+json")
        || kind.ends_with("+xml")
        || TEXT_TYPES.contains(&kind.as_str())
        || extension.is_some_and(|extension| TEXT_EXTENSIONS.contains(&extension.as_str()))
}

/// The text that a file holds, if it does: UTF-8 without zeros. At the end of a file that isn't `whole`, a character may
/// be cut.
pub(super) fn text(bytes: &[u8], whole: bool) -> Option<&str> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if !whole && error.error_len().is_none() => {
            std::str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    (!text.contains('\0')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_what_reads_as_one() {
        assert_eq!(text("héllo".as_bytes(), true), Some("héllo"));
        assert_eq!(text(&"hé".as_bytes()[..2], false), Some("h"));
        assert_eq!(text(&"hé".as_bytes()[..2], true), None);
        assert_eq!(text(b"h\xff\xfello", false), None);
        assert_eq!(text(b"MZ\0", true), None);
    }

    #[test]
    fn an_image_is_what_begins_as_one() {
        assert_eq!(image_type(b"\x89PNG\r\n\x1a\nrest"), Some("image/png"));
        assert_eq!(image_type(b"RIFF1234WEBPVP8 "), Some("image/webp"));
        assert_eq!(image_type(b"<svg onload=..."), None);
    }
}
