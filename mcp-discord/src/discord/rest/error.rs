use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

/// Why a request was not answered with a success.
///
/// What matters most about a write that failed is whether Discord may have carried it out all the same.
/// Only [`Lost`](Self::Lost), and any error whose `lost_before` is set, leave that open.
/// All the others say: nothing happened.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum RestError {
    /// Discord said no to this attempt.
    #[error("Discord refused with {status} (code {code}): {message}")]
    Refused {
        /// The HTTP status: 400 to 499, or a redirect, which Discord has no use for.
        status: u16,
        /// Discord's [JSON error code]; 0 is its general error, and stands for none as well.
        ///
        /// [JSON error code]: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
        code: u32,
        /// Discord's words, neutralised.
        message: String,
        /// The tree that says [which field] is wrong and how; as it came, so not neutralised.
        ///
        /// [which field]: https://discord.com/developers/docs/reference#error-messages
        errors: Option<Value>,
        /// An earlier attempt of this write may have been carried out, although its answer was lost. So the 404
        /// of a repeated deletion may be our own doing.
        lost_before: bool,
    },
    /// Waiting for a rate limit would pass the deadline.
    #[error("rate limited by Discord{}, retry after {:.1} s", if *.global { " for the whole bot" } else { "" },
        retry_after.as_secs_f64())]
    Limited {
        /// When trying again may work.
        retry_after: Duration,
        /// The limit is the whole bot's, not this route's.
        global: bool,
        /// Discord's JSON error code, where it gave one: slow mode and the quotas of writes are limits too.
        code: Option<u32>,
    },
    /// Discord could not be reached, or did not answer a read.
    #[error("Discord is unavailable after {attempts} attempts: {reason}")]
    Unavailable {
        /// What went wrong last.
        reason: String,
        /// Attempts that were made; 0 when the request never got its turn.
        attempts: u32,
    },
    /// The answer of a write was lost: it may or may not have been carried out.
    #[error("the answer was lost after {attempts} attempts: {reason}")]
    Lost {
        /// How the answer was lost, and what came after.
        reason: String,
        /// Attempts that were made.
        attempts: u32,
    },
    /// The caller took the request back, or the deadline passed, while nothing was under way.
    #[error("cancelled before it was carried out")]
    Cancelled {
        /// An attempt did go out, and certainly changed nothing.
        sent: bool,
    },
    /// Discord does not know the bot's token (any more). No further request goes out with it: Discord bans
    /// addresses that keep trying.
    #[error(
        "Discord does not accept the bot token; the server sends nothing until it is started with another"
    )]
    Unauthorized,
    /// So many requests were refused lately that Discord would soon ban this address.
    #[error("too many requests were refused by Discord in ten minutes, paused for {:.0} s",
        until.saturating_duration_since(Instant::now()).as_secs_f64().ceil())]
    Breaker {
        /// When requests go out again.
        until: Instant,
    },
    /// A request that is not built, let alone sent.
    #[error("{reason}")]
    Invalid {
        /// What is wrong with it.
        reason: String,
    },
}

impl RestError {
    /// A word for metrics: why an attempt that may be repeated has failed.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Limited { .. } => "limited",
            Self::Lost { .. } => "lost",
            _ => "unavailable",
        }
    }

    /// Whether Discord may have carried out what was asked, in this attempt or an earlier one.
    pub const fn may_have_acted(&self) -> bool {
        matches!(self, Self::Lost { .. } | Self::Refused { lost_before: true, .. })
    }
}
