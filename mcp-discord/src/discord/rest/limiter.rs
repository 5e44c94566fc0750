use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use tokio::time::{Instant, sleep_until, timeout_at};
use tracing::warn;
use twilight_http_ratelimiting::{Endpoint, RateLimitHeaders, RateLimiter};

use super::{LimiterMode, RestError};
use crate::observe;

/// The longest pause that one answer can bring about. After it a single request finds out whether it is over.
const PAUSE_LIMIT: Duration = Duration::from_mins(1);

/// Holds requests back until Discord lets them through.
///
/// `twilight-http-ratelimiting` knows the buckets; what it leaves out is here: a pause of everything
/// after a global 429, and a deadline for the wait.
pub(super) struct Limiter {
    mode: LimiterMode,
    global_limit: u16,
    // It starts a task of its own, so it waits for the first request, which runs on Tokio for certain.
    buckets: OnceLock<RateLimiter>,
    pause: Mutex<Option<Instant>>,
}

/// The right to send one request. Dropped without [`complete`](Self::complete), it is given back unused.
#[must_use]
pub(super) struct Permit(Option<twilight_http_ratelimiting::Permit>);

impl Permit {
    /// Whether what an answer says about the limit is of use.
    pub(super) const fn counts(&self) -> bool {
        self.0.is_some()
    }

    /// The request went out, and this is what its answer said about the limit.
    pub(super) fn complete(self, headers: Option<RateLimitHeaders>) {
        if let Some(permit) = self.0 {
            permit.complete(headers);
        }
    }
}

impl Limiter {
    pub(super) fn new(mode: LimiterMode, global_limit: u16) -> Result<Self, RestError> {
        if global_limit == 0 {
            return Err(RestError::Invalid { reason: "the global rate limit must be at least 1: 0".into() });
        }
        Ok(Self { mode, global_limit, buckets: OnceLock::new(), pause: Mutex::new(None) })
    }

    /// Waits for a turn on a route, but not past the deadline.
    pub(super) async fn permit(&self, route: &Endpoint, deadline: Instant) -> Result<Permit, RestError> {
        loop {
            if let Some(until) = self.paused() {
                if until >= deadline {
                    return Err(limited(until, true));
                }
                sleep_until(until).await;
            }
            let permit = match self.mode {
                LimiterMode::Off => Permit(None),
                LimiterMode::Local => self.turn(route, deadline).await?,
            };
            // A pause that began meanwhile: giving the permit back lets the others of this route wait too, and
            // afterwards all of them queue anew instead of leaving at once.
            if self.paused().is_none() {
                return Ok(permit);
            }
        }
    }

    async fn turn(&self, route: &Endpoint, deadline: Instant) -> Result<Permit, RestError> {
        let buckets = self.buckets.get_or_init(|| RateLimiter::new(self.global_limit));
        let too_late = Arc::new(OnceLock::new());
        let turn = buckets.acquire_if(route.clone(), {
            let (too_late, latest) = (too_late.clone(), deadline.into_std());
            move |bucket| match bucket {
                Some(bucket) if bucket.remaining == 0 && bucket.reset_at >= latest => {
                    too_late.set(bucket.reset_at).is_err()
                }
                _ => true,
            }
        });
        match timeout_at(deadline, turn).await {
            Ok(Some(permit)) => Ok(Permit(Some(permit))),
            Ok(None) => Err(match too_late.get() {
                Some(reset) => limited(Instant::from_std(*reset), false),
                None => RestError::Unavailable { reason: "the rate limiter has stopped".into(), attempts: 0 },
            }),
            // The queue can't be asked how long it is, but why it stands still.
            Err(_) => Err(match buckets.bucket(route.clone()).await {
                Some(bucket) if bucket.remaining == 0 => limited(Instant::from_std(bucket.reset_at), false),
                _ => RestError::Unavailable {
                    reason: "the requests before it took until the deadline".into(),
                    attempts: 0,
                },
            }),
        }
    }

    /// Holds back everything after a global 429.
    pub(super) fn pause(&self, retry_after: Duration) {
        let until = Instant::now() + retry_after.min(PAUSE_LIMIT);
        let mut pause = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        if pause.is_none_or(|now| now < until) {
            warn!(?retry_after, "Discord's global rate limit is reached, all requests are paused");
            observe::global_pause();
            *pause = Some(until);
        }
    }

    /// Until when everything is held back.
    pub(super) fn paused(&self) -> Option<Instant> {
        let mut pause = self.pause.lock().unwrap_or_else(PoisonError::into_inner);
        *pause = pause.filter(|until| *until > Instant::now());
        *pause
    }
}

fn limited(until: Instant, global: bool) -> RestError {
    RestError::Limited { retry_after: until.saturating_duration_since(Instant::now()), global, code: None }
}
