use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

/// Something that is measured.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Metric {
    /// Its name, with its unit, as Prometheus [names metrics](https://prometheus.io/docs/practices/naming/).
    pub name: &'static str,
    /// What it counts like.
    pub kind: Kind,
    /// The names of its labels. One whose value is empty is left out of a series.
    pub labels: &'static [&'static str],
    /// What it means.
    pub help: &'static str,
}

/// What a metric counts like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// It only rises.
    Counter,
    /// It rises and falls.
    Gauge,
    /// How many values were at most this, bucket by bucket, in the unit of the name.
    Histogram(&'static [f64]),
}

impl Kind {
    /// Prometheus' word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Histogram(_) => "histogram",
        }
    }
}

/// From a refusal by an argument to the deadline of a tool.
const DURATIONS: &[f64] =
    &[0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0];

pub(super) const CALLS: Metric = Metric::counter(
    "mcp_discord_calls_total",
    &["tool", "outcome", "cause"],
    "Calls that have ended: done, refused (with a cause), unknown, fault, or suspended until a person has answered.",
);
pub(super) const CALL_DURATION: Metric = Metric::histogram(
    "mcp_discord_call_duration_seconds",
    &["tool"],
    DURATIONS,
    "How long calls took, waiting included.",
);
pub(super) const CALLS_IN_FLIGHT: Metric =
    Metric::gauge("mcp_discord_calls_in_flight", &[], "Calls that have not ended yet.");
pub(super) const UNKNOWN_TOOLS: Metric =
    Metric::counter("mcp_discord_unknown_tools_total", &[], "Calls by a name that no tool has.");
pub(super) const MESSAGES_WAITING: Metric = Metric::gauge(
    "mcp_discord_messages_waiting",
    &[],
    "Calls that wait for messages which the same connection sends to the same channel before them.",
);
pub(super) const QUESTIONS: Metric = Metric::counter(
    "mcp_discord_questions_total",
    &["reply"],
    "Questions to a person: accepted, declined, dismissed, nobody to ask, or later, when the reply comes with the next call.",
);
pub(super) const BUILD: Metric =
    Metric::gauge("mcp_discord_build_info", &["version"], "The version; always 1.");
pub(super) const START: Metric = Metric::gauge(
    "process_start_time_seconds",
    &[],
    "When measuring began, which is when the server started, in seconds since 1970.",
);

pub(super) const REQUESTS: Metric = Metric::counter(
    "discord_requests_total",
    &["method", "route", "status"],
    "Attempts of requests to Discord, by HTTP status, or unreached (no connection), lost (sent, no status came) or cancelled. Routes are those of Discord's OpenAPI document, else `other`.",
);
pub(super) const REQUEST_DURATION: Metric = Metric::histogram(
    "discord_request_duration_seconds",
    &["method", "route"],
    DURATIONS,
    "How long single attempts took, from sending to the end of the answer.",
);
pub(super) const RETRIES: Metric = Metric::counter(
    "discord_retries_total",
    &["method", "route", "reason"],
    "Attempts that had to be repeated: limited (429), unavailable (certainly not carried out, or a read), or lost (perhaps carried out).",
);
pub(super) const RATE_LIMITED: Metric = Metric::counter(
    "discord_rate_limited_total",
    &["scope"],
    "Answers of 429 by whose limit it was: user, global, shared, or none when the answer doesn't say, as Cloudflare's.",
);
pub(super) const GLOBAL_PAUSES: Metric = Metric::counter(
    "discord_global_pauses_total",
    &[],
    "How often all requests were paused, or paused for longer, since the limit of the whole bot was reached.",
);
pub(super) const LIMITER_WAIT: Metric = Metric::histogram(
    "discord_limiter_wait_seconds",
    &[],
    &[0.001, 0.01, 0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0],
    "How long attempts waited until the rate limits let them through, or until they gave up.",
);
pub(super) const LIMITER_WAITING: Metric =
    Metric::gauge("discord_limiter_waiting", &[], "Attempts that wait for the rate limits.");
pub(super) const INVALID_RESPONSES: Metric = Metric::counter(
    "discord_invalid_responses_total",
    &[],
    "Answers of 401, 403 and 429 that count towards Discord's ban of the address, at 10,000 in ten minutes.",
);
pub(super) const BREAKER_OPEN: Metric = Metric::gauge(
    "discord_breaker_open",
    &[],
    "1 while everything is held back lest Discord bans the address, as of the last request.",
);
pub(super) const TOKEN_REFUSED: Metric = Metric::gauge(
    "discord_token_refused",
    &[],
    "1 once Discord has refused the bot's token: nothing is sent with it any more.",
);
pub(super) const WRITES: Metric = Metric::counter(
    "discord_writes_total",
    &["operation", "settled"],
    "Changes by Discord's name for the operation, and how they were settled: done, not_done or unknown.",
);
pub(super) const WRITES_IN_FLIGHT: Metric =
    Metric::gauge("discord_writes_in_flight", &[], "Changes that are not settled yet.");
pub(super) const DIRECTORY: Metric = Metric::counter(
    "discord_directory_lookups_total",
    &["kind", "result"],
    "What was looked up of the bot's servers: hit (known, or another's request was shared) or miss (requested).",
);

/// Everything that is measured.
pub const CATALOG: &[Metric] = &[
    CALLS,
    CALL_DURATION,
    CALLS_IN_FLIGHT,
    UNKNOWN_TOOLS,
    MESSAGES_WAITING,
    QUESTIONS,
    BUILD,
    START,
    REQUESTS,
    REQUEST_DURATION,
    RETRIES,
    RATE_LIMITED,
    GLOBAL_PAUSES,
    LIMITER_WAIT,
    LIMITER_WAITING,
    INVALID_RESPONSES,
    BREAKER_OPEN,
    TOKEN_REFUSED,
    WRITES,
    WRITES_IN_FLIGHT,
    DIRECTORY,
];

impl Metric {
    const fn counter(name: &'static str, labels: &'static [&'static str], help: &'static str) -> Self {
        Self { name, kind: Kind::Counter, labels, help }
    }

    const fn gauge(name: &'static str, labels: &'static [&'static str], help: &'static str) -> Self {
        Self { name, kind: Kind::Gauge, labels, help }
    }

    const fn histogram(
        name: &'static str,
        labels: &'static [&'static str],
        buckets: &'static [f64],
        help: &'static str,
    ) -> Self {
        Self { name, kind: Kind::Histogram(buckets), labels, help }
    }

    /// Tells the recorder what it means.
    pub(super) fn describe(&self) {
        let unit = if self.name.ends_with("_seconds") { Unit::Seconds } else { Unit::Count };
        match self.kind {
            Kind::Counter => describe_counter!(self.name, unit, self.help),
            Kind::Gauge => describe_gauge!(self.name, unit, self.help),
            Kind::Histogram(_) => describe_histogram!(self.name, unit, self.help),
        }
    }
}
