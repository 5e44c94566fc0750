//! The `mcp-discord` program: see [`mcp_discord::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(mcp_discord::cli::run() as u8)
}
