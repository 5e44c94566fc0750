//! [Message search](https://docs.discord.com/developers/resources/message#search-guild-messages).

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

/// What a message must be like to be found.
#[derive(Debug)]
struct Query<'a> {
    words: Vec<String>,
    authors: Vec<Snowflake>,
    mentions: Vec<Snowflake>,
    channels: Vec<Snowflake>,
    after: Option<Snowflake>,
    before: Option<Snowflake>,
    pinned: Option<bool>,
    mention_everyone: Option<bool>,
    has: Vec<&'a str>,
}

impl<'a> Query<'a> {
    fn read(call: &'a Call) -> Result<Self, Failure> {
        let flag = |name| call.query_text(name).map(|_| call.query_flag(name));
        let text = call.query_text("content").unwrap_or_default();
        if text.chars().count() > 1_024 {
            let message = "Must be 1024 or fewer in length.";
            return Err(Failure::form("content", "BASE_TYPE_MAX_LENGTH", message));
        }
        let has: Vec<_> = call.query_all("has").collect();
        for (index, kind) in has.iter().enumerate() {
            let kind = kind.strip_prefix('-').unwrap_or(kind);
            if !matches!(
                kind,
                "link" | "embed" | "file" | "image" | "video" | "sound" | "sticker" | "poll" | "snapshot"
            ) {
                let message = format!("Value \"{kind}\" is not one of the things that a message can have.");
                return Err(Failure::form(&format!("has.{index}"), "BASE_TYPE_CHOICES", message));
            }
        }
        Ok(Self {
            words: text.to_lowercase().split_whitespace().map(str::to_owned).collect(),
            authors: ids(call, "author_id")?,
            mentions: ids(call, "mentions")?,
            channels: ids(call, "channel_id")?,
            after: call.query_id("min_id")?,
            before: call.query_id("max_id")?,
            pinned: flag("pinned"),
            mention_everyone: flag("mention_everyone"),
            has,
        })
    }

    fn matches(&self, message: &Message) -> bool {
        let among = |wanted: &[Snowflake], id| wanted.is_empty() || wanted.contains(&id);
        let content = message.content.to_lowercase();
        message.is_written()
            && self.words.iter().all(|word| content.contains(word.as_str()))
            && among(&self.authors, message.author)
            && (self.mentions.is_empty() || message.mentions.iter().any(|user| self.mentions.contains(user)))
            && self.after.is_none_or(|id| message.id > id)
            && self.before.is_none_or(|id| message.id < id)
            && self.pinned.is_none_or(|pinned| message.pinned_at_ms.is_some() == pinned)
            && self.mention_everyone.is_none_or(|everyone| message.mention_everyone == everyone)
            && self.has.iter().all(|kind| match kind.strip_prefix('-') {
                Some(kind) => !has(message, kind),
                None => has(message, kind),
            })
    }
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
        _ => false,
    }
}

fn ids(call: &Call, name: &str) -> Result<Vec<Snowflake>, Failure> {
    let invalid =
        |text| Failure::form(name, "NUMBER_TYPE_COERCE", format!("Value \"{text}\" is not snowflake."));
    call.query_all(name).map(|text| text.parse().map_err(|_| invalid(text))).collect()
}

fn search(world: &mut World, call: &Call) -> Outcome {
    let (server, _) = world.server_access(call.actor, call.id("guild_id")?)?;
    if world.application_flags & MESSAGE_CONTENT_INTENT == 0 {
        return Err(MISSING_ACCESS.into());
    }
    let query = Query::read(call)?;
    let limit = call.query_number("limit", 1..=25, 25)?;
    let offset = call.query_number("offset", 0..=MAX_OFFSET, 0)?;
    for channel in &query.channels {
        world.channel_access(call.actor, *channel)?;
    }
    let readable = |channel: Snowflake| world.permissions(call.actor, channel) & READ_MESSAGE_HISTORY != 0;
    let mut found: Vec<&Message> = world
        .channels(server.id)
        .filter(|channel| query.channels.is_empty() || query.channels.contains(&channel.id))
        .filter(|channel| readable(channel.id))
        .flat_map(|channel| world.messages(channel.id))
        .filter(|message| query.matches(message))
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
