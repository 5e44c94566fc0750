use std::{borrow::Cow, time::Instant};

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::tool::{Arguments, CallRecord, Outcome, Record, ScopeSpec, ToolSpec};

/// The longest text of an argument that is written down; the rest is counted.
const TEXT: usize = 200;

/// A call that is not written down yet.
pub(super) struct Entry {
    id: String,
    scope: ScopeSpec,
    agent: String,
    arguments: String,
    began: Instant,
}

impl Entry {
    pub(super) fn new(id: &str, spec: &ToolSpec, agent: &str, arguments: &Arguments) -> Self {
        let arguments = serde_json::to_string(&RedactedObject(arguments))
            .unwrap_or_else(|error| format!("can't be written: {error}"));
        Self { id: id.into(), scope: spec.scope, agent: agent.into(), arguments, began: Instant::now() }
    }

    pub(super) fn close(self, record: &dyn Record, outcome: &Outcome) {
        let reason = match outcome {
            Outcome::Done(_) => String::new(),
            Outcome::Refused(refusal) => refusal.reason.clone(),
            Outcome::Unknown(unknown) => unknown.to_string(),
            Outcome::Fault(text) => text.clone(),
        };
        record.call_ended(&CallRecord {
            id: &self.id,
            kind: self.scope.kind,
            name: self.scope.name,
            effect: self.scope.effect,
            agent: &self.agent,
            arguments: &self.arguments,
            outcome: outcome.as_str(),
            cause: outcome.cause(),
            reason: &reason,
            took: self.began.elapsed(),
        });
    }
}

/// Arguments as they may be written down: long texts cut, and what looks like a credential taken out.
struct RedactedObject<'a>(&'a Arguments);

impl Serialize for RedactedObject<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, Redacted(value))))
    }
}

struct Redacted<'a>(&'a Value);

impl Serialize for Redacted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::String(text) => serializer.serialize_str(&redacted_text(text)),
            Value::Array(items) => serializer.collect_seq(items.iter().map(Redacted)),
            Value::Object(object) => RedactedObject(object).serialize(serializer),
            other => other.serialize(serializer),
        }
    }
}

fn redacted_text(text: &str) -> Cow<'_, str> {
    let text = crate::redact::without_secrets(text);
    match text.char_indices().nth(TEXT) {
        Some((cut, _)) => format!("{}… ({} characters)", &text[..cut], text.chars().count()).into(),
        None => text,
    }
}
