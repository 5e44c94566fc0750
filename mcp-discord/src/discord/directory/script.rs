//! A Discord for tests: it answers from a script and remembers what it was asked.

use std::{
    collections::HashMap,
    fmt::Write as _,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use tokio::{
    sync::Semaphore,
    time::{Instant, timeout_at},
};

use super::{Directory, Fetch, Get};
use crate::tool::{Cause, Refusal, ToolError};

pub(crate) const BOT: u64 = 900_000_000_000_000_000;
pub(crate) const SERVER: u64 = 100_000_000_000_000_000;
pub(crate) const OTHER: u64 = 200_000_000_000_000_000;

/// An ID of 18 digits, for small numbers.
pub(crate) const fn id(number: u64) -> u64 {
    300_000_000_000_000_000 + number
}

pub(crate) fn soon() -> Instant {
    Instant::now() + Duration::from_secs(30)
}

pub(crate) struct Script {
    answers: Mutex<HashMap<String, Value>>,
    asked: Mutex<Vec<String>>,
    /// One permit lets one request through.
    gate: Semaphore,
}

impl Script {
    /// A bot in no server.
    pub(crate) fn new() -> Self {
        let script = Self {
            answers: Mutex::default(),
            asked: Mutex::default(),
            gate: Semaphore::new(Semaphore::MAX_PERMITS),
        };
        script.answer("users/@me", json!({ "id": BOT.to_string(), "username": "agent", "bot": true }));
        script.answer("users/@me/guilds?with_counts=true&limit=200", json!([]));
        script
    }

    /// The same, with nothing let through until [`open`](Self::open).
    pub(crate) fn closed(self) -> Self {
        Self { gate: Semaphore::new(0), ..self }
    }

    pub(crate) fn open(&self, requests: usize) {
        self.gate.add_permits(requests);
    }

    /// The bot is in these servers, which have these channels and active threads.
    pub(crate) fn servers(self, servers: &[(u64, &str, Value, Value)]) -> Self {
        let list: Vec<Value> =
            servers.iter().map(|(id, name, ..)| json!({ "id": id.to_string(), "name": name })).collect();
        self.answer("users/@me/guilds?with_counts=true&limit=200", Value::Array(list));
        for (id, _, channels, threads) in servers {
            self.answer(&format!("guilds/{id}/channels"), channels.clone());
            self.answer(&format!("guilds/{id}/threads/active"), json!({ "threads": threads, "members": [] }));
        }
        self
    }

    pub(crate) fn answer(&self, request: &str, body: Value) {
        self.answers.lock().unwrap().insert(request.into(), body);
    }

    /// What was asked for since the last look.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    pub(crate) fn directory(self) -> (Arc<Self>, Directory) {
        let script = Arc::new(self);
        (Arc::clone(&script), Directory::new(script))
    }
}

impl Fetch for Script {
    fn get(&self, request: Get, deadline: Instant) -> BoxFuture<'_, Result<Bytes, ToolError>> {
        Box::pin(async move {
            let mut asked = request.path.join("/");
            for (i, (key, value)) in request.query.iter().enumerate() {
                asked.push(if i == 0 { '?' } else { '&' });
                write!(asked, "{key}={value}").unwrap();
            }
            self.asked.lock().unwrap().push(asked.clone());
            match timeout_at(deadline, self.gate.acquire()).await {
                Ok(permit) => permit.unwrap().forget(),
                Err(_) => return Err(Refusal::new(Cause::Cancelled, "too late").into()),
            }
            match self.answers.lock().unwrap().get(&asked) {
                Some(answer) => Ok(Bytes::from(answer.to_string())),
                None => Err(Refusal::new(Cause::Discord, format!("not found: {asked}"))
                    .discord_code(10_003)
                    .into()),
            }
        })
    }
}

/// A channel as Discord writes it. `parent` 0 is none.
pub(crate) fn channel(number: u64, kind: u8, name: &str, parent: u64) -> Value {
    let parent = (parent != 0).then(|| id(parent).to_string());
    json!({ "id": id(number).to_string(), "type": kind, "name": name, "parent_id": parent, "permission_overwrites": [] })
}
