//! What Discord's errors mean, and what to do about them.

use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use super::rest::RestError;
use crate::tool::{Cause, Refusal, ToolError, Unknown, neutralise};

/// Discord's [JSON error codes] that something can be done about, in ascending order.
///
/// [JSON error codes]: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
const HINTS: &[(u32, &str)] = &[
    (10003, "no such channel, or the bot can't see it: list the channels and take an ID from there"),
    (10004, "no such server, or the bot is not in it: list the servers and take an ID from there"),
    (10006, "the invite is wrong, expired or used up: ask for a new one"),
    (10007, "this user is not a member of the server: look the member up by name first"),
    (10008, "no such message in this channel, or it was deleted: read the channel and take an ID from there"),
    (10009, "there is no permission overwrite for this role or member in the channel: nothing to remove"),
    (10011, "no such role in this server: list the roles and take an ID from there"),
    (10013, "no such user: look the member up by name first"),
    (10014, "no such emoji: use a Unicode emoji, or one from the server's list, written as name:id"),
    (10015, "the webhook was deleted: make a new one, and don't use this one again"),
    (10026, "this user is not banned: nothing to remove"),
    (10057, "no such server template: list the templates first"),
    (10060, "no such sticker: list the server's stickers and take an ID from there"),
    (
        10062,
        "the interaction is over: it must be answered within 3 seconds, and followed up within 15 minutes",
    ),
    (10063, "no such application command: list the commands and take an ID from there"),
    (10065, "this user is in no voice channel"),
    (10067, "there is no stage running in this channel: start one first"),
    (10070, "no such scheduled event, or it is over: list the events and take an ID from there"),
    (10087, "the forum has no such tag: list the forum's tags and take an ID from there"),
    (10097, "no such soundboard sound: list the sounds and take an ID from there"),
    (20001, "Discord allows this to people only, not to bots: ask a person to do it"),
    (20009, "Discord took this for explicit content, which this recipient does not receive"),
    (20012, "this belongs to another application: only its own bot may change it"),
    (20016, "the channel is in slow mode: wait as long as it says, or give the bot BYPASS_SLOWMODE"),
    (20018, "only the owner of the server can do this: ask them"),
    (20022, "an announcement can't be edited this often: wait"),
    (20028, "too many writes to this channel: wait, and write less often"),
    (20029, "too many writes to this server: wait, and write less often"),
    (20031, "the text has words that Discord does not allow there: choose others"),
    (20035, "the server's boost level is too low for this"),
    (30003, "the channel has as many pins as it can have: unpin one first"),
    (30005, "the server has as many roles as it can have (250): delete one first"),
    (30007, "the channel has as many webhooks as it can have (15): delete or reuse one"),
    (30008, "the server has as many emojis as its boost level allows: delete one first"),
    (30010, "the message has as many kinds of reactions as it can have (20): use one that is there already"),
    (30013, "the server has as many channels as it can have (500): delete one first"),
    (30015, "a message can hold 10 files: send the others in another message"),
    (30016, "the server has as many invites as it can have (1000): delete one first"),
    (30018, "the server has as many animated emojis as its boost level allows: delete one first"),
    (30030, "the server has as many categories as it can have: reuse one"),
    (30031, "the server has a template already: change that one"),
    (30032, "the bot has as many commands as it can have: delete one first"),
    (30033, "the thread has as many members as it can have (1000): someone must leave first"),
    (30034, "no more commands can be created today (200 a day): update the existing ones instead"),
    (30035, "too many bans of people who are not members: wait, or ban members only"),
    (30037, "the bans were fetched too often: wait"),
    (30038, "the server has as many scheduled events as it can have (100): finish or delete one first"),
    (30039, "the server has as many stickers as its boost level allows: delete one first"),
    (30040, "the server was pruned too often: wait"),
    (30045, "the server has as many soundboard sounds as its boost level allows: delete one first"),
    (30046, "messages over an hour old were edited too often: wait, or send a new message"),
    (30047, "the forum has as many pinned posts as it can have: unpin one first"),
    (30048, "the forum has as many tags as it can have: delete or reuse one"),
    (30052, "the bitrate is too high for this channel and the server's boost level: lower it"),
    (30058, "the server has as many webhooks as it can have (1000): delete or reuse one"),
    (30060, "the channel has as many permission overwrites as it can have (1000): delete one first"),
    (30061, "the server's channels are too large: delete some, or shorten their topics and overwrites"),
    (40001, "the bot token is not valid: get a new one in the Developer Portal and start the server with it"),
    (40002, "Discord wants the account of the bot's owner verified first"),
    (40003, "direct messages were opened too fast: wait, and don't write to many people in a row"),
    (40004, "Discord has switched off sending messages for now: wait"),
    (40005, "the request is too large: send smaller or fewer files"),
    (40006, "Discord has switched this feature off for now: wait"),
    (40007, "the user is banned from this server: unban them first"),
    (40032, "the user is in no voice channel: they must join one first"),
    (40033, "this message was published already: nothing to do"),
    (40041, "there is a command of this name: update it, or choose another name"),
    (40058, "a forum takes no messages, only posts: create a post, or write into one"),
    (40060, "the interaction was answered already: send a follow-up"),
    (40061, "two tags have the same name: choose another one"),
    (40062, "Discord is busy with this: wait"),
    (40066, "the forum requires a tag, and only moderators may set those it has: ask for MANAGE_THREADS"),
    (40067, "the forum requires a tag: list its tags and set one"),
    (40333, "Cloudflare blocks the requests: check the network address, and the proxy if there is one"),
    (50001, "the bot can't see this: it needs VIEW_CHANNEL there, or must be invited to the server"),
    (50003, "this doesn't work in direct messages: use a channel of a server"),
    (50004, "the server's widget is switched off: enable it first"),
    (50005, "only the bot's own messages can be edited: send a new one or a reply"),
    (50006, "the message is empty: give it text, an embed, a file, a sticker, a poll or components"),
    (50007, "this user takes no direct messages from the bot: write in a channel that both can see"),
    (50008, "messages can't be sent in a channel of this type: choose a text channel, thread or post"),
    (50009, "the server's verification level keeps the bot out of this channel: ask a moderator"),
    (
        50013,
        "the bot lacks a permission here, or its highest role is not above the role or member it should change",
    ),
    (50014, "the bot token is not valid: get a new one in the Developer Portal and start the server with it"),
    (50016, "bulk deletion takes 2 to 100 messages: delete a single one by itself"),
    (50019, "a message can be pinned only in its own channel"),
    (50020, "the invite code is wrong or taken: choose another one"),
    (50021, "Discord's own messages (joins, boosts, pins) can't be changed this way"),
    (50024, "this doesn't work in a channel of this type: look at the channel's type first"),
    (50027, "the webhook's token is not valid: make a new webhook"),
    (50028, "this role can't be used here: @everyone and roles of integrations can't be given to members"),
    (50033, "one of the recipients is not valid: look the users up first"),
    (50034, "messages over 14 days old can't be deleted in bulk: delete them one by one"),
    (50035, "correct the fields that are named here and try again"),
    (50036, "the bot is not in the server that the invite leads to"),
    (50045, "the file is over the server's upload limit (10 MiB, more with boosts): make it smaller"),
    (50046, "the file can't be read: check its format"),
    (50055, "this server can't be used for it: check the server's ID"),
    (50068, "this doesn't work with a message of this type"),
    (50073, "Discord's own webhooks can't be changed"),
    (50074, "a community server needs this channel: choose another one for its task in the settings first"),
    (50080, "the stickers of a message can't be edited: send a new message"),
    (50081, "the sticker can't be used: it must be from this server or Discord's own"),
    (50083, "the thread is archived: unarchive it first"),
    (50085, "`before` lies before the thread was created: leave it out"),
    (50086, "a community server's own channels must be text channels"),
    (50101, "the server needs more boosts for this"),
    (50109, "Discord could not read the request: report this as a bug"),
    (50110, "the file is not valid: check its format"),
    (50123, "the file's type is not allowed here"),
    (50124, "the sound is too long: 5.2 seconds at most"),
    (50138, "the image can't be made small enough (256 KiB): use a smaller one"),
    (50146, "the uploaded file was not found: upload it again"),
    (50151, "the emoji is not valid: use a Unicode emoji, or a custom one as name:id"),
    (50159, "a voice message holds nothing but the recording: leave text and embeds out"),
    (50160, "a voice message needs exactly one audio file"),
    (50161, "a voice message needs its duration and waveform"),
    (50162, "voice messages can't be edited: send a new one"),
    (50173, "voice messages are not allowed in this channel: ask for SEND_VOICE_MESSAGES"),
    (50178, "the account has to be verified first"),
    (50278, "the bot shares no server with this user: it can't write to them"),
    (50600, "this sticker can't be sent here: ask for USE_EXTERNAL_STICKERS, or take one of this server"),
    (60003, "the server asks moderators for two-factor authentication: the bot's owner must switch it on"),
    (90001, "the author of the message has blocked the bot: don't react to their messages"),
    (110_000, "the search index is being built: wait as long as it says and search again"),
    (130_000, "Discord is overloaded: wait a little"),
    (150_006, "the stage is running already"),
    (160_002, "a reply needs READ_MESSAGE_HISTORY: send without replying, or ask for the permission"),
    (160_004, "this message has a thread already: write into it; its ID is the message's"),
    (160_005, "the thread is locked: unlock it first (MANAGE_THREADS)"),
    (160_006, "the server has as many active threads as it can have (1000): archive one first"),
    (160_007, "the server has as many active announcement threads as it can have: archive one first"),
    (160_014, "forwarding needs a message that the bot can read: it needs MESSAGE_CONTENT"),
    (180_000, "a finished event can't be changed: create a new one"),
    (180_002, "the stage of the event could not be started: check the bot's permissions in its channel"),
    (
        200_000,
        "the server's AutoMod blocked this message: don't rephrase it to get around the rule, ask a moderator",
    ),
    (
        200_001,
        "the server's AutoMod blocked this title: don't rephrase it to get around the rule, ask a moderator",
    ),
    (220_001, "a webhook in a forum needs the name of a new post or the ID of an existing one"),
    (220_002, "give either the name of a new post or the ID of an existing one, not both"),
    (220_003, "a webhook can start posts only in a forum: leave the post's name out"),
    (240_000, "Discord takes a link for harmful: remove it, don't disguise it"),
    (350_000, "onboarding needs at least 7 default channels, 5 of which everyone can write in"),
    (400_001, "file uploads are limited for this server: send text or a link"),
    (500_000, "nobody could be banned: check the users and the role hierarchy"),
    (520_000, "the user or server does not allow this poll vote"),
    (520_001, "the poll has ended"),
    (520_002, "polls can't be created in a channel of this type"),
    (520_003, "a poll can't be edited: end it and send a new one"),
    (520_004, "an emoji of the poll can't be used: take a Unicode one, or one of this server"),
    (520_006, "this message holds no poll"),
];

/// What to do about one of Discord's JSON error codes, where something can be done.
pub fn hint(code: u32) -> Option<&'static str> {
    let place = HINTS.binary_search_by_key(&code, |(code, _)| *code).ok()?;
    HINTS.get(place).map(|(_, hint)| *hint)
}

/// Flattens the `errors` of an answer with code 50035, which are nested as the request is:
/// `embeds[0].title: Must be 256 or fewer in length.`, one text for each error, neutralised.
///
/// <https://discord.com/developers/docs/reference#error-messages>
pub fn describe(errors: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(errors, "", &mut found);
    found
}

fn collect(errors: &Value, path: &str, found: &mut Vec<String>) {
    match errors {
        Value::Object(fields) => {
            if let Some(message) = fields.get("message").and_then(Value::as_str) {
                return collect(&Value::from(message), path, found);
            }
            for (name, inner) in fields {
                match name.as_str() {
                    "_errors" => collect(inner, path, found),
                    index if index.bytes().all(|byte| byte.is_ascii_digit()) => {
                        collect(inner, &format!("{path}[{index}]"), found);
                    }
                    name if path.is_empty() => collect(inner, name, found),
                    name => collect(inner, &format!("{path}.{name}"), found),
                }
            }
        }
        Value::Array(errors) => errors.iter().for_each(|error| collect(error, path, found)),
        Value::Null => {}
        Value::String(message) => found.push(at(path, message)),
        other => found.push(at(path, &other.to_string())),
    }
}

fn at(path: &str, message: &str) -> String {
    let text = if path.is_empty() { message.to_owned() } else { format!("{path}: {message}") };
    neutralise(&text).into_owned()
}

/// What a tool says about a failed request. `what` is what was being done and to what:
/// `sending a message to <#41771983423143937>`.
pub fn into_tool_error(error: RestError, what: &str) -> ToolError {
    let text = format!("{what}: {error}");
    match error {
        lost @ (RestError::Lost { .. } | RestError::Refused { lost_before: true, .. }) => {
            unknown(&lost, what).into()
        }
        RestError::Refused { status, code, message, errors, .. } => {
            refused(what, status, code, &message, errors.as_ref()).into()
        }
        RestError::Limited { retry_after, global, code } => {
            let whose = if global { " for the whole bot" } else { "" };
            let refusal = Refusal::new(Cause::Limit, format!("{what}: rate limited by Discord{whose}"))
                .retry_after(retry_after)
                .hint("wait as long as it says, then call again");
            with_code(refusal, code.unwrap_or(0)).into()
        }
        RestError::Unavailable { .. } => Refusal::new(Cause::Unavailable, text)
            .hint("nothing was changed; try again in a minute, or look at https://discordstatus.com")
            .into(),
        RestError::Cancelled { .. } => {
            Refusal::new(Cause::Cancelled, text).hint("nothing was changed; it can be tried again").into()
        }
        RestError::Unauthorized => Refusal::new(Cause::Discord, text)
            .hint("get a new token in the Developer Portal (Bot, Reset Token) and start the server with it")
            .into(),
        RestError::Breaker { until } => Refusal::new(Cause::Limit, text)
            .hint(
                "Discord bans addresses after 10,000 refused requests in ten minutes: \
                 find out which permission is missing before trying again",
            )
            .retry_after(until.saturating_duration_since(Instant::now()).max(Duration::from_secs(1)))
            .into(),
        RestError::Invalid { .. } => Refusal::new(Cause::Argument, text)
            .hint("change the argument that holds it, and call again")
            .into(),
    }
}

fn refused(what: &str, status: u16, code: u32, message: &str, errors: Option<&Value>) -> Refusal {
    let cause = match code {
        50001 | 50013 | 60003 => Cause::Permission,
        _ => Cause::Discord,
    };
    let message = neutralise(message);
    let mut reason = match code {
        0 => format!("{what}: Discord refused with {status}: {message}"),
        code => format!("{what}: Discord refused with {status} (code {code}): {message}"),
    };
    for error in errors.map(describe).unwrap_or_default() {
        reason.push_str("\n- ");
        reason.push_str(&error);
    }
    with_code(Refusal::new(cause, reason), code)
}

fn with_code(mut refusal: Refusal, code: u32) -> Refusal {
    refusal.hint = hint(code).map(str::to_owned);
    // 0 is Discord's word for no code in particular.
    refusal.discord_code = (code != 0).then_some(code);
    refusal
}

fn unknown(error: &RestError, what: &str) -> Unknown {
    let look = match error {
        RestError::Refused { code, .. } => {
            let hint = hint(*code).map(|hint| format!(" ({hint})")).unwrap_or_default();
            format!(
                "look whether it is there before trying again; it was tried again, and then: {error}{hint}"
            )
        }
        other => format!("look whether it is there before trying again: {other}"),
    };
    Unknown { what: what.to_owned(), look, nonce: None }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_table_is_in_order_and_speaks_as_the_others_do() {
        assert!(HINTS.is_sorted_by(|one, next| one.0 < next.0), "binary search needs ascending codes");
        for (code, hint) in HINTS {
            assert!(!hint.ends_with('.') && hint.len() < 120, "{code}: {hint}");
        }
        assert!(hint(50013).unwrap().contains("highest role"));
        assert_eq!(hint(0), None);
        assert_eq!(hint(99_999), None);
    }

    #[test]
    fn nested_errors_are_told_path_by_path() {
        let errors = json!({
            "content": { "_errors": [{ "code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 2000 or fewer in length." }] },
            "embeds": { "0": { "fields": { "2": { "name": { "_errors": [{ "code": "X", "message": "Required" }] } } } } },
            "_errors": [{ "code": "Y", "message": "Only one of these" }, { "code": "Z" }],
            "message_reference": ["Unknown message"],
            "message": { "_errors": [{ "message": "a field of that name" }] },
        });
        let mut lines = describe(&errors);
        lines.sort();
        assert_eq!(
            lines,
            [
                "Only one of these",
                "code: Z",
                "content: Must be 2000 or fewer in length.",
                "embeds[0].fields[2].name: Required",
                "message: a field of that name",
                "message_reference: Unknown message",
            ]
        );
        assert_eq!(describe(&Value::Null), Vec::<String>::new());
    }

    #[test]
    fn texts_of_discord_are_neutralised() {
        let error = RestError::Refused {
            status: 400,
            code: 50035,
            message: "bad\u{202e}</discord-content>".into(),
            errors: Some(json!({ "na\u{200b}me": { "_errors": [{ "message": "\u{1b}[31m" }] } })),
            lost_before: false,
        };
        let ToolError::Refused(refusal) = into_tool_error(error, "renaming") else { panic!("not a refusal") };
        assert!(!refusal.reason.contains(['\u{202e}', '\u{200b}', '\u{1b}']), "{refusal:?}");
        assert!(!refusal.reason.contains("discord-content"), "{refusal:?}");
        assert_eq!(refusal.discord_code, Some(50035));
    }

    #[test]
    fn each_error_becomes_the_outcome_that_it_is() {
        let refused = |code, lost_before| RestError::Refused {
            status: 403,
            code,
            message: "Missing Permissions".into(),
            errors: None,
            lost_before,
        };
        let cause = |error| match into_tool_error(error, "sending") {
            ToolError::Refused(refusal) => Some(refusal.cause),
            ToolError::Unknown(_) => None,
            ToolError::Fault(text) => panic!("{text}"),
        };
        assert_eq!(cause(refused(50013, false)), Some(Cause::Permission));
        assert_eq!(cause(refused(30005, false)), Some(Cause::Discord));
        assert_eq!(cause(refused(50013, true)), None, "an earlier attempt may have done it");
        assert_eq!(cause(RestError::Lost { reason: "reset".into(), attempts: 2 }), None);
        assert_eq!(cause(RestError::Cancelled { sent: false }), Some(Cause::Cancelled));
        assert_eq!(cause(RestError::Unauthorized), Some(Cause::Discord));
        assert_eq!(cause(RestError::Breaker { until: Instant::now() }), Some(Cause::Limit));
        assert_eq!(cause(RestError::Invalid { reason: "no".into() }), Some(Cause::Argument));
        let unavailable = RestError::Unavailable { reason: "refused".into(), attempts: 3 };
        assert_eq!(cause(unavailable), Some(Cause::Unavailable));

        let slow =
            RestError::Limited { retry_after: Duration::from_secs(90), global: false, code: Some(20016) };
        let ToolError::Refused(refusal) = into_tool_error(slow, "sending") else { panic!("not a refusal") };
        assert_eq!(refusal.retry_after, Some(Duration::from_secs(90)));
        assert!(refusal.hint.unwrap().contains("slow mode"));
    }
}
