//! An MCP server for Discord with tools of its own.

pub mod tools;
