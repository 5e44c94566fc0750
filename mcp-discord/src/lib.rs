//! An MCP server for Discord, and the SDK it is built with.

// Generated code and doc examples name the crate by its public name.
#[allow(unused_extern_crates)]
extern crate self as mcp_discord;

mod context;
pub mod discord;
#[doc(hidden)]
pub mod private;
#[cfg(feature = "sandbox")]
pub mod sandbox;
pub mod tool;

pub use context::{Context, DiscordTool, Prepared, Tool, Toolset, Undeclared};
pub use tool::{Argument, Askable, ChannelRef, Json, Output, Page, ToolError, ToolResult};
