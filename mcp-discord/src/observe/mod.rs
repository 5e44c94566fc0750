//! What is measured: calls, requests to Discord, limits, queues. [`CATALOG`] lists it.
//!
//! Recording goes through the [`metrics`] facade. Nothing is recorded, and nothing is allocated for it, before it is
//! switched on, once for the process:
//!
//! - [`Metrics::install`] installs a recorder and switches it on; [`Metrics::render`] gives the text that Prometheus
//!   reads
//! - a program with a recorder of its own installs that, and calls [`enable`]
//!
//! Labels are names that the program was built with: tools that exist, routes of Discord's document, words of ours.
//! No text of an agent, no ID and no content becomes one, so no caller can make a new series.

mod catalog;
mod handles;
mod meters;
#[cfg(feature = "metrics")]
mod prometheus;

pub use catalog::{CATALOG, Kind, Metric};
pub use handles::enable;
#[cfg(feature = "metrics")]
pub use prometheus::{InstallError, Metrics};

pub(crate) use meters::{
    CallMeter, Held, LimiterWait, RequestMeter, Status, WriteMeter, breaker_open, global_pause,
    invalid_response, lookup, question, rate_limited, token_refused, unknown_tool,
};
