//! Holds the server against its budgets: `cargo bench -p mcp-discord-benches --bench budgets`.
//!
//! Everything is measured side by side in one run, ours and what it is held against in turns, and judged by ratio:
//! machines differ, and so does what else they do. A budget that is exceeded is measured again, longer; exceeded
//! twice, it fails the run. An aim that is missed is only shown. Sections can be chosen: `-- calls sends`.

#![allow(clippy::cast_precision_loss, reason = "figures of a measurement, far below 2^52")]

mod client;
mod cores;
mod http;
mod names;
mod sends;
mod servers;
mod table;

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use mcp_discord_benches::Failure;
use servers::Programs;
use table::{Head, Row};

/// Something to measure, by its name, this many times.
type Section = (&'static str, fn(&Programs, usize) -> Result<Vec<Row>, Failure>, usize);

const SECTIONS: [Section; 6] = [
    ("calls", servers::calls, 9),
    ("sends", sends::sends, 9),
    ("names", names::names, 9),
    ("http", http::http, 5),
    ("start", servers::start, 25),
    ("memory", servers::memory, 5),
];

/// How much longer a section is measured whose budget was exceeded.
const AGAIN: usize = 3;

#[allow(clippy::print_stdout, clippy::print_stderr, reason = "a table for people")]
fn main() -> ExitCode {
    match run() {
        Ok(0) => ExitCode::SUCCESS,
        Ok(over) => {
            println!("\nbudgets exceeded: {over}");
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("the budgets can't be measured: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The number of budgets that are exceeded.
#[allow(clippy::print_stdout, reason = "a table for people")]
fn run() -> Result<usize, Failure> {
    let programs = Programs {
        floor: env!("CARGO_BIN_EXE_floor").into(),
        ours: env!("CARGO_BIN_EXE_ours").into(),
        shipped: shipped()?,
    };
    let chosen: Vec<_> = env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    if let Some(unknown) = chosen.iter().find(|name| !SECTIONS.iter().any(|(known, ..)| known == *name)) {
        return Err(format!("there is no such section: {unknown}").into());
    }
    cores::share_the_first();
    println!("{Head}");
    let mut over = 0;
    for (name, measure, rounds) in SECTIONS {
        if !chosen.is_empty() && !chosen.iter().any(|chosen| chosen == name) {
            continue;
        }
        let mut rows = measure(&programs, rounds)?;
        if rows.iter().any(Row::exceeds) {
            rows = measure(&programs, rounds * AGAIN)?;
        }
        for row in rows {
            println!("{row}");
            over += usize::from(row.exceeds());
        }
    }
    Ok(over)
}

/// The server as it is shipped, built by now. Cargo names binaries only to benchmarks of their own package, so it
/// is looked for beside this one's.
fn shipped() -> Result<PathBuf, Failure> {
    let cargo =
        env::var_os("CARGO").ok_or("start it with: cargo bench -p mcp-discord-benches --bench budgets")?;
    let mut command = Command::new(cargo);
    // What Cargo says of this package is not for the build of another: ring would be built anew, and all above it.
    for (name, _) in env::vars_os() {
        if ["CARGO_PKG_", "CARGO_MANIFEST_"].iter().any(|said| name.to_string_lossy().starts_with(said)) {
            command.env_remove(name);
        }
    }
    let built = command
        .args(["build", "--quiet", "--release", "--package", "mcp-discord", "--bin", "mcp-discord"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()?;
    let folder = Path::new(env!("CARGO_BIN_EXE_floor")).parent().ok_or("this benchmark lies in no folder")?;
    let path = folder.join(format!("mcp-discord{}", env::consts::EXE_SUFFIX));
    if built.success() && path.exists() {
        return Ok(path);
    }
    Err(format!("`cargo build --release -p mcp-discord` did not make {}", path.display()).into())
}
