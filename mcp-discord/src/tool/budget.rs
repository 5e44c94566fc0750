use std::time::Duration;

/// How often an agent may call a tool: `rate_limit(10 per 60s)`, or `rate_limit(2 per 10min, by = channel_id)`.
///
/// This is an agent's budget, shown in the tool's metadata and enforced before the tool runs.
/// Discord's own rate limits are learned from its answers and need no declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Calls in each period, at least 1.
    pub calls: u32,
    /// The period, longer than zero.
    pub per: Duration,
    /// The argument whose value has a budget of its own; without it all calls of the tool share one.
    pub by: Option<&'static str>,
}
