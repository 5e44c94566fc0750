use std::fmt::Display;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::time::Instant;

use crate::tool::ToolError;

/// The way of the directory to Discord: it only reads.
pub(crate) trait Fetch: Send + Sync {
    /// Sends a `GET` and gives back the body of the answer, if that is a success.
    /// It waits for limits and tries again until the deadline, and then refuses.
    fn get(&self, request: Get, deadline: Instant) -> BoxFuture<'_, Result<Bytes, ToolError>>;
}

/// A `GET`: segments and values as they are, to be encoded by whoever sends them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Get {
    /// What stands between the slashes of the path, below the version: `["guilds", "1", "channels"]`.
    pub(crate) path: Vec<String>,
    /// The query.
    pub(crate) query: Vec<(&'static str, String)>,
}

impl Get {
    pub(super) fn new<const N: usize>(path: [&dyn Display; N]) -> Self {
        Self { path: path.map(ToString::to_string).to_vec(), query: Vec::new() }
    }

    pub(super) fn query(mut self, key: &'static str, value: &dyn Display) -> Self {
        self.query.push((key, value.to_string()));
        self
    }
}

/// Reads one thing.
pub(super) fn one<T: DeserializeOwned>(body: &[u8], what: &str) -> Result<T, ToolError> {
    serde_json::from_slice(body).map_err(|error| unreadable(what, &error))
}

/// Reads a list, and says how many items it had, since one that can't be read is left out.
pub(super) fn many<T: DeserializeOwned>(body: &[u8], what: &str) -> Result<(Vec<T>, usize), ToolError> {
    let items: Vec<Value> = one(body, what)?;
    let count = items.len();
    Ok((items.into_iter().filter_map(|item| readable(item, what)).collect(), count))
}

/// Reads an item of a list. One that can't be read must not hide the others.
pub(super) fn readable<T: DeserializeOwned>(item: Value, what: &str) -> Option<T> {
    match T::deserialize(item) {
        Ok(item) => Some(item),
        Err(error) => {
            tracing::warn!(%error, what, "an item in Discord's answer can't be read, and is left out");
            None
        }
    }
}

fn unreadable(what: &str, error: &serde_json::Error) -> ToolError {
    ToolError::Fault(format!("Discord's answer can't be read: {what}: {error}"))
}
