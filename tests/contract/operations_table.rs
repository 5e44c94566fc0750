//! Generates `mcp-discord/src/discord/operations.rs`: the document's facts as Rust.

use std::fmt::Write as _;

use serde_json::Value;

use super::document::Document;
use super::operation::Operation;

/// Everything in the file but the constants and the table.
const HEADER: &str = include_str!("operations_table.rs.in");

/// The limits that become constants: name, where the document has them, what they limit.
///
/// A place that begins with `/` is a JSON pointer; others are below `/components/schemas/`.
const LIMITS: &[(&str, &str, &str)] = &[
    (
        "MESSAGE_CONTENT_LENGTH",
        "MessageCreateRequest/properties/content/maxLength",
        "Characters in a message's text.",
    ),
    (
        "MESSAGE_NONCE_LENGTH",
        "MessageCreateRequest/properties/nonce/anyOf/1/maxLength",
        "Characters in a nonce.",
    ),
    ("MESSAGE_EMBEDS", "MessageCreateRequest/properties/embeds/maxItems", "Embeds in a message."),
    ("MESSAGE_STICKERS", "MessageCreateRequest/properties/sticker_ids/maxItems", "Stickers in a message."),
    (
        "MESSAGE_COMPONENTS",
        "MessageCreateRequest/properties/components/maxItems",
        "Top-level components in a message.",
    ),
    ("MESSAGE_ATTACHMENTS", "MessageCreateRequest/properties/attachments/maxItems", "Files in a message."),
    (
        "ATTACHMENT_DESCRIPTION_LENGTH",
        "MessageAttachmentRequest/properties/description/maxLength",
        "Characters in a file's alternative text.",
    ),
    ("EMBED_TITLE_LENGTH", "RichEmbed/properties/title/maxLength", "Characters in an embed's title."),
    (
        "EMBED_DESCRIPTION_LENGTH",
        "RichEmbed/properties/description/maxLength",
        "Characters in an embed's description.",
    ),
    ("EMBED_FIELDS", "RichEmbed/properties/fields/maxItems", "Fields in an embed."),
    (
        "EMBED_FIELD_NAME_LENGTH",
        "RichEmbedField/properties/name/maxLength",
        "Characters in the name of an embed's field.",
    ),
    (
        "EMBED_FIELD_VALUE_LENGTH",
        "RichEmbedField/properties/value/maxLength",
        "Characters in the value of an embed's field.",
    ),
    ("EMBED_FOOTER_LENGTH", "RichEmbedFooter/properties/text/maxLength", "Characters in an embed's footer."),
    (
        "EMBED_AUTHOR_LENGTH",
        "RichEmbedAuthor/properties/name/maxLength",
        "Characters in the name of an embed's author.",
    ),
    (
        "CHANNEL_NAME_LENGTH",
        "CreateGuildChannelRequest/properties/name/maxLength",
        "Characters in a channel's name.",
    ),
    (
        "THREAD_NAME_LENGTH",
        "CreateTextThreadWithMessageRequest/properties/name/maxLength",
        "Characters in a thread's name.",
    ),
    (
        "SLOW_MODE_SECONDS",
        "CreateGuildChannelRequest/properties/rate_limit_per_user/maximum",
        "Seconds of a channel's slow mode.",
    ),
    ("ROLE_NAME_LENGTH", "CreateRoleRequest/properties/name/maxLength", "Characters in a role's name."),
    ("BULK_BAN_USERS", "BulkBanUsersRequest/properties/user_ids/maxItems", "Users in a bulk ban."),
    (
        "BAN_DELETE_MESSAGE_SECONDS",
        "BanUserFromGuildRequest/properties/delete_message_seconds/maximum",
        "Seconds back in which a ban deletes the user's messages.",
    ),
    (
        "WEBHOOK_NAME_LENGTH",
        "/paths/~1channels~1{channel_id}~1webhooks/post/requestBody/content/application~1json/schema/properties/name/maxLength",
        "Characters in a webhook's name.",
    ),
    (
        "INVITE_MAX_AGE_SECONDS",
        "CreateGuildInviteRequest/properties/max_age/maximum",
        "Seconds that an invite may be valid.",
    ),
    (
        "INVITE_MAX_USES",
        "CreateGuildInviteRequest/properties/max_uses/maximum",
        "Uses that an invite may have.",
    ),
];

/// The whole text of `operations.rs`; the error names what the document lacks.
pub fn operations_table(document: &Document) -> Result<String, String> {
    let mut operations: Vec<&Operation> = document.operations().iter().collect();
    operations.sort_by(|a, b| a.id.cmp(&b.id));
    let mut rows = String::new();
    for operation in &operations {
        let query: Vec<_> =
            operation.query_parameters.iter().map(|parameter| format!("{:?}", parameter.name)).collect();
        let _ = writeln!(
            rows,
            "    op({:?}, {}, {:?}, &[{}], {}),",
            operation.id,
            capitalized(&operation.method),
            operation.path,
            query.join(", "),
            access(document, operation)?,
        );
    }
    let mut limits = String::new();
    for (name, pointer, meaning) in LIMITS {
        let pointer = match pointer.strip_prefix('/') {
            Some(_) => (*pointer).to_owned(),
            None => format!("/components/schemas/{pointer}"),
        };
        let limit = document.at(&pointer).and_then(Value::as_u64);
        let limit = limit.ok_or_else(|| format!("the document has no limit at {pointer}"))?;
        let _ = writeln!(limits, "    /// {meaning}\n    pub const {name}: usize = {};", separated(limit));
    }
    Ok(HEADER
        .replace("@COUNT@", &operations.len().to_string())
        .replace("@OPERATIONS@\n", &rows)
        .replace("@LIMITS@\n", &limits))
}

/// `GET` as the variant `Get`.
fn capitalized(method: &str) -> String {
    let (first, rest) = method.split_at(1);
    format!("{first}{}", rest.to_lowercase())
}

/// The variant of `Access` for an operation's alternatives of security.
fn access(document: &Document, operation: &Operation) -> Result<&'static str, String> {
    let pointer = format!("{}/security", operation.pointer);
    let listed = document.at(&pointer).and_then(Value::as_array);
    let listed = listed.ok_or_else(|| format!("the document has no list at {pointer}"))?;
    let takes = |scheme: &str| listed.iter().any(|one| one.get(scheme).is_some());
    let open = listed.iter().any(|one| one.as_object().is_some_and(serde_json::Map::is_empty));
    match (takes("BotToken"), takes("OAuth2"), open) {
        (true, false, false) => Ok("Bot"),
        (true, true, false) => Ok("BotOrUser"),
        (false, true, false) => Ok("User"),
        (_, _, true) => Ok("Open"),
        (false, false, false) => Err(format!("an operation has no known security: {}", operation.id)),
    }
}

/// A number with an underscore between thousands.
fn separated(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text
}
