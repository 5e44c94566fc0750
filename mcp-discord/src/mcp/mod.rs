//! The protocol: one handler for both of MCP's eras. The only module that knows rmcp.

mod answer;
mod handler;
mod host;
mod listing;
mod stdio;

pub use handler::{OutputMode, Server, ServerSettings};
pub use listing::listing;
pub use stdio::ServeError;
