use std::{
    collections::VecDeque,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::time::Instant;
use tracing::error;

use super::RestError;
use crate::observe;

/// The window of Discord's [count](https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit).
const WINDOW: Duration = Duration::from_mins(10);

/// Stops us before Discord does.
///
/// 10,000 answers of 401, 403 or 429 in ten minutes get an address banned, with everything that shares it.
pub(super) struct Breaker {
    limit: usize,
    /// When each counted answer came, the oldest first. Never much longer than `limit`, since then nothing is sent.
    invalid: Mutex<VecDeque<Instant>>,
    unauthorized: AtomicBool,
}

impl Breaker {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, invalid: Mutex::default(), unauthorized: AtomicBool::new(false) }
    }

    /// Why nothing may be sent now, if so.
    pub(super) fn refusal(&self, with_token: bool) -> Option<RestError> {
        if with_token && self.unauthorized.load(Ordering::Relaxed) {
            return Some(RestError::Unauthorized);
        }
        let now = Instant::now();
        let mut invalid = self.invalid.lock().unwrap_or_else(PoisonError::into_inner);
        while invalid.front().is_some_and(|oldest| *oldest + WINDOW <= now) {
            invalid.pop_front();
        }
        // Requests go out again when so many have left the window that one more fits below the limit.
        let last = invalid.len().checked_sub(self.limit).and_then(|last| invalid.get(last));
        observe::breaker_open(last.is_some());
        last.map(|oldest| RestError::Breaker { until: *oldest + WINDOW })
    }

    /// Counts an answer of 401, 403 or 429.
    pub(super) fn count(&self) {
        let mut invalid = self.invalid.lock().unwrap_or_else(PoisonError::into_inner);
        invalid.push_back(Instant::now());
        observe::invalid_response();
        if invalid.len() == self.limit {
            observe::breaker_open(true);
            error!(
                limit = self.limit,
                "too many requests were refused in ten minutes, all are held back lest Discord bans this address"
            );
        }
    }

    /// The bot's token was refused: for good.
    pub(super) fn token_refused(&self) {
        if !self.unauthorized.swap(true, Ordering::Relaxed) {
            observe::token_refused();
            error!("Discord does not accept the bot token, no further request is sent with it");
        }
    }
}
