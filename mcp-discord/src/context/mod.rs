//! What a tool is when it can run: its context, and the typed call that the layers pass on.
//!
//! - [`Context`]: what a tool's function is given; typed by the tool, so it offers what the tool declared
//! - [`Tool`], [`Toolset`], [`toolset!`](crate::toolset): a tool with its specification, and the table of contents
//! - [`Prepared`]: a call whose arguments are typed, behind one trait object

mod files;
mod known;
mod prepared;
mod scope;
mod standing;
mod tool;
mod unscoped;

pub use prepared::Prepared;
pub use scope::Context;
pub(crate) use standing::Whose;
pub use tool::{DiscordTool, Tool, Toolset, Undeclared, no_duplicates, no_strangers};
pub use unscoped::Requests;
