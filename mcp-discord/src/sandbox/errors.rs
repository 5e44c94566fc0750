//! What Discord answers when it says no: [JSON error codes](https://docs.discord.com/developers/topics/opcodes-and-status-codes#json).

use axum::http::StatusCode;
use serde_json::{Value, json};

/// One of Discord's answers with an error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    pub(super) code: u32,
    pub(super) message: &'static str,
}

const fn refusal(status: StatusCode, code: u32, message: &'static str) -> Refusal {
    Refusal { status, code, message }
}

const BAD_REQUEST: StatusCode = StatusCode::BAD_REQUEST;
const FORBIDDEN: StatusCode = StatusCode::FORBIDDEN;
const NOT_FOUND: StatusCode = StatusCode::NOT_FOUND;

pub(super) const UNAUTHORIZED: Refusal = refusal(StatusCode::UNAUTHORIZED, 0, "401: Unauthorized");
pub(super) const NO_SUCH_ROUTE: Refusal = refusal(NOT_FOUND, 0, "404: Not Found");
pub(super) const METHOD_NOT_ALLOWED: Refusal =
    refusal(StatusCode::METHOD_NOT_ALLOWED, 0, "405: Method Not Allowed");
pub(super) const INTERNAL_SERVER_ERROR: Refusal =
    refusal(StatusCode::INTERNAL_SERVER_ERROR, 0, "500: Internal Server Error");
pub(super) const UNKNOWN_CHANNEL: Refusal = refusal(NOT_FOUND, 10003, "Unknown Channel");
pub(super) const UNKNOWN_SERVER: Refusal = refusal(NOT_FOUND, 10004, "Unknown Guild");
pub(super) const UNKNOWN_INVITE: Refusal = refusal(NOT_FOUND, 10006, "Unknown Invite");
pub(super) const UNKNOWN_MEMBER: Refusal = refusal(NOT_FOUND, 10007, "Unknown Member");
pub(super) const UNKNOWN_MESSAGE: Refusal = refusal(NOT_FOUND, 10008, "Unknown Message");
pub(super) const UNKNOWN_OVERWRITE: Refusal = refusal(NOT_FOUND, 10009, "Unknown Permission Overwrite");
pub(super) const UNKNOWN_ROLE: Refusal = refusal(NOT_FOUND, 10011, "Unknown Role");
pub(super) const UNKNOWN_USER: Refusal = refusal(NOT_FOUND, 10013, "Unknown User");
/// Discord answers an unknown emoji with 400, not with 404 as for everything else.
pub(super) const UNKNOWN_EMOJI: Refusal = refusal(BAD_REQUEST, 10014, "Unknown Emoji");
pub(super) const UNKNOWN_BAN: Refusal = refusal(NOT_FOUND, 10026, "Unknown Ban");
pub(super) const TOO_MANY_PINS: Refusal =
    refusal(BAD_REQUEST, 30003, "Maximum number of pins reached for the channel (250)");
pub(super) const TOO_MANY_ROLES: Refusal =
    refusal(BAD_REQUEST, 30005, "Maximum number of server roles reached (250)");
pub(super) const TOO_MANY_REACTIONS: Refusal =
    refusal(FORBIDDEN, 30010, "Maximum number of reactions reached (20)");
pub(super) const TOO_MANY_CHANNELS: Refusal =
    refusal(BAD_REQUEST, 30013, "Maximum number of server channels reached (500)");
pub(super) const TOO_MANY_ATTACHMENTS: Refusal =
    refusal(BAD_REQUEST, 30015, "Maximum number of attachments in a message reached (10)");
pub(super) const REQUEST_TOO_LARGE: Refusal =
    refusal(StatusCode::PAYLOAD_TOO_LARGE, 40005, "Request entity too large");
pub(super) const NOT_IN_VOICE: Refusal = refusal(BAD_REQUEST, 40032, "Target user is not connected to voice");
pub(super) const ALREADY_CROSSPOSTED: Refusal =
    refusal(BAD_REQUEST, 40033, "This message has already been crossposted");
pub(super) const FORUM_NEEDS_A_POST: Refusal =
    refusal(BAD_REQUEST, 40058, "Cannot send a message in a forum channel");
pub(super) const FORUM_NEEDS_A_TAG: Refusal =
    refusal(BAD_REQUEST, 40067, "A tag is required to create a forum post in this channel");
/// What Discord's edge answers to a client that doesn't say who it is.
pub(super) const BLOCKED_USER_AGENT: Refusal = refusal(FORBIDDEN, 40333, "internal network error");
pub(super) const MISSING_ACCESS: Refusal = refusal(FORBIDDEN, 50001, "Missing Access");
pub(super) const NOT_IN_DIRECT_MESSAGES: Refusal =
    refusal(FORBIDDEN, 50003, "Cannot execute action on a DM channel");
pub(super) const NOT_THE_AUTHOR: Refusal =
    refusal(FORBIDDEN, 50005, "Cannot edit a message authored by another user");
pub(super) const EMPTY_MESSAGE: Refusal = refusal(BAD_REQUEST, 50006, "Cannot send an empty message");
pub(super) const DIRECT_MESSAGES_CLOSED: Refusal =
    refusal(FORBIDDEN, 50007, "Cannot send messages to this user");
pub(super) const NOT_A_TEXT_CHANNEL: Refusal =
    refusal(BAD_REQUEST, 50008, "Cannot send messages in a non-text channel");
pub(super) const MISSING_PERMISSIONS: Refusal = refusal(FORBIDDEN, 50013, "Missing Permissions");
pub(super) const BULK_DELETE_COUNT: Refusal = refusal(
    BAD_REQUEST,
    50016,
    "Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to delete",
);
pub(super) const SYSTEM_MESSAGE: Refusal =
    refusal(FORBIDDEN, 50021, "Cannot execute action on a system message");
pub(super) const WRONG_CHANNEL_TYPE: Refusal =
    refusal(BAD_REQUEST, 50024, "Cannot execute action on this channel type");
pub(super) const INVALID_ROLE: Refusal = refusal(BAD_REQUEST, 50028, "Invalid Role");
pub(super) const INVALID_RECIPIENT: Refusal = refusal(BAD_REQUEST, 50033, "Invalid Recipient(s)");
pub(super) const TOO_OLD_TO_BULK_DELETE: Refusal =
    refusal(BAD_REQUEST, 50034, "A message provided was too old to bulk delete");
pub(super) const FILE_TOO_LARGE: Refusal =
    refusal(BAD_REQUEST, 50045, "File uploaded exceeds the maximum size");
pub(super) const INVALID_STICKER: Refusal = refusal(BAD_REQUEST, 50081, "Invalid sticker sent");
pub(super) const ARCHIVED_THREAD: Refusal = refusal(BAD_REQUEST, 50083, "Thread is archived");
pub(super) const NEEDS_BOOSTS: Refusal =
    refusal(FORBIDDEN, 50101, "This server needs more boosts to perform this action");
pub(super) const INVALID_JSON: Refusal =
    refusal(BAD_REQUEST, 50109, "The request body contains invalid JSON.");
pub(super) const TWO_FACTOR_REQUIRED: Refusal =
    refusal(FORBIDDEN, 60003, "Two factor is required for this operation");
pub(super) const REPLY_NEEDS_HISTORY: Refusal =
    refusal(BAD_REQUEST, 160_002, "Cannot reply without permission to read message history");
pub(super) const THREAD_EXISTS: Refusal =
    refusal(BAD_REQUEST, 160_004, "A thread has already been created for this message");
pub(super) const FAILED_TO_BAN: Refusal = refusal(BAD_REQUEST, 500_000, "Failed to ban users");
pub(super) const THREAD_LOCKED: Refusal = refusal(FORBIDDEN, 160_005, "Thread is locked");

/// Why a request was not carried out.
#[derive(Clone, Debug)]
pub(super) enum Failure {
    /// One of the fixed answers.
    Refused(Refusal),
    /// 50035, with what is wrong field by field.
    Form(FormErrors),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Failure {
    /// 50035 for a single field, its path written with dots.
    pub(super) fn form(path: &str, code: &'static str, message: impl Into<String>) -> Self {
        let mut errors = FormErrors::default();
        errors.add(path, code, message);
        Self::Form(errors)
    }

    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Refused(refusal) => refusal.status,
            Self::Form(_) => BAD_REQUEST,
        }
    }

    pub(super) fn body(&self) -> Value {
        match self {
            Self::Refused(refusal) => json!({ "message": refusal.message, "code": refusal.code }),
            Self::Form(errors) => {
                json!({ "message": "Invalid Form Body", "code": 50035, "errors": errors.to_json() })
            }
        }
    }
}

/// What is wrong with a request, field by field.
#[derive(Clone, Debug, Default)]
pub(super) struct FormErrors(Vec<(String, &'static str, String)>);

impl FormErrors {
    /// Adds an error at a path written with dots: `embeds.0.title`.
    pub(super) fn add(&mut self, path: &str, code: &'static str, message: impl Into<String>) {
        self.0.push((path.to_owned(), code, message.into()));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn to_json(&self) -> Value {
        let mut root = Value::Null;
        for (path, code, message) in &self.0 {
            let node = path.split('.').fold(&mut root, |node, segment| &mut node[segment]);
            let error = json!({ "code": code, "message": message });
            match &mut node["_errors"] {
                Value::Array(errors) => errors.push(error),
                empty => *empty = json!([error]),
            }
        }
        root
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nests_form_errors_as_discord_does() {
        let mut errors = FormErrors::default();
        errors.add("content", "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length.");
        errors.add("embeds.0.title", "BASE_TYPE_MAX_LENGTH", "Must be 256 or fewer in length.");
        let body = Failure::Form(errors).body();
        assert_eq!(body["code"], 50035);
        assert_eq!(body["errors"]["content"]["_errors"][0]["code"], "BASE_TYPE_MAX_LENGTH");
        assert_eq!(
            body["errors"]["embeds"]["0"]["title"]["_errors"][0]["message"],
            "Must be 256 or fewer in length."
        );
    }
}
