use std::{fmt, marker::PhantomData};

use jiff::Timestamp;
use serde_json::{Map, Value};

/// A change of a member that is not sent yet.
///
/// `S` is the tool that sends it: each part needs a permission of its own, and is offered to a tool that declares it.
pub struct MemberEdit<S> {
    fields: Map<String, Value>,
    scope: PhantomData<fn() -> S>,
}

impl<S> MemberEdit<S> {
    /// A change of nothing.
    pub fn new() -> Self {
        Self { fields: Map::new(), scope: PhantomData }
    }

    /// Whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    pub(super) fn with(mut self, field: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(field.to_owned(), value.into());
        self
    }

    pub(super) fn with_timeout(self, until: Option<Timestamp>) -> Self {
        self.with("communication_disabled_until", until.map(|until| until.to_string()))
    }

    pub(super) fn into_body(self) -> Value {
        Value::Object(self.fields)
    }
}

impl<S> Default for MemberEdit<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S> fmt::Debug for MemberEdit<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("MemberEdit").field(&self.fields).finish()
    }
}
