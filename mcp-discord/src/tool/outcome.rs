use std::{fmt, time::Duration};

use super::Page;

/// What a tool returns.
pub type ToolResult<T> = Result<T, ToolError>;

/// Why a tool did not get done.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ToolError {
    /// Nothing happened, and the reader is told why and what to do.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It may or may not have happened: the answer was lost.
    #[error(transparent)]
    Unknown(#[from] Unknown),
    /// A mistake of ours. The text goes to the log; the model is shown an ID to find it by.
    #[error("{0}")]
    Fault(String),
}

impl ToolError {
    /// A refusal with a reason, for tools that find out something by themselves.
    pub fn refused(reason: impl Into<String>) -> Self {
        Self::Refused(Refusal::new(Cause::Tool, reason))
    }
}

/// Who or what said no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// An argument is missing, unknown or can't be read.
    Argument,
    /// A setting of this server: toolsets, read-only mode, allow-lists.
    Policy,
    /// A name that nothing has, or that several things have.
    Name,
    /// A permission that the bot lacks.
    Permission,
    /// A person declined, or there was nobody to ask.
    Person,
    /// A budget or rate limit, and no time left to wait for it.
    Limit,
    /// Discord said no.
    Discord,
    /// Discord could not be reached, or failed, and can't have acted.
    Unavailable,
    /// The caller took the call back, or the deadline passed, before anything was sent.
    Cancelled,
    /// The tool itself.
    Tool,
}

impl Cause {
    /// A word for logs, metrics and structured answers.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Argument => "argument",
            Self::Policy => "policy",
            Self::Name => "name",
            Self::Permission => "permission",
            Self::Person => "person",
            Self::Limit => "limit",
            Self::Discord => "discord",
            Self::Unavailable => "unavailable",
            Self::Cancelled => "cancelled",
            Self::Tool => "tool",
        }
    }
}

/// Nothing happened, and this is why.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// Who said no.
    pub cause: Cause,
    /// What is wrong, with what: lower case, no full stop.
    pub reason: String,
    /// What to do next.
    pub hint: Option<String>,
    /// When trying again may work.
    pub retry_after: Option<Duration>,
    /// Discord's [JSON error code], if Discord gave one.
    ///
    /// [JSON error code]: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
    pub discord_code: Option<u32>,
}

impl Refusal {
    /// A refusal without a hint.
    pub fn new(cause: Cause, reason: impl Into<String>) -> Self {
        Self { cause, reason: reason.into(), hint: None, retry_after: None, discord_code: None }
    }

    /// Says what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Says when trying again may work.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// Says which of Discord's error codes it was.
    #[must_use]
    pub fn discord_code(mut self, code: u32) -> Self {
        self.discord_code = Some(code);
        self
    }
}

impl std::error::Error for Refusal {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)?;
        if let Some(wait) = self.retry_after {
            write!(f, "\nretry after: {:.1} s", wait.as_secs_f64())?;
        }
        match &self.hint {
            Some(hint) => write!(f, "\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

/// A write whose answer was lost, while Discord stayed away until the deadline.
#[derive(Debug, Clone, PartialEq)]
pub struct Unknown {
    /// What was being done, and to what.
    pub what: String,
    /// How to find out whether it happened.
    pub look: String,
    /// The nonce of the message, where one was sent: the same nonce can't make a second message for some minutes.
    pub nonce: Option<String>,
}

impl std::error::Error for Unknown {}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown: {} may or may not have happened, since Discord's answer was lost", self.what)?;
        if let Some(nonce) = &self.nonce {
            write!(f, "\nnonce: {nonce}")?;
        }
        write!(f, "\nhint: {}", self.look)
    }
}

/// How a call ended: one of four.
#[derive(Debug)]
pub enum Outcome {
    /// It is done.
    Done(Page),
    /// Nothing happened.
    Refused(Refusal),
    /// Nobody can say whether it happened.
    Unknown(Unknown),
    /// A mistake of ours; the log says more under the call's ID.
    Fault(String),
}

impl Outcome {
    /// A word for logs, metrics and structured answers.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::Refused(_) => "refused",
            Self::Unknown(_) => "unknown",
            Self::Fault(_) => "fault",
        }
    }

    /// The cause of a refusal, as a word; else empty.
    pub const fn cause(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.cause.as_str(),
            Self::Done(_) | Self::Unknown(_) | Self::Fault(_) => "",
        }
    }
}

impl<T: super::Output> From<ToolResult<T>> for Outcome {
    fn from(result: ToolResult<T>) -> Self {
        match result {
            Ok(output) => Page::of(&output).map_or_else(Self::Fault, Self::Done),
            Err(error) => error.into(),
        }
    }
}

impl From<ToolError> for Outcome {
    fn from(error: ToolError) -> Self {
        match error {
            ToolError::Refused(refusal) => Self::Refused(refusal),
            ToolError::Unknown(unknown) => Self::Unknown(unknown),
            ToolError::Fault(text) => Self::Fault(text),
        }
    }
}
