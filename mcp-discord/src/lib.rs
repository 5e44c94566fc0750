//! An MCP server for Discord, and the SDK it is built with.

pub mod discord;
#[cfg(feature = "sandbox")]
pub mod sandbox;
