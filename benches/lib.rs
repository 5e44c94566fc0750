//! Benchmarks of mcp-discord, side by side with the floor they are measured against: what the measurements share.

pub mod http_client;
pub mod process;

/// Why something can't be measured.
pub type Failure = Box<dyn std::error::Error>;
