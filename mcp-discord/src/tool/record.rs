use std::time::Duration;

use super::{Effect, ScopeKind};

/// Takes down what is done: for the log, for metrics, for an audit.
///
/// Arguments reach it redacted; tokens never do.
pub trait Record: Send + Sync {
    /// A call has ended, refusals included.
    fn call_ended(&self, call: &CallRecord<'_>);
    /// A change is about to be sent to Discord.
    fn write_begins(&self, write: &WriteRecord<'_>);
    /// A change was settled, one way or the other.
    fn write_settled(&self, write: &WriteRecord<'_>, settled: Settled, took: Duration);
}

/// A call as the record shows it.
#[derive(Debug, Clone, Copy)]
pub struct CallRecord<'a> {
    /// Tells this call from every other of this process, and of others.
    pub id: &'a str,
    /// What kind of work it was.
    pub kind: ScopeKind,
    /// The tool, command or job.
    pub name: &'a str,
    /// What it may do.
    pub effect: Effect,
    /// The agent that called, as far as it said who it is.
    pub agent: &'a str,
    /// The arguments, with long texts cut and secrets taken out.
    pub arguments: &'a str,
    /// `done`, `refused`, `unknown` or `fault`.
    pub outcome: &'static str,
    /// The cause of a refusal, or empty.
    pub cause: &'static str,
    /// What was said: a refusal's reason, or a fault's text, which nobody else is shown.
    pub reason: &'a str,
    /// How long it took, waiting included.
    pub took: Duration,
}

/// A change to Discord as the record shows it.
#[derive(Debug, Clone, Copy)]
pub struct WriteRecord<'a> {
    /// The call that it belongs to.
    pub call: &'a str,
    /// The tool, command or job.
    pub scope: &'a str,
    /// Discord's name for the operation.
    pub operation: &'static str,
    /// The path that it goes to, without query and without secrets.
    pub path: &'a str,
    /// The nonce of a message.
    pub nonce: Option<&'a str>,
}

/// How a change was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Discord did it.
    Done,
    /// Nothing happened.
    NotDone,
    /// Nobody can say.
    Unknown,
}

impl Settled {
    /// A word for metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::NotDone => "not_done",
            Self::Unknown => "unknown",
        }
    }
}

/// A record that goes to the log, by `tracing`: calls at `info`, changes at `debug`.
#[derive(Debug, Clone, Copy, Default)]
pub struct LogRecord;

impl Record for LogRecord {
    fn call_ended(&self, call: &CallRecord<'_>) {
        let CallRecord { id, kind, name, effect, agent, arguments, outcome, cause, reason, took } = *call;
        let took_us = micros(took);
        if outcome == "done" {
            tracing::info!(call = %id, ?kind, %name, agent, arguments, took_us, "call done");
        } else if outcome == "fault" {
            tracing::error!(call = %id, ?kind, %name, %effect, agent, arguments, reason, took_us, "call failed");
        } else {
            tracing::info!(call = %id, ?kind, %name, %effect, agent, arguments, %outcome, %cause, reason, took_us, "call");
        }
    }

    fn write_begins(&self, write: &WriteRecord<'_>) {
        let WriteRecord { call, scope, operation, path, nonce } = *write;
        tracing::debug!(call, scope, operation, path, nonce, "write begins");
    }

    fn write_settled(&self, write: &WriteRecord<'_>, settled: Settled, took: Duration) {
        let WriteRecord { call, scope, operation, path, nonce } = *write;
        let took_us = micros(took);
        tracing::debug!(call, scope, operation, path, nonce, ?settled, took_us, "write settled");
    }
}

fn micros(took: Duration) -> u64 {
    u64::try_from(took.as_micros()).unwrap_or(u64::MAX)
}
