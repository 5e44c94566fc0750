//! The `mcp-discord` program: [`mcp_discord::cli::Program`] with the tools that come with the crate.

use mcp_discord::{
    cli::{Exit, Program},
    toolsets,
};

fn main() -> Exit {
    Program::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")).toolsets(toolsets::ALL).run()
}
