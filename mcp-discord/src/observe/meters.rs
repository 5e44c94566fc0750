//! What the layers say when something happens. Each does nothing until measuring is switched on.

use std::{
    fmt,
    time::{Duration, Instant},
};

use metrics::Gauge;

use super::handles::{Handles, handles};

/// What became of one attempt of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Status {
    /// Answered with an HTTP status.
    Answered(u16),
    /// There was no connection.
    Unreached,
    /// Sent, and no status came back.
    Lost,
    /// Taken back while it was under way.
    Cancelled,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Answered(status) => status.fmt(f),
            Self::Unreached => f.write_str("unreached"),
            Self::Lost => f.write_str("lost"),
            Self::Cancelled => f.write_str("cancelled"),
        }
    }
}

/// Counts in a gauge for as long as it lives.
pub(crate) struct Held(Option<Gauge>);

impl Held {
    /// A call that waits for messages to the same channel.
    pub(crate) fn message_waiting() -> Self {
        Self::of(handles(), |handles| &handles.messages_waiting)
    }

    fn of(handles: Option<&'static Handles>, gauge: impl FnOnce(&'static Handles) -> &'static Gauge) -> Self {
        let gauge = handles.map(|handles| gauge(handles).clone());
        if let Some(gauge) = &gauge {
            gauge.increment(1.0);
        }
        Self(gauge)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(gauge) = &self.0 {
            gauge.decrement(1.0);
        }
    }
}

/// A call of a tool, from its beginning to its end.
pub(crate) struct CallMeter {
    tool: &'static str,
    began: Option<(&'static Handles, Instant)>,
    _in_flight: Held,
}

impl CallMeter {
    pub(crate) fn begin(tool: &'static str) -> Self {
        let handles = handles();
        let began = handles.map(|handles| (handles, Instant::now()));
        Self { tool, began, _in_flight: Held::of(handles, |handles| &handles.calls_in_flight) }
    }

    pub(crate) fn end(self, outcome: &'static str, cause: &'static str) {
        let Some((handles, began)) = self.began else { return };
        handles.calls.with([self.tool, outcome, cause]).increment(1);
        handles.record(&handles.call_duration.with([self.tool]), began.elapsed().as_secs_f64());
    }
}

/// Counts a call by a name that nothing has.
pub(crate) fn unknown_tool() {
    if let Some(handles) = handles() {
        handles.unknown_tools.increment(1);
    }
}

/// Counts a question to a person, by what became of it.
pub(crate) fn question(reply: &'static str) {
    if let Some(handles) = handles() {
        handles.questions.with([reply]).increment(1);
    }
}

/// A request with all its attempts.
#[derive(Clone, Copy)]
pub(crate) struct RequestMeter(Option<(&'static Handles, &'static str, &'static str)>);

impl RequestMeter {
    /// `route` is asked for when it is needed: it has to be one of few.
    pub(crate) fn new(method: &'static str, route: impl FnOnce() -> &'static str) -> Self {
        Self(handles().map(|handles| (handles, method, route())))
    }

    /// An attempt is over.
    pub(crate) fn attempted(&self, status: Status, took: Duration) {
        let Some((handles, method, route)) = self.0 else { return };
        handles.requests.with((method, route, status)).increment(1);
        handles.record(&handles.request_duration.with([method, route]), took.as_secs_f64());
    }

    /// The attempt before is repeated.
    pub(crate) fn retried(&self, reason: &'static str) {
        let Some((handles, method, route)) = self.0 else { return };
        handles.retries.with([method, route, reason]).increment(1);
    }
}

/// The wait for the rate limits, for as long as it lives.
pub(crate) struct LimiterWait {
    began: Option<(&'static Handles, Instant)>,
    _waiting: Held,
}

impl LimiterWait {
    pub(crate) fn begin() -> Self {
        let handles = handles();
        let began = handles.map(|handles| (handles, Instant::now()));
        Self { began, _waiting: Held::of(handles, |handles| &handles.limiter_waiting) }
    }
}

impl Drop for LimiterWait {
    fn drop(&mut self) {
        if let Some((handles, began)) = self.began {
            handles.record(&handles.limiter_wait, began.elapsed().as_secs_f64());
        }
    }
}

/// Counts an answer of 429.
pub(crate) fn rate_limited(scope: &'static str) {
    if let Some(handles) = handles() {
        handles.rate_limited.with([scope]).increment(1);
    }
}

/// Counts a pause of all requests.
pub(crate) fn global_pause() {
    if let Some(handles) = handles() {
        handles.global_pauses.increment(1);
    }
}

/// Counts an answer that Discord counts towards a ban.
pub(crate) fn invalid_response() {
    if let Some(handles) = handles() {
        handles.invalid_responses.increment(1);
    }
}

/// Shows whether all requests are held back.
pub(crate) fn breaker_open(open: bool) {
    if let Some(handles) = handles() {
        handles.breaker_open.set(f64::from(open));
    }
}

/// Shows that the bot's token was refused.
pub(crate) fn token_refused() {
    if let Some(handles) = handles() {
        handles.token_refused.set(1.0);
    }
}

/// A change to Discord. One that is given up before it is settled is unknown.
pub(crate) struct WriteMeter {
    operation: &'static str,
    settled: &'static str,
    handles: Option<&'static Handles>,
    _in_flight: Held,
}

impl WriteMeter {
    pub(crate) fn begin(operation: &'static str) -> Self {
        let handles = handles();
        let in_flight = Held::of(handles, |handles| &handles.writes_in_flight);
        Self { operation, settled: "unknown", handles, _in_flight: in_flight }
    }

    pub(crate) fn settle(mut self, settled: &'static str) {
        self.settled = settled;
    }
}

impl Drop for WriteMeter {
    fn drop(&mut self) {
        if let Some(handles) = self.handles {
            handles.writes.with([self.operation, self.settled]).increment(1);
        }
    }
}

/// Counts a look into the directory.
pub(crate) fn lookup(kind: &'static str, hit: bool) {
    if let Some(handles) = handles() {
        handles.directory.with([kind, if hit { "hit" } else { "miss" }]).increment(1);
    }
}
