//! What generated code calls. Not part of the public API: it changes without notice.

pub use core::{
    marker::Send,
    option::Option,
    result::Result,
};
pub use std::{boxed::Box, future::Future, pin::Pin, string::String, vec::Vec};

pub use serde_json::{Map, Value};

pub use crate::{
    context::{Context, DiscordTool, Prepared, no_duplicates},
    discord::Operation,
    tool::{
        ArgumentErrors, Arguments, Budget, Destroys, Effect, Field, Grants, Intent, Outcome, Output, Pattern,
        Permissions, Reader, Reference, Rule, Scope, ScopeKind, ScopeSpec, ToolResult, ToolSpec, Unscoped, Writes, input_schema,
        perm,
    },
};

use crate::tool::Argument;

/// The references inside one argument, each with the argument's name.
pub fn references<'a, T: Argument>(
    name: &'static str,
    value: &'a mut T,
    found: &mut Vec<(&'static str, Reference<'a>)>,
) {
    let mut inner = Vec::new();
    value.references(&mut inner);
    found.extend(inner.into_iter().map(|reference| (name, reference)));
}

/// The context of a tool, for the code that calls its function.
pub fn context<S: Scope>(operation: Operation) -> Context<S> {
    Context::new(operation)
}

/// The schema of what a tool gives back.
pub fn output<T: Output>() -> Option<Map<String, Value>> {
    T::schema()
}
