//! Reads `multipart/form-data`, apart from the code under test.

/// One part of a multipart body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) is_file: bool,
    pub(super) content: Vec<u8>,
}

/// Splits a body into its parts; the error says what is malformed.
///
/// Follows RFC 7578 as far as HTTP clients use it: no preamble, quoted names.
pub(super) fn parts(content_type: &str, body: &[u8]) -> Result<Vec<Part>, String> {
    let boundary = content_type
        .split(';')
        .filter_map(|parameter| parameter.trim().strip_prefix("boundary="))
        .map(|boundary| boundary.trim_matches('"'))
        .next()
        .filter(|boundary| !boundary.is_empty())
        .ok_or_else(|| format!("the content type names no boundary: {content_type}"))?;
    let delimiter = format!("\r\n--{boundary}");
    let mut rest = body
        .strip_prefix(&delimiter.as_bytes()[2..])
        .ok_or_else(|| format!("the body doesn't begin with its boundary: {boundary}"))?;
    let mut parts = Vec::new();
    loop {
        if rest.starts_with(b"--") {
            return Ok(parts);
        }
        let end = find(rest, delimiter.as_bytes())
            .ok_or_else(|| format!("the body doesn't end with its boundary: {boundary}"))?;
        parts.push(part(&rest[..end])?);
        rest = &rest[end + delimiter.len()..];
    }
}

/// Reads one part, from the line end behind its boundary on.
fn part(bytes: &[u8]) -> Result<Part, String> {
    let end = find(bytes, b"\r\n\r\n").ok_or("a part has no empty line after its headers")?;
    let headers = String::from_utf8_lossy(&bytes[..end]);
    let disposition = headers
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("content-disposition"))
        .map(|(_, value)| value.to_owned())
        .ok_or("a part has no Content-Disposition")?;
    let name =
        quoted(&disposition, "name").ok_or_else(|| format!("a part has no name: {disposition}"))?.to_owned();
    let is_file = disposition.split(';').any(|field| field.trim_start().starts_with("filename"));
    Ok(Part { name, is_file, content: bytes[end + 4..].to_vec() })
}

fn quoted<'t>(header: &'t str, key: &str) -> Option<&'t str> {
    let mut fields = header.split(';').map(str::trim_start);
    let value = fields.find_map(|field| field.strip_prefix(key)?.strip_prefix('='))?;
    Some(value.trim().trim_matches('"'))
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
