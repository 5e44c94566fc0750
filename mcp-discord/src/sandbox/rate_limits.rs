//! Discord's [rate limits](https://docs.discord.com/developers/topics/rate-limits): a bucket a route and major ID, and one over all.

use std::{
    collections::{HashMap, VecDeque},
    hash::{DefaultHasher, Hash, Hasher},
    time::Duration,
};

/// How many requests in how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Requests.
    pub requests: u32,
    /// In this time.
    pub per: Duration,
}

impl Quota {
    /// So many requests in so long.
    pub const fn new(requests: u32, per: Duration) -> Self {
        Self { requests, per }
    }
}

/// The limits of a sandbox.
#[derive(Clone, Debug)]
pub struct Limits {
    on: bool,
    global: Quota,
    default: Quota,
    operations: Vec<(String, Quota)>,
}

impl Default for Limits {
    /// About what Discord does: 50 requests a second over all, and a few routes slower than the rest.
    fn default() -> Self {
        const SECOND: Duration = Duration::from_secs(1);
        const FIVE_SECONDS: Duration = Duration::from_secs(5);
        let mut limits = Self {
            on: true,
            global: Quota::new(50, SECOND),
            default: Quota::new(10, SECOND),
            operations: Vec::new(),
        };
        for operation in ["create_message", "update_message", "list_messages", "delete_message"] {
            limits = limits.operation(operation, Quota::new(5, FIVE_SECONDS));
        }
        for operation in
            ["add_my_message_reaction", "delete_my_message_reaction", "delete_user_message_reaction"]
        {
            limits = limits.operation(operation, Quota::new(1, Duration::from_millis(250)));
        }
        limits
    }
}

impl Limits {
    /// No limits, and none in the headers.
    pub fn off() -> Self {
        Self { on: false, ..Self::default() }
    }

    /// The limit of one operation, by Discord's operation ID: `create_message`.
    pub fn operation(mut self, operation: impl Into<String>, quota: Quota) -> Self {
        let operation = operation.into();
        self.operations.retain(|(known, _)| *known != operation);
        self.operations.push((operation, quota));
        self
    }

    /// The limit of every operation that has none of its own.
    pub fn otherwise(mut self, quota: Quota) -> Self {
        self.default = quota;
        self
    }

    /// The limit over all requests.
    pub fn global(mut self, quota: Quota) -> Self {
        self.global = quota;
        self
    }

    fn quota(&self, operation: &str) -> Quota {
        self.operations.iter().find(|(known, _)| known == operation).map_or(self.default, |(_, quota)| *quota)
    }
}

/// A bucket's state, as Discord's headers tell it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct BucketState {
    pub(super) limit: u32,
    pub(super) remaining: u32,
    pub(super) reset_after: Duration,
    /// The name of the bucket, which the major ID is not part of.
    pub(super) bucket: String,
}

/// Whether a request may go on.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Admission {
    /// Limits are off.
    Unlimited,
    Admitted(BucketState),
    /// Too many on this route.
    BucketFull(BucketState),
    /// Too many in all.
    GlobalFull {
        retry_after: Duration,
    },
}

#[derive(Debug)]
struct Window {
    resets_at: Duration,
    used: u32,
}

/// Counts requests; the time is a parameter, so that a test needs no clock.
#[derive(Debug)]
pub(super) struct RateLimiter {
    limits: Limits,
    windows: HashMap<(&'static str, String), Window>,
    recent: VecDeque<Duration>,
}

/// How many windows are kept before the ended ones are swept out.
const SWEEP_AT: usize = 4_096;

impl RateLimiter {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, windows: HashMap::new(), recent: VecDeque::new() }
    }

    /// Takes a request on an operation and major ID at this time since the start.
    pub(super) fn admit(&mut self, operation: &'static str, major: &str, now: Duration) -> Admission {
        if !self.limits.on {
            return Admission::Unlimited;
        }
        let global = self.limits.global;
        while self.recent.front().is_some_and(|at| *at + global.per <= now) {
            self.recent.pop_front();
        }
        if self.recent.len() >= global.requests as usize {
            let oldest = self.recent.front().copied().unwrap_or(now);
            return Admission::GlobalFull { retry_after: (oldest + global.per).saturating_sub(now) };
        }
        if self.windows.len() >= SWEEP_AT {
            self.windows.retain(|_, window| window.resets_at > now);
        }
        let quota = self.limits.quota(operation);
        let window = self
            .windows
            .entry((operation, major.to_owned()))
            .or_insert(Window { resets_at: now + quota.per, used: 0 });
        if window.resets_at <= now {
            *window = Window { resets_at: now + quota.per, used: 0 };
        }
        let full = window.used >= quota.requests;
        if !full {
            window.used += 1;
            self.recent.push_back(now);
        }
        let state = BucketState {
            limit: quota.requests,
            remaining: quota.requests - window.used,
            reset_after: window.resets_at.saturating_sub(now),
            bucket: bucket_name(operation),
        };
        if full { Admission::BucketFull(state) } else { Admission::Admitted(state) }
    }
}

fn bucket_name(operation: &str) -> String {
    let mut hasher = DefaultHasher::new();
    operation.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn fills_a_bucket_for_each_major_id() {
        let limits = Limits::default().operation("create_message", Quota::new(2, SECOND));
        let mut limiter = RateLimiter::new(limits);
        let mut admit = |major, now| limiter.admit("create_message", major, now);
        assert!(matches!(admit("1", Duration::ZERO), Admission::Admitted(state) if state.remaining == 1));
        assert!(matches!(admit("1", SECOND / 4), Admission::Admitted(state) if state.remaining == 0));
        assert!(
            matches!(admit("1", SECOND / 2), Admission::BucketFull(state) if state.reset_after == SECOND / 2)
        );
        assert!(matches!(admit("2", SECOND / 2), Admission::Admitted(_)));
        assert!(matches!(admit("1", SECOND), Admission::Admitted(state) if state.remaining == 1));
    }

    #[test]
    fn stops_all_routes_at_the_global_limit() {
        let limits = Limits::default().global(Quota::new(2, SECOND));
        let mut limiter = RateLimiter::new(limits);
        assert!(matches!(limiter.admit("a", "1", Duration::ZERO), Admission::Admitted(_)));
        assert!(matches!(limiter.admit("b", "1", SECOND / 2), Admission::Admitted(_)));
        assert_eq!(limiter.admit("c", "1", SECOND / 2), Admission::GlobalFull { retry_after: SECOND / 2 });
        assert!(matches!(limiter.admit("c", "1", SECOND), Admission::Admitted(_)));
    }

    #[test]
    fn lets_everything_through_when_off() {
        let mut limiter = RateLimiter::new(Limits::off());
        for _ in 0..1_000 {
            assert_eq!(limiter.admit("a", "1", Duration::ZERO), Admission::Unlimited);
        }
    }
}
