//! What a tool is, before it runs: plain data and traits.
//!
//! This module is below everything else. It knows neither MCP's library, nor HTTP, nor how Discord is reached;
//! it only holds the words that all the others speak.
//!
//! - [`ToolSpec`], [`ScopeSpec`]: all that is known of a tool; constants
//! - [`Permissions`], [`perm`], [`Rule`]: Discord's permissions, and what a tool declares of them
//! - [`Grants`], [`Writes`], [`Destroys`]: the same facts as types, so that the compiler can check them
//! - [`Argument`], [`Field`]: what can stand in a tool's signature, and how it is read
//! - [`ChannelRef`] and the other references; [`ChannelId`] and the other IDs
//! - [`State`], [`Uses`]: what the tools of a server share
//! - [`Output`], [`Page`]: what a tool gives back, in two renderings
//! - [`ToolError`], [`Outcome`]: the four ways a call can end
//! - [`Record`]: where it is written down
//! - [`Host`]: what a running tool may ask of whoever called it

mod argument;
mod budget;
mod effect;
mod emoji;
mod host;
mod id;
mod intent;
mod link;
mod needs;
mod outcome;
mod output;
mod permission;
mod permission_list;
mod reader;
mod record;
mod reference;
mod schema;
mod spec;
mod state;
mod untrusted;

pub use argument::{Argument, Askable, Field, Pattern, Property};
pub use budget::Budget;
pub use effect::{Destroys, Effect, Grants, Unscoped, Writes};
pub use emoji::EmojiRef;
pub use host::{Host, NoHost, Progress, Question, Reply};
pub use id::{ApplicationId, ChannelId, EmojiId, IdError, MessageId, RoleId, ServerId, UserId};
pub use intent::Intent;
pub use needs::Needs;
pub use outcome::{Cause, Outcome, Refusal, ToolError, ToolResult, Unknown};
pub use output::{Image, Json, Output, Page};
pub use permission::{Permission, Permissions, Rule, perm};
pub use permission_list::PermissionList;
pub(crate) use reader::nearest;
pub use reader::{ArgumentError, ArgumentErrors, Arguments, Reader};
pub use record::{CallRecord, LogRecord, Record, Settled, WriteRecord};
pub(crate) use reference::Form;
pub use reference::{ChannelRef, MessageRef, Reference, RoleRef, ServerRef, UserRef};
pub use schema::{input_schema, output_schema, value_schema};
pub use spec::{Scope, ScopeKind, ScopeSpec, ToolSpec};
pub use state::{State, StateType, Uses};
pub use untrusted::{Untrusted, neutralise};
