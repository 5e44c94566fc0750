use base64::{Engine as _, prelude::BASE64_STANDARD};
use rmcp::model::{CallToolResult, ContentBlock, MetaObject};
use serde_json::{Value, json};

use super::OutputMode;
use crate::{
    redact::without_secrets,
    tool::{Image, Outcome, Page},
};

/// What a client is told of an outcome, by a server of this name.
pub(super) fn result(server: &str, id: &str, outcome: Outcome, mode: OutputMode) -> CallToolResult {
    let kind = outcome.as_str();
    let mut cause = None;
    let mut result = match outcome {
        Outcome::Done(page) => done(page, mode),
        Outcome::Refused(refusal) => {
            cause = Some(refusal.cause.as_str());
            error(&refusal.to_string())
        }
        Outcome::Unknown(unknown) => error(&unknown.to_string()),
        // The text may quote anything; it stands in the log.
        Outcome::Fault(_) => error(&format!(
            "internal error in {server}; whether anything happened is not known\n\
             hint: look before you try again; the log of {server} says more under: {id}"
        )),
    };
    let mut meta = MetaObject::default();
    meta.0.insert("mcp-discord/call".into(), id.into());
    meta.0.insert("mcp-discord/outcome".into(), kind.into());
    if let Some(cause) = cause {
        meta.0.insert("mcp-discord/cause".into(), cause.into());
    }
    result.meta = Some(meta);
    result
}

fn done(page: Page, mode: OutputMode) -> CallToolResult {
    let image = |image: &Image| ContentBlock::image(BASE64_STANDARD.encode(&image.bytes), image.media_type);
    let images: Vec<_> = page.images().iter().map(image).collect();
    let (text, structured) = page.into_parts();
    let text = without_secrets(&text).into_owned();
    let structured = structured.filter(|_| mode != OutputMode::Text).map(clean);
    let content = match (mode, &structured) {
        // A client that shows only text still gets the result: MCP asks for the copy.
        (OutputMode::Structured, Some(value)) => value.to_string(),
        _ => text,
    };
    let content = std::iter::once(ContentBlock::text(content)).chain(images).collect();
    let mut result = CallToolResult::success(content);
    result.structured_content = structured;
    result
}

fn error(text: &str) -> CallToolResult {
    CallToolResult::error(vec![ContentBlock::text(without_secrets(text))])
}

fn clean(value: Value) -> Value {
    match value {
        Value::String(text) => without_secrets(&text).into(),
        Value::Array(items) => items.into_iter().map(clean).collect(),
        Value::Object(object) => {
            Value::Object(object.into_iter().map(|(key, value)| (key, clean(value))).collect())
        }
        other => other,
    }
}

/// What a client is told when no tool has the name that it called.
pub(super) fn unknown_tool(name: &str, nearest: Option<&str>) -> rmcp::ErrorData {
    let name = crate::tool::Untrusted::new(name).line(80);
    let message = match nearest {
        Some(nearest) => format!("unknown tool: {name}; did you mean `{nearest}`?"),
        None => format!("unknown tool: {name}; `tools/list` has all of them"),
    };
    rmcp::ErrorData::invalid_params(message, Some(json!({ "tool": name })))
}
