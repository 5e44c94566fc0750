//! What generated code calls. Not part of the public API: it changes without notice.

pub use core::{convert::Into, default::Default, marker::Send, option::Option, result::Result};
pub use std::{boxed::Box, future::Future, pin::Pin, string::String, time::Duration, vec::Vec};

pub use serde_json::{Error as JsonError, Map, Value};

pub use crate::{
    context::{Context, DiscordTool, Prepared, no_duplicates, no_strangers},
    discord::Operation,
    tool::{
        Argument, ArgumentErrors, Arguments, Askable, Budget, Destroys, Effect, Field, Grants, Intent,
        Outcome, Output, Pattern, Permissions, Reader, Reference, Rule, Scope, ScopeKind, ScopeSpec,
        StateType, ToolResult, ToolSpec, Unscoped, Uses, Writes, input_schema, output_schema, perm,
    },
};

/// A result as JSON.
pub fn structured<T: serde::Serialize>(value: &T) -> serde_json::Result<Option<Value>> {
    serde_json::to_value(value).map(Some)
}

/// The references inside one argument, each with the argument's name.
/// Without a bound, so that a type that can't be an argument is one error, where its field is made.
pub fn references<'a, T>(field: &Field<T>, value: &'a mut T, found: &mut Vec<(&'static str, Reference<'a>)>) {
    let mut inner = Vec::new();
    (field.references)(value, &mut inner);
    found.extend(inner.into_iter().map(|reference| (field.name, reference)));
}

/// The context of a tool, for the code that calls its function.
pub fn context<S: Scope>(operation: Operation) -> Context<S> {
    Context::new(operation)
}

/// What a tool's function returns, as far as generated code needs it.
/// The bound stands on [`returns`] alone, so a type that can't be returned is one error, at the type.
#[derive(Debug)]
pub struct Returns<R> {
    /// The schema of the structured output.
    pub schema: fn() -> Option<Map<String, Value>>,
    /// How the call ended.
    pub outcome: fn(R) -> Outcome,
}

/// The facts of a return type.
pub const fn returns<R: IntoOutcome>() -> Returns<R> {
    Returns { schema: R::schema, outcome: R::outcome }
}

/// An argument of a tool.
pub const fn field<T: Argument>(name: &'static str, description: &'static str) -> Field<T> {
    Field::new(name, description)
}

/// An argument of a tool that a person is asked for.
pub const fn asked_field<T: Askable>(name: &'static str, description: &'static str) -> Field<T> {
    Field::new(name, description).ask()
}

/// What the function of a tool may return.
#[diagnostic::on_unimplemented(
    message = "a tool can't return `{Self}`",
    label = "not `ToolResult<…>` of an `Output`",
    note = "return `ToolResult<T>` with `T` = `String`, `Json<T>` for a type with `Serialize` and `JsonSchema`, or a type of yours that implements `Output`"
)]
pub trait IntoOutcome {
    /// The schema of the structured output.
    fn schema() -> Option<Map<String, Value>>;
    /// How the call ended.
    fn outcome(self) -> Outcome;
}

#[diagnostic::do_not_recommend]
impl<T: Output> IntoOutcome for ToolResult<T> {
    fn schema() -> Option<Map<String, Value>> {
        T::schema()
    }

    fn outcome(self) -> Outcome {
        self.into()
    }
}
