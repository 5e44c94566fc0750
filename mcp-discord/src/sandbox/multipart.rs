//! [Multipart bodies](https://docs.discord.com/developers/reference#uploading-files): `payload_json` and files.

use axum::{
    body::Body,
    extract::{FromRequest, Multipart, Request},
    http::{HeaderMap, header::CONTENT_TYPE},
};
use bytes::Bytes;
use serde_json::{Map, Value};

use super::{
    call::Upload,
    errors::{Failure, INVALID_JSON},
};

/// Reads a multipart body into its JSON and its files, which come sorted by number.
pub(super) async fn read(headers: &HeaderMap, body: Bytes) -> Result<(Value, Vec<Upload>), Failure> {
    let malformed = || Failure::form("_misc", "MULTIPART_INVALID", "The multipart body could not be read.");
    let mut request = Request::new(Body::from(body));
    if let Some(content_type) = headers.get(CONTENT_TYPE) {
        request.headers_mut().insert(CONTENT_TYPE, content_type.clone());
    }
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| malformed())?;
    let mut payload = None;
    let mut fields = Map::new();
    let mut files = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(|_| malformed())? {
        let name = part.name().unwrap_or_default().to_owned();
        let filename = part.file_name().map(str::to_owned);
        let content_type = part.content_type().map(str::to_owned);
        let bytes = part.bytes().await.map_err(|_| malformed())?;
        let index = name.strip_prefix("files[").and_then(|rest| rest.strip_suffix(']')?.parse().ok());
        match (name.as_str(), index, filename) {
            ("payload_json", _, _) => {
                payload = Some(serde_json::from_slice(&bytes).map_err(|_| INVALID_JSON)?);
            }
            (_, index, Some(filename)) => files.push(Upload {
                // A file part of any other name is what clients before numbered files send: one file, the first.
                index: index.unwrap_or(0),
                filename,
                content_type: content_type.unwrap_or_else(|| "application/octet-stream".to_owned()),
                bytes,
            }),
            (_, _, None) => {
                fields.insert(name, Value::String(String::from_utf8_lossy(&bytes).into_owned()));
            }
        }
    }
    files.sort_by_key(|file| file.index);
    Ok((payload.unwrap_or(Value::Object(fields)), files))
}
