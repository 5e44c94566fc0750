//! Sums what the recorders of all tests wrote, and holds it against a floor.
//!
//! ```text
//! contract-report DIR [--min-operations N] [--min-schemas N]
//! ```
//!
//! Fails under the floor and on any violation. Without Discord's OpenAPI document there is nothing
//! to sum: it says so, and fails only when `DISCORD_OPENAPI_REQUIRED=1`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks to people")]

use std::path::PathBuf;
use std::process::ExitCode;
use std::{env, error};

use mcp_discord_tests::contract::{Contract, Coverage, skipped};

const USAGE: &str = "usage: contract-report DIR [--min-operations N] [--min-schemas N]";

struct Arguments {
    folder: PathBuf,
    min_operations: usize,
    min_schemas: usize,
}

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode, Box<dyn error::Error>> {
    let arguments = arguments(env::args().skip(1))?;
    let Some(contract) = Contract::load() else {
        eprintln!("{}", skipped());
        return Ok(ExitCode::SUCCESS);
    };
    let coverage = Coverage::read(&arguments.folder)
        .map_err(|error| format!("can't read the reports ({error}): {}", arguments.folder.display()))?;
    println!("{}", coverage.summary(contract.document().operations().len()));
    eprint!("{}", coverage.listing());
    let shortfall = coverage.shortfall(arguments.min_operations, arguments.min_schemas);
    for line in &shortfall {
        eprintln!("{line}");
    }
    let fine = shortfall.is_empty() && coverage.violations().is_empty();
    Ok(if fine { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn arguments(mut given: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let mut folder = None;
    let (mut min_operations, mut min_schemas) = (0, 0);
    while let Some(argument) = given.next() {
        let mut number = || {
            let value = given.next().ok_or_else(|| format!("{argument} needs a number\n{USAGE}"))?;
            value.parse::<usize>().map_err(|error| format!("{argument} needs a number ({error}): {value}"))
        };
        match argument.as_str() {
            "--min-operations" => min_operations = number()?,
            "--min-schemas" => min_schemas = number()?,
            _ if folder.is_none() && !argument.starts_with('-') => folder = Some(argument.into()),
            _ => return Err(format!("{USAGE}\nunexpected: {argument}")),
        }
    }
    let folder = folder.ok_or(USAGE)?;
    Ok(Arguments { folder, min_operations, min_schemas })
}
