use std::{
    fmt::{self, Write as _},
    time::Duration,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep_until};

use super::{
    filters::{Has, Moment, More},
    history::Order,
    message::{Message, by_day},
};
use crate::prelude::*;
use crate::{
    discord::{
        Search, errors,
        model::{SearchAnswer, SearchPage},
    },
    tool::{Argument, Cause, Refusal, ServerRef, UserRef},
};

/// Discord's code for an index that is still being built.
///
/// Source: <https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes>
const NOT_INDEXED: u32 = 110_000;
/// The shortest wait where Discord says none.
const SHORTEST_WAIT: Duration = Duration::from_millis(500);
/// The page that Discord's pages end with.
const LAST_OFFSET: u64 = 9_975;

/// Whose messages to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AuthorType {
    User,
    Bot,
    Webhook,
}

impl Argument for AuthorType {}

/// What comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SortBy {
    #[default]
    Timestamp,
    Relevance,
}

impl Argument for SortBy {}

/// Searches the messages of a server.
#[discord_tool(
    toolset = messages,
    effect = read,
    permissions(VIEW_CHANNEL, READ_MESSAGE_HISTORY),
    intents(MESSAGE_CONTENT),
)]
pub(crate) async fn search_messages(
    ctx: Context<search_messages>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// Words to find.
    #[arg(alias = "query")]
    content: Option<String>,
    /// Channels.
    #[arg(default, alias = "channel")]
    channel_id: Vec<ChannelRef>,
    /// Authors.
    #[arg(default, alias = "author")]
    author_id: Vec<UserRef>,
    /// Author's kind.
    author_type: Option<AuthorType>,
    /// Users mentioned.
    #[arg(default)]
    mentions: Vec<UserRef>,
    /// link, embed, file, image, video, sound, sticker, poll, snapshot; `-file`: without.
    #[arg(default)]
    has: Vec<Has>,
    /// Pinned or not.
    pinned: Option<bool>,
    /// Message or time (RFC 3339, date).
    before: Option<Moment>,
    /// The same.
    after: Option<Moment>,
    /// Discord's rarer filters, such as `link_hostname` or `mention_everyone`.
    #[arg(default)]
    more: More,
    /// By what.
    #[arg(default)]
    sort_by: SortBy,
    /// Which end comes first.
    #[arg(default)]
    order: Order,
    /// How many.
    #[arg(default = 10, min = 1, max = 25)]
    limit: u8,
    /// How many to skip.
    #[arg(default, max = 9_975)]
    offset: u16,
) -> ToolResult<Found> {
    let search = Search {
        content: content.filter(|words| !words.trim().is_empty()),
        channels: channel_id.iter().filter_map(ChannelRef::id).collect(),
        authors: author_id.iter().filter_map(UserRef::id).collect(),
        author_types: author_type.map(|kind| kind.name().to_owned()).into_iter().collect(),
        mentions: mentions.iter().filter_map(UserRef::id).collect(),
        has: has.into_iter().map(|Has(kind)| kind).collect(),
        pinned,
        before: before.map(|Moment(id)| id),
        after: after.map(|Moment(id)| id),
        by_relevance: sort_by == SortBy::Relevance,
        oldest_first: order == Order::Oldest,
        limit,
        offset,
        ..more.into_search()
    };
    let page = when_indexed(&ctx, &server_id, &search).await?;
    if page.messages.is_empty()
        && let Some(refusal) = unreadable(&ctx, &server_id, &channel_id).await
    {
        return Err(refusal.into());
    }
    Ok(Found::new(page, offset))
}

impl AuthorType {
    const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Bot => "bot",
            Self::Webhook => "webhook",
        }
    }
}

/// Searches, and waits for the index while there is time.
async fn when_indexed(
    ctx: &Context<search_messages>,
    server: &ServerRef,
    search: &Search,
) -> ToolResult<SearchPage> {
    let operation = ctx.operation();
    loop {
        let answer = ctx.server(server.clone()).search(search).await.map_err(blind)?;
        let retry_after = match answer {
            SearchAnswer::Found(page) => return Ok(page),
            SearchAnswer::NotIndexed { retry_after } => retry_after.max(SHORTEST_WAIT),
        };
        let refusal = |cause, reason: &str| {
            let refusal = Refusal::new(cause, reason).retry_after(retry_after).discord_code(NOT_INDEXED);
            refusal.hint(errors::hint(NOT_INDEXED).unwrap_or("search again"))
        };
        let resume = Instant::now() + retry_after;
        if resume >= operation.deadline() {
            let reason = "Discord has to index the messages of the server first, which takes longer than this call may";
            return Err(refusal(Cause::Unavailable, reason).into());
        }
        ctx.progress(0, None, "waiting for Discord to index the server").await;
        tokio::select! {
            biased;
            () = operation.cancel().cancelled() => {
                return Err(refusal(Cause::Cancelled, "the call was taken back").into());
            }
            () = sleep_until(resume) => {}
        }
    }
}

/// Discord refuses a search with "missing access" for another reason than the permission, which it doesn't say.
fn blind(error: ToolError) -> ToolError {
    match error {
        ToolError::Refused(mut refusal) if refusal.discord_code == Some(50_001) => {
            refusal.hint = Some(
                "either the bot lacks VIEW_CHANNEL there, or its privileged intent MESSAGE_CONTENT is off: \
                 its owner can switch it on in the Developer Portal, under Bot"
                    .into(),
            );
            refusal.into()
        }
        other => other,
    }
}

/// What the bot may not read, Discord leaves out without a word.
async fn unreadable(
    ctx: &Context<search_messages>,
    server: &ServerRef,
    channels: &[ChannelRef],
) -> Option<Refusal> {
    if channels.is_empty() {
        return ctx.lacks_everywhere(server).await;
    }
    for channel in channels {
        if let Some(refusal) = ctx.lacks_in(channel, true).await {
            return Some(refusal);
        }
    }
    None
}

/// Messages that were found.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Found {
    messages: Vec<Message>,
    /// How many there are in all.
    total: u64,
    /// What `offset` is for the next page, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<u64>,
    /// Older messages aren't indexed yet, so some may be missing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    indexing: bool,
}

impl Found {
    fn new(page: SearchPage, offset: u16) -> Self {
        let SearchPage { messages, total, indexing, .. } = page;
        let end = u64::from(offset) + messages.len() as u64;
        Self {
            next: (end < total && !messages.is_empty()).then_some(end),
            messages: messages.into_iter().map(Message::located).collect(),
            total,
            indexing,
        }
    }
}

impl Output for Found {
    fn text(&self, page: &mut Page) -> fmt::Result {
        let count = self.messages.len();
        write!(page, "Found {} messages", self.total)?;
        if count == 0 {
            page.write_str(if self.total > 0 { "; none at this `offset`" } else { "" })?;
        } else {
            writeln!(page, ", {count} here, times in UTC:")?;
            page.begin_untrusted();
            by_day(&self.messages, page)?;
        }
        match self.next {
            Some(next) if next <= LAST_OFFSET => page.hint(format_args!("there are more: `offset` = {next}")),
            Some(_) => {
                page.hint(
                    "there are more, which Discord doesn't page to: narrow it with `before` or `after`",
                );
            }
            None => {}
        }
        if self.indexing {
            page.hint("Discord is still indexing older messages: some may be missing, search again later");
        }
        Ok(())
    }

    structured!();
}
