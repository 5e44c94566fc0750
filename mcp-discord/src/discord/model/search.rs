use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{Channel, Message, lenient};

/// What a [search](https://discord.com/developers/docs/resources/message#search-guild-messages) came to.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum SearchAnswer {
    /// Messages, or none.
    Found(SearchPage),
    /// Discord has to index the server first.
    NotIndexed {
        /// When to ask again; zero where Discord can't say.
        retry_after: Duration,
    },
}

/// A page of messages that were found.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct SearchPage {
    /// The messages, in the order that was asked for.
    pub messages: Vec<Message>,
    /// The threads that they are in.
    pub threads: Vec<Channel>,
    /// How many there are in all.
    pub total: u64,
    /// Whether Discord is still indexing older messages, so that some may be missing.
    pub indexing: bool,
}

impl<'de> Deserialize<'de> for SearchAnswer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Answer {
            /// A group of messages for each that was found. It has no neighbours any more, though it could.
            messages: Option<Vec<Vec<Value>>>,
            #[serde(default, deserialize_with = "lenient::list")]
            threads: Vec<Channel>,
            #[serde(default, deserialize_with = "lenient::field")]
            total_results: u64,
            #[serde(default, deserialize_with = "lenient::field")]
            doing_deep_historical_index: bool,
            #[serde(default, deserialize_with = "lenient::field")]
            retry_after: f64,
        }
        let answer = Answer::deserialize(deserializer)?;
        let Some(groups) = answer.messages else {
            let retry_after = Duration::try_from_secs_f64(answer.retry_after).unwrap_or_default();
            return Ok(Self::NotIndexed { retry_after });
        };
        let hit = |message: &Value| message.get("hit").is_none_or(|hit| hit == true);
        let messages =
            groups.into_iter().filter_map(|group| group.into_iter().find(hit)).filter_map(lenient::read);
        Ok(Self::Found(SearchPage {
            messages: messages.collect(),
            threads: answer.threads,
            total: answer.total_results,
            indexing: answer.doing_deep_historical_index,
        }))
    }
}

/// A page of [pins](https://discord.com/developers/docs/resources/message#get-channel-pins).
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Pins {
    /// The pins, the last pinned first.
    #[serde(default, deserialize_with = "lenient::list")]
    pub items: Vec<Pin>,
    /// Whether there are more.
    #[serde(default, deserialize_with = "lenient::field")]
    pub has_more: bool,
}

/// A pinned message.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct Pin {
    /// When it was pinned: what the next page comes before.
    #[serde(default, deserialize_with = "lenient::time")]
    pub pinned_at: Option<Timestamp>,
    /// The message.
    pub message: Message,
}
