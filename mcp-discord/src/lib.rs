//! An MCP server for Discord, and the SDK it is built with.

#[cfg(feature = "sandbox")]
pub mod sandbox;
