//! Writes `mcp-discord/src/discord/operations.rs` from Discord's OpenAPI document.

#![expect(clippy::print_stderr, reason = "a command speaks to people")]

use std::path::Path;
use std::process::ExitCode;
use std::{error, fs};

use mcp_discord_tests::contract::{Contract, operations_table, skipped};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn error::Error>> {
    let contract = Contract::load().ok_or_else(skipped)?;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../mcp-discord/src/discord/operations.rs");
    fs::write(path, operations_table(contract.document())?)?;
    Ok(())
}
