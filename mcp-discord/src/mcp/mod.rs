//! The protocol: one handler for both of MCP's eras. The only module that knows rmcp.

mod answer;
mod builder;
mod handler;
mod host;
#[cfg(feature = "http")]
mod http;
mod listing;
mod stdio;
mod streams;
mod transport;

pub use builder::{BuildError, ServerBuilder};
pub use handler::{OutputMode, Server, ServerSettings};
#[cfg(feature = "http")]
pub use http::{Http, HttpAgent, HttpError, HttpSettings, NoHash, TokenHash};
pub use listing::listing;
pub use stdio::Stdio;
pub use transport::{ServeError, Transport};
