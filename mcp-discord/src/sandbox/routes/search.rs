//! [Message search](https://docs.discord.com/developers/resources/message#search-guild-messages).

use axum::http::StatusCode;
use serde_json::json;

use crate::sandbox::{
    Snowflake,
    call::{Answer, Call, Outcome},
    errors::{Failure, MISSING_ACCESS},
    permissions::READ_MESSAGE_HISTORY,
    router::Route,
    world::{MESSAGE_CONTENT_INTENT, Message, World},
};

pub(super) const ROUTES: &[Route] =
    &[Route::get("/guilds/{guild_id}/messages/search", "guild_search", search)];

/// Where a search can start at the latest.
const MAX_OFFSET: u64 = 9_975;
/// Characters to search for.
const MAX_CONTENT: usize = 1_024;

/// What a message must be like to be found; an empty list asks for nothing.
#[derive(Debug)]
struct Query<'a> {
    words: Vec<String>,
    authors: Vec<Snowflake>,
    author_types: Vec<&'a str>,
    mentions: Vec<Snowflake>,
    role_mentions: Vec<Snowflake>,
    replied_to_users: Vec<Snowflake>,
    replied_to_messages: Vec<Snowflake>,
    channels: Vec<Snowflake>,
    after: Option<Snowflake>,
    before: Option<Snowflake>,
    pinned: Option<bool>,
    mention_everyone: Option<bool>,
    has: Vec<&'a str>,
    filenames: Vec<String>,
    extensions: Vec<String>,
    link_hosts: Vec<&'a str>,
    embed_types: Vec<&'a str>,
    embed_providers: Vec<&'a str>,
}

/// What a search can ask a message to have; `-` before it asks for the contrary.
const HAVABLE: [&str; 9] =
    ["link", "embed", "file", "image", "video", "sound", "sticker", "poll", "snapshot"];

impl<'a> Query<'a> {
    fn read(call: &'a Call) -> Result<Self, Failure> {
        let flag = |name| call.query_text(name).map(|_| call.query_flag(name));
        let lower = |name| call.query_all(name).map(str::to_lowercase).collect();
        let text = call.query_text("content").unwrap_or_default();
        if text.chars().count() > MAX_CONTENT {
            let message = format!("Must be {MAX_CONTENT} or fewer in length.");
            return Err(Failure::form("content", "BASE_TYPE_MAX_LENGTH", message));
        }
        Ok(Self {
            words: text.to_lowercase().split_whitespace().map(str::to_owned).collect(),
            authors: ids(call, "author_id")?,
            author_types: choices(call, "author_type", &["user", "bot", "webhook"])?,
            mentions: ids(call, "mentions")?,
            role_mentions: ids(call, "mentions_role_id")?,
            replied_to_users: ids(call, "replied_to_user_id")?,
            replied_to_messages: ids(call, "replied_to_message_id")?,
            channels: ids(call, "channel_id")?,
            after: call.query_id("min_id")?,
            before: call.query_id("max_id")?,
            pinned: flag("pinned"),
            mention_everyone: flag("mention_everyone"),
            has: choices(call, "has", &HAVABLE)?,
            filenames: lower("attachment_filename"),
            extensions: lower("attachment_extension"),
            link_hosts: call.query_all("link_hostname").collect(),
            embed_types: call.query_all("embed_type").collect(),
            embed_providers: call.query_all("embed_provider").collect(),
        })
    }

    fn matches(&self, world: &World, message: &Message) -> bool {
        let content = message.content.to_lowercase();
        message.is_written()
            && self.words.iter().all(|word| content.contains(word.as_str()))
            && self.author_matches(world, message)
            && any_of(&self.mentions, |user| message.mentions.contains(user))
            && any_of(&self.role_mentions, |role| message.mention_roles.contains(role))
            && self.reply_matches(world, message)
            && self.after.is_none_or(|id| message.id > id)
            && self.before.is_none_or(|id| message.id < id)
            && self.pinned.is_none_or(|pinned| message.pinned_at_ms.is_some() == pinned)
            && self.mention_everyone.is_none_or(|everyone| message.mention_everyone == everyone)
            && self.has.iter().all(|kind| holds(kind, |kind| has(message, kind)))
            && self.parts_match(message)
    }

    fn author_matches(&self, world: &World, message: &Message) -> bool {
        let kind = if world.user(message.author).is_some_and(|user| user.bot) { "bot" } else { "user" };
        any_of(&self.authors, |author| message.author == *author)
            && any_of(&self.author_types, |wanted| holds(wanted, |wanted| wanted == kind))
    }

    fn reply_matches(&self, world: &World, message: &Message) -> bool {
        let reference = message.reference.filter(|reference| reference.kind == 0);
        let replied = reference.and_then(|reference| world.message(reference.channel, reference.message?));
        any_of(&self.replied_to_messages, |id| replied.is_some_and(|replied| replied.id == *id))
            && any_of(&self.replied_to_users, |id| replied.is_some_and(|replied| replied.author == *id))
    }

    fn parts_match(&self, message: &Message) -> bool {
        let files = || message.attachments.iter().map(|file| file.filename.to_lowercase());
        let embeds = |key: &str, wanted: &str| message.embeds.iter().any(|embed| embed[key] == wanted);
        let of_provider = |name: &str| message.embeds.iter().any(|embed| embed["provider"]["name"] == name);
        any_of(&self.filenames, |wanted| files().any(|name| name.contains(wanted.as_str())))
            && any_of(&self.extensions, |wanted| {
                files().any(|name| name.rsplit_once('.').is_some_and(|(_, extension)| extension == wanted))
            })
            && any_of(&self.link_hosts, |host| message.content.contains(&format!("://{host}")))
            && any_of(&self.embed_types, |wanted| embeds("type", wanted))
            && any_of(&self.embed_providers, |wanted| of_provider(wanted))
    }
}

fn any_of<T>(wanted: &[T], matches: impl Fn(&T) -> bool) -> bool {
    wanted.is_empty() || wanted.iter().any(matches)
}

/// Whether something holds, or with a `-` before it, does not.
fn holds(wanted: &str, test: impl Fn(&str) -> bool) -> bool {
    wanted.strip_prefix('-').map_or_else(|| test(wanted), |unwanted| !test(unwanted))
}

fn has(message: &Message, kind: &str) -> bool {
    let of_type = |prefix: &str| message.attachments.iter().any(|file| file.content_type.starts_with(prefix));
    match kind {
        "link" => message.content.contains("http://") || message.content.contains("https://"),
        "embed" => !message.embeds.is_empty(),
        "file" => !message.attachments.is_empty(),
        "image" => of_type("image/"),
        "video" => of_type("video/"),
        "sound" => of_type("audio/"),
        "poll" => message.poll.is_some(),
        "snapshot" => !message.snapshots.is_empty(),
        // Stickers: the sandbox has none.
        _ => false,
    }
}

fn choices<'a>(call: &'a Call, name: &'a str, known: &[&str]) -> Result<Vec<&'a str>, Failure> {
    let given: Vec<_> = call.query_all(name).collect();
    for (index, value) in given.iter().enumerate() {
        if !known.contains(&value.strip_prefix('-').unwrap_or(value)) {
            let message = format!("Value must be one of {known:?}.");
            return Err(Failure::form(&format!("{name}.{index}"), "BASE_TYPE_CHOICES", message));
        }
    }
    Ok(given)
}

fn ids(call: &Call, name: &str) -> Result<Vec<Snowflake>, Failure> {
    let invalid = |index, text| {
        let path = format!("{name}.{index}");
        Failure::form(&path, "NUMBER_TYPE_COERCE", format!("Value \"{text}\" is not snowflake."))
    };
    let given = call.query_all(name).enumerate();
    given.map(|(index, text)| text.parse().map_err(|_| invalid(index, text))).collect()
}

fn not_indexed(retry_after: u64) -> Answer {
    let body = json!({
        "message": "Index not yet available. Try again later",
        "code": 110_000,
        "documents_indexed": 0,
        "retry_after": retry_after,
    });
    Answer::Json(StatusCode::ACCEPTED, body)
}

fn search(world: &mut World, call: &Call) -> Outcome {
    let server = world.server_access(call.actor, call.id("guild_id")?)?.0.id;
    if world.application_flags & MESSAGE_CONTENT_INTENT == 0 {
        return Err(MISSING_ACCESS.into());
    }
    let query = Query::read(call)?;
    if let (searches @ 1.., retry_after) = world.unindexed {
        world.unindexed.0 = searches - 1;
        return Ok(not_indexed(retry_after.as_secs()));
    }
    let limit = call.query_number("limit", 1..=25, 25)?;
    let offset = call.query_number("offset", 0..=MAX_OFFSET, 0)?;
    for channel in &query.channels {
        world.channel_access(call.actor, *channel)?;
    }
    let readable = |channel: Snowflake| world.permissions(call.actor, channel) & READ_MESSAGE_HISTORY != 0;
    let mut found: Vec<&Message> = world
        .channels(server)
        .filter(|channel| query.channels.is_empty() || query.channels.contains(&channel.id))
        .filter(|channel| readable(channel.id))
        .flat_map(|channel| world.messages(channel.id))
        .filter(|message| query.matches(world, message))
        .collect();
    found.sort_unstable_by_key(|message| message.id);
    if call.query_text("sort_order") != Some("asc") {
        found.reverse();
    }
    let total = found.len();
    let page: Vec<_> = found.into_iter().skip(offset).take(limit).collect();
    let mut threads: Vec<_> = page.iter().map(|message| message.channel).collect();
    threads.sort_unstable();
    threads.dedup();
    let threads = threads.into_iter().filter_map(|channel| world.channel(channel));
    let threads: Vec<_> = threads
        .filter(|channel| channel.thread.is_some())
        .map(|channel| world.channel_json(channel, call.actor))
        .collect();
    let messages: Vec<_> = page
        .into_iter()
        .map(|message| {
            let mut json = world.message_json(message, call.actor);
            json["hit"] = true.into();
            json!([json])
        })
        .collect();
    Ok(Answer::ok(json!({
        "messages": messages,
        "threads": threads,
        "members": [],
        "total_results": total,
        "doing_deep_historical_index": false,
    })))
}
