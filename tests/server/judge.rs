//! Holds what callers were told of their messages against what the sandbox did.

use std::collections::HashMap;

use mcp_discord::{
    sandbox::{Sandbox, Snowflake},
    testing::Called,
};

/// A message that was to be sent, and what came of it.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) channel: Snowflake,
    /// No two messages of a run have one text.
    pub(crate) text: String,
    pub(crate) report: Report,
}

/// What a caller was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Report {
    /// It is there, by this ID.
    Done(String),
    /// It is not there.
    Refused,
    /// It may be there.
    Unknown,
    /// None of these.
    Other(String),
}

/// Something that isn't as it was told, or not in order. Each names the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Finding {
    /// It is there this many times.
    Repeated(String, usize),
    /// It was said to be there.
    Missing(String),
    /// It is there by another ID than was told.
    OtherId(String),
    /// It was said not to be there.
    ThereAllTheSame(String),
    /// It came before one that was called earlier.
    Overtook(String),
    /// The report is none that a send may end with.
    BadReport(String),
    /// World and write log disagree.
    NotInWorld(String),
}

impl From<&Called> for Report {
    fn from(called: &Called) -> Self {
        let id = || Some(called.structured.as_ref()?["message_ids"][0].as_str()?.to_owned());
        match (called.outcome.as_str(), id()) {
            ("done", Some(id)) => Self::Done(id),
            ("refused", _) => Self::Refused,
            ("unknown", _) => Self::Unknown,
            _ => Self::Other(called.text.clone()),
        }
    }
}

/// Everything that is wrong about these messages, which stand in the order in which they were called.
pub(crate) fn judge(sandbox: &Sandbox, sent: &[Sent]) -> Vec<Finding> {
    let log = sandbox.write_log();
    let mut written: HashMap<(Snowflake, &str), Vec<Snowflake>> = HashMap::new();
    for write in log.iter().filter(|write| write.operation == "create_message") {
        if let (Some(channel), Some(message), Some(text)) =
            (write.target.channel, write.target.message, &write.target.content)
        {
            written.entry((channel, text)).or_default().push(message);
        }
    }
    let mut findings = Vec::new();
    let mut newest: HashMap<Snowflake, Snowflake> = HashMap::new();
    for Sent { channel, text, report } in sent {
        let found = written.get(&(*channel, text.as_str())).map_or(&[][..], Vec::as_slice);
        if found.len() > 1 {
            findings.push(Finding::Repeated(text.clone(), found.len()));
        }
        match (report, found) {
            (Report::Done(_), []) => findings.push(Finding::Missing(text.clone())),
            (Report::Done(id), [first, ..]) if *id != first.to_string() => {
                findings.push(Finding::OtherId(text.clone()));
            }
            (Report::Refused, [_, ..]) => findings.push(Finding::ThereAllTheSame(text.clone())),
            (Report::Other(said), _) => findings.push(Finding::BadReport(format!("{text}: {said}"))),
            _ => {}
        }
        for message in found {
            if sandbox.world().message(*channel, *message).is_none_or(|message| message.content != *text) {
                findings.push(Finding::NotInWorld(text.clone()));
            }
        }
        if let Some(first) = found.first() {
            let last = newest.entry(*channel).or_default();
            if *first < *last {
                findings.push(Finding::Overtook(text.clone()));
            }
            *last = (*last).max(*first);
        }
    }
    findings
}
