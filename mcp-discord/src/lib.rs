//! An MCP server for Discord, and the SDK it is built with.

// Generated code and doc examples name the crate by its public name.
#[allow(unused_extern_crates)]
extern crate self as mcp_discord;

pub mod call;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
pub mod config;
mod context;
pub mod discord;
pub mod mcp;
pub mod observe;
pub mod prelude;
#[doc(hidden)]
pub mod private;
pub mod redact;
#[cfg(feature = "sandbox")]
pub mod sandbox;
#[cfg(feature = "snapshots")]
pub mod snapshots;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tool;
pub mod toolsets;

pub use context::{Context, DiscordTool, Prepared, Requests, Tool, Toolset, Undeclared};
#[cfg(feature = "http")]
pub use mcp::Http;
pub use mcp::{Server, ServerBuilder, Stdio};
#[doc = include_str!("discord_tool.md")]
pub use mcp_discord_macros::discord_tool;
/// What tells a server to end: the second argument of [`Server::serve`].
pub use tokio_util::sync::CancellationToken;
pub use tool::{Argument, Askable, ChannelRef, Json, Output, Page, ToolError, ToolResult};

/// The code in the README compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct ReadmeDoctests;
