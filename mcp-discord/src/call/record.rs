use std::time::Instant;

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
        let arguments = redacted(&Value::Object(arguments.clone())).to_string();
        Self { id: id.into(), scope: spec.scope, agent: agent.into(), arguments, began: Instant::now() }
    }

    pub(super) fn close(self, record: &dyn Record, outcome: &Outcome) {
        let (cause, reason) = match outcome {
            Outcome::Done(_) => ("", String::new()),
            Outcome::Refused(refusal) => (refusal.cause.as_str(), refusal.reason.clone()),
            Outcome::Unknown(unknown) => ("", unknown.to_string()),
            Outcome::Fault(text) => ("", text.clone()),
        };
        record.call_ended(&CallRecord {
            id: &self.id,
            kind: self.scope.kind,
            name: self.scope.name,
            effect: self.scope.effect,
            agent: &self.agent,
            arguments: &self.arguments,
            outcome: outcome.as_str(),
            cause,
            reason: &reason,
            took: self.began.elapsed(),
        });
    }
}

/// Arguments as they may be written down: long texts cut, and what looks like a credential taken out.
fn redacted(value: &Value) -> Value {
    match value {
        Value::String(text) => redacted_text(text).into(),
        Value::Array(items) => items.iter().map(redacted).collect(),
        Value::Object(object) => {
            Value::Object(object.iter().map(|(key, value)| (key.clone(), redacted(value))).collect())
        }
        other => other.clone(),
    }
}

fn redacted_text(text: &str) -> String {
    let text = crate::redact::without_secrets(text);
    match text.char_indices().nth(TEXT) {
        Some((cut, _)) => format!("{}… ({} characters)", &text[..cut], text.chars().count()),
        None => text.into_owned(),
    }
}
