use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::{Answer, RestError, Retry, request::Call};

/// How long a second message with the same nonce is certainly the first: a careful reading of Discord's "few minutes".
const NONCE_MEMORY: Duration = Duration::from_mins(3);

/// Attempts of one request, whatever its deadline.
const ATTEMPT_LIMIT: u32 = 32;

/// Answers of 429 that one request takes. Each counts towards Discord's ban.
const LIMITED_LIMIT: u32 = 8;

const FIRST_WAIT: Duration = Duration::from_millis(200);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How long to wait before the next attempt.
#[derive(Debug, Clone, Copy)]
pub(super) enum Wait {
    /// Longer each time.
    Backoff,
    /// As Discord said.
    Told(Duration),
}

/// What the attempts of a request have come to so far.
pub(super) struct Past {
    retry: Retry,
    deadline: Instant,
    attempts: u32,
    limited: u32,
    failed: u32,
    begun: Instant,
    /// The first attempt after which Discord may have acted: when it began, and what happened.
    lost: Option<(Instant, String)>,
}

impl Past {
    pub(super) fn new(call: &Call) -> Self {
        Self {
            retry: call.retry,
            deadline: call.deadline,
            attempts: 0,
            limited: 0,
            failed: 0,
            begun: Instant::now(),
            lost: None,
        }
    }

    pub(super) const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// When the latest attempt went out.
    pub(super) const fn begun(&self) -> Instant {
        self.begun
    }

    /// An attempt goes out.
    pub(super) fn begin(&mut self) {
        self.attempts += 1;
        self.begun = Instant::now();
    }

    /// When the next attempt must be over. Once a message may exist, Discord's memory of its nonce is the limit.
    pub(super) fn deadline(&self) -> Instant {
        match (&self.lost, self.retry) {
            (Some((since, _)), Retry::Nonce) => self.deadline.min(*since + NONCE_MEMORY),
            _ => self.deadline,
        }
    }

    /// The wait before the next attempt, with a jitter that keeps many requests from coming back together.
    pub(super) fn next_wait(&mut self, wait: Wait) -> Duration {
        match wait {
            Wait::Told(time) => {
                self.limited += 1;
                time + Duration::from_millis(fastrand::u64(5..50))
            }
            Wait::Backoff => {
                let most = FIRST_WAIT.saturating_mul(1 << self.failed.min(16)).min(LONGEST_WAIT);
                self.failed += 1;
                most.mul_f64(0.5 + fastrand::f64() / 2.0)
            }
        }
    }

    /// Remembers whether Discord may have acted.
    pub(super) fn note(&mut self, error: &RestError) {
        if let RestError::Lost { reason, .. } = error
            && self.lost.is_none()
        {
            self.lost = Some((self.begun, reason.clone()));
        }
    }

    /// Whether another attempt may begin at this time.
    pub(super) fn may_retry(&self, resume: Instant) -> bool {
        let safe = self.lost.is_none() || self.retry != Retry::Never;
        safe && resume < self.deadline() && self.attempts < ATTEMPT_LIMIT && self.limited < LIMITED_LIMIT
    }

    pub(super) fn answer(&self, status: u16, body: Bytes) -> Answer {
        Answer { status, body, attempts: self.attempts, lost_before: self.lost.is_some() }
    }

    /// The error to report: if an earlier attempt may have been carried out, a later failure doesn't undo that.
    pub(super) fn settle(&self, error: RestError) -> RestError {
        let Some((_, lost)) = &self.lost else {
            return match error {
                RestError::Unavailable { reason, .. } => {
                    RestError::Unavailable { reason, attempts: self.attempts }
                }
                other => other,
            };
        };
        match error {
            RestError::Refused { status, code, message, errors, .. } => {
                RestError::Refused { status, code, message, errors, lost_before: true }
            }
            lost @ RestError::Lost { .. } => lost,
            later => RestError::Lost { reason: format!("{lost}; then: {later}"), attempts: self.attempts },
        }
    }
}
