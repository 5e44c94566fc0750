//! A message as a request describes it, read and checked.

use serde_json::{Map, Value, json};

use super::components;
use crate::sandbox::{
    Snowflake,
    call::{Call, Upload},
    errors::{FILE_TOO_LARGE, Failure, TOO_MANY_ATTACHMENTS},
    mentions::{AllowedMentions, Pings},
    validate::{Field, Form, read_form},
    world::timestamp,
};

/// Characters of a message's text.
const MAX_CONTENT: usize = 2_000;
/// Files of a message.
const MAX_FILES: usize = 10;
/// Bytes of a file in a server without boosts.
const MAX_FILE_BYTES: usize = 10 * 1024 * 1024;
/// Characters over all embeds of a message.
const MAX_EMBED_CHARACTERS: usize = 6_000;

/// The message that a new one answers or forwards.
#[derive(Debug)]
pub(super) struct DraftReference {
    pub(super) kind: u64,
    pub(super) channel: Option<Snowflake>,
    pub(super) message: Option<Snowflake>,
    pub(super) fail_if_not_exists: bool,
}

/// What a request says about an attachment, new or kept.
#[derive(Debug)]
pub(super) struct DraftAttachment {
    /// The number of a file of this request, or the ID of an attachment that the message has.
    pub(super) id: Snowflake,
    pub(super) filename: Option<String>,
    pub(super) description: Field<String>,
}

/// A message to create, or what to change of one.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) content: Field<String>,
    pub(super) embeds: Field<Vec<Value>>,
    pub(super) components: Field<Vec<Value>>,
    pub(super) attachments: Field<Vec<DraftAttachment>>,
    pub(super) allowed_mentions: AllowedMentions,
    pub(super) flags: Field<u64>,
    pub(super) reference: Option<DraftReference>,
    pub(super) nonce: Option<Value>,
    pub(super) enforce_nonce: bool,
    pub(super) tts: bool,
    pub(super) stickers: Vec<Snowflake>,
    pub(super) poll: Option<Value>,
}

/// Reads the message that a request's body is.
pub(super) fn read(call: &Call) -> Result<Draft, Failure> {
    read_part(call, &call.body)
}

/// Reads the message that is a part of a request's body.
pub(super) fn read_part(call: &Call, body: &Value) -> Result<Draft, Failure> {
    check_files(&call.files)?;
    read_form(body, |form| Draft {
        content: trimmed(form.text("content", 0..=MAX_CONTENT)),
        embeds: embeds(form),
        components: components::read(form),
        attachments: attachments(form),
        allowed_mentions: allowed_mentions(form),
        flags: form.number("flags", 0..=u64::from(u32::MAX)),
        reference: form.object("message_reference").value().map(|reference| read_reference(&reference)),
        nonce: nonce(form),
        enforce_nonce: form.boolean("enforce_nonce").value().unwrap_or_default(),
        tts: form.boolean("tts").value().unwrap_or_default(),
        stickers: form.snowflakes("sticker_ids", 3).value().unwrap_or_default(),
        poll: form.object("poll").value().map(|poll| read_poll(&poll)),
    })
}

fn check_files(files: &[Upload]) -> Result<(), Failure> {
    if files.len() > MAX_FILES {
        return Err(TOO_MANY_ATTACHMENTS.into());
    }
    if files.iter().any(|file| file.bytes.len() > MAX_FILE_BYTES) {
        return Err(FILE_TOO_LARGE.into());
    }
    Ok(())
}

/// Discord drops white space around a text.
fn trimmed(content: Field<String>) -> Field<String> {
    match content {
        Field::Given(text) => Field::Given(text.trim().to_owned()),
        other => other,
    }
}

fn nonce(form: &Form<'_>) -> Option<Value> {
    match form.raw("nonce")? {
        Value::Null => None,
        number @ Value::Number(_) => Some(number.clone()),
        _ => form.text("nonce", 0..=25).value().map(Value::String),
    }
}

fn read_reference(form: &Form<'_>) -> DraftReference {
    let message = form.snowflake("message_id");
    DraftReference {
        kind: form.choice("type", &[0, 1]).value().unwrap_or(0),
        channel: form.snowflake("channel_id").value(),
        message: form.required("message_id", message),
        fail_if_not_exists: form.boolean("fail_if_not_exists").value().unwrap_or(true),
    }
}

fn allowed_mentions(form: &Form<'_>) -> AllowedMentions {
    let Field::Given(form) = form.object("allowed_mentions") else { return AllowedMentions::default() };
    let parse: Vec<_> = form.list("parse", 3).value().unwrap_or_default().iter().map(Value::as_str).collect();
    for (index, kind) in parse.iter().enumerate() {
        if !matches!(kind, Some("users" | "roles" | "everyone")) {
            let message = "Value must be one of ('users', 'roles', 'everyone').";
            form.error(&format!("parse.{index}"), "BASE_TYPE_CHOICES", message);
        }
    }
    let pings = |kind: &str| {
        let listed = form.snowflakes(kind, 100).value().unwrap_or_default();
        if !parse.contains(&Some(kind)) {
            return Pings::Only(listed);
        }
        if !listed.is_empty() {
            let message = format!("parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
            form.error("parse", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", message);
        }
        Pings::All
    };
    AllowedMentions {
        users: pings("users"),
        roles: pings("roles"),
        everyone: parse.contains(&Some("everyone")),
        replied_user: form.boolean("replied_user").value().unwrap_or_default(),
    }
}

fn attachments(form: &Form<'_>) -> Field<Vec<DraftAttachment>> {
    match form.objects("attachments", MAX_FILES) {
        Field::Absent => Field::Absent,
        Field::Null => Field::Null,
        Field::Given(entries) => Field::Given(
            entries
                .iter()
                .filter_map(|entry| {
                    let id = entry.snowflake("id");
                    Some(DraftAttachment {
                        id: entry.required("id", id)?,
                        filename: entry.text("filename", 1..=1_024).value(),
                        description: entry.text("description", 0..=1_024),
                    })
                })
                .collect(),
        ),
    }
}

fn read_poll(form: &Form<'_>) -> Value {
    let question =
        form.object("question").value().and_then(|question| question.text("text", 1..=300).value());
    let answers: Vec<_> = (1..)
        .zip(form.objects("answers", 10).value().unwrap_or_default())
        .map(|(id, answer): (u64, _)| {
            let media = answer.object("poll_media").value();
            let text = media.and_then(|media| media.text("text", 1..=55).value());
            json!({ "answer_id": id, "poll_media": { "text": text.unwrap_or_default() } })
        })
        .collect();
    if answers.is_empty() {
        form.error("answers", "BASE_TYPE_REQUIRED", "This field is required");
    }
    let hours = form.number("duration", 1..=768).value().unwrap_or(24);
    json!({
        "question": { "text": question.unwrap_or_default() },
        "answers": answers,
        "expiry": timestamp(crate::sandbox::world::now_ms() + hours * 3_600_000),
        "allow_multiselect": form.boolean("allow_multiselect").value().unwrap_or_default(),
        "layout_type": form.choice("layout_type", &[1]).value().unwrap_or(1),
        "results": { "is_finalized": false, "answer_counts": [] },
    })
}

fn embeds(form: &Form<'_>) -> Field<Vec<Value>> {
    match form.objects("embeds", 10) {
        Field::Absent => Field::Absent,
        Field::Null => Field::Null,
        Field::Given(forms) => {
            let mut characters = 0;
            let embeds = forms.iter().map(|embed| read_embed(embed, &mut characters)).collect();
            if characters > MAX_EMBED_CHARACTERS {
                let message = format!("Embed size exceeds maximum size of {MAX_EMBED_CHARACTERS}");
                form.error("embeds", "MAX_EMBED_SIZE_EXCEEDED", message);
            }
            Field::Given(embeds)
        }
    }
}

/// Reads an embed into the form that Discord returns, where nothing is null.
fn read_embed(form: &Form<'_>, characters: &mut usize) -> Value {
    let mut embed = Map::new();
    embed.insert("type".to_owned(), "rich".into());
    let mut counted = |text: Field<String>| {
        let text = text.value().filter(|text| !text.is_empty())?;
        *characters += text.chars().count();
        Some(Value::String(text))
    };
    put(&mut embed, "title", counted(form.text("title", 0..=256)));
    put(&mut embed, "description", counted(form.text("description", 0..=4_096)));
    put(&mut embed, "url", form.url("url").value());
    put(&mut embed, "color", form.number("color", 0..=0xff_ffff).value());
    put(&mut embed, "timestamp", form.time("timestamp").value().map(timestamp));
    for key in ["image", "thumbnail"] {
        if let Some(url) = form.object(key).value().and_then(|media| media.url("url").value()) {
            embed.insert(key.to_owned(), json!({ "url": url, "width": 0, "height": 0 }));
        }
    }
    if let Field::Given(footer) = form.object("footer") {
        let mut value = Map::new();
        put(&mut value, "text", counted(footer.text("text", 0..=2_048)));
        put(&mut value, "icon_url", footer.url("icon_url").value());
        embed.insert("footer".to_owned(), value.into());
    }
    if let Field::Given(author) = form.object("author") {
        let mut value = Map::new();
        let name = author.text("name", 0..=256);
        put(&mut value, "name", counted(author.required("name", name).map_or(Field::Absent, Field::Given)));
        put(&mut value, "url", author.url("url").value());
        put(&mut value, "icon_url", author.url("icon_url").value());
        embed.insert("author".to_owned(), value.into());
    }
    let fields: Vec<_> = form
        .objects("fields", 25)
        .value()
        .unwrap_or_default()
        .iter()
        .map(|field| {
            let (name, value) = (field.text("name", 1..=256), field.text("value", 1..=1_024));
            let name = counted(field.required("name", name).map_or(Field::Absent, Field::Given));
            let value = counted(field.required("value", value).map_or(Field::Absent, Field::Given));
            let inline = field.boolean("inline").value().unwrap_or_default();
            json!({ "name": name, "value": value, "inline": inline })
        })
        .collect();
    if !fields.is_empty() {
        embed.insert("fields".to_owned(), fields.into());
    }
    embed.into()
}

fn put(object: &mut Map<String, Value>, key: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        object.insert(key.to_owned(), value.into());
    }
}
