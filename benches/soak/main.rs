//! Keeps the shipped server busy over HTTP, and watches what it holds:
//! `cargo bench -p mcp-discord-benches --bench soak -- SECONDS`.
//!
//! Fifty clients read, send and list all the time, in both eras. Sessions are opened and left behind. Twenty clients
//! never read: neither their session's stream, nor the answers to their calls. The sandbox is in this process, since
//! what was said stays in it. The run fails when a call fails, when somebody waits for longer than [`PATIENCE`], or
//! when the server holds more in the last quarter than in the second, and more than [`SLACK`] beside.

#![allow(clippy::cast_precision_loss, reason = "figures of a measurement, far below 2^52")]

use std::{
    cell::Cell,
    env,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, ExitCode, Stdio},
    rc::Rc,
    time::{Duration, Instant},
};

use mcp_discord::sandbox::{Limits, Sandbox};
use mcp_discord_benches::{
    Failure,
    http_client::{Era, HttpClient},
    process,
};
use serde_json::json;
use tokio::{
    task::LocalSet,
    time::{sleep, timeout},
};

/// How long the soak takes where nothing says how long.
const SECONDS: u64 = 600;
/// How many clients work all the time.
const CLIENTS: usize = 50;
/// How many clients never read.
const SILENT: usize = 20;
/// How long any answer may take, however little others read.
const PATIENCE: Duration = Duration::from_secs(20);
/// What may be added between the second quarter and the last, as a share.
const SLACK: f64 = 0.05;

/// What happened so far.
#[derive(Debug, Default)]
struct Tally {
    calls: Cell<u64>,
    left_behind: Cell<u64>,
    longest: Cell<Duration>,
}

#[allow(clippy::print_stderr, reason = "for the person at the terminal")]
fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the soak failed: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let seconds = env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let seconds = seconds.map_or(Ok(SECONDS), |seconds| seconds.parse())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let local = LocalSet::new();
    runtime.block_on(local.run_until(soak(Duration::from_secs(seconds))))
}

#[allow(clippy::print_stdout, reason = "what it shows")]
async fn soak(time: Duration) -> Result<(), Failure> {
    let sandbox = Sandbox::builder().furnished().limits(Limits::off()).start().await?;
    let (mut server, address) = start(&sandbox)?;
    let tally = Rc::new(Tally::default());
    let mut silent = Vec::new();
    for _ in 0..SILENT {
        silent.push(never_reads(address).await?);
    }
    let (failed, mut failures) = tokio::sync::mpsc::unbounded_channel();
    for number in 0..CLIENTS {
        let (tally, failed) = (Rc::clone(&tally), failed.clone());
        tokio::task::spawn_local(async move {
            let Err(error) = work(address, number, &tally).await;
            _ = failed.send(error.to_string());
        });
    }
    let began = Instant::now();
    let mut held = Vec::new();
    println!(
        "{:>8} {:>10} {:>12} {:>14} {:>14}",
        "seconds", "calls", "left behind", "longest wait", "resident"
    );
    while began.elapsed() < time {
        tokio::select! {
            () = sleep(time / 40) => {}
            error = failures.recv() => return Err(error.unwrap_or_default().into()),
        }
        let memory = process::memory(server.id()).ok_or("the system doesn't tell what a process holds")?;
        held.push(memory.resident);
        println!(
            "{:>8} {:>10} {:>12} {:>11.0} ms {:>10.2} MiB",
            began.elapsed().as_secs(),
            tally.calls.get(),
            tally.left_behind.get(),
            tally.longest.get().as_secs_f64() * 1e3,
            memory.resident as f64 / f64::from(1 << 20),
        );
    }
    server.kill()?;
    server.wait()?;
    drop(silent);
    judge(&held)
}

/// The server that is shipped, beside this benchmark.
fn start(sandbox: &Sandbox) -> Result<(Child, SocketAddr), Failure> {
    let folder = Path::new(env!("CARGO_BIN_EXE_floor")).parent().ok_or("this benchmark lies in no folder")?;
    let program = folder.join(format!("mcp-discord{}", env::consts::EXE_SUFFIX));
    let mut child = Command::new(&program)
        .arg("--http=127.0.0.1:0")
        .env("DISCORD_TOKEN", sandbox.token())
        .env("DISCORD_API_BASE", sandbox.api_base())
        .env("DISCORD_RATE_LIMITER", "off")
        .env("DISCORD_LOG", "info")
        .current_dir(env::temp_dir())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{}: {error}; build it: cargo build --release", program.display()))?;
    let mut stderr = BufReader::new(child.stderr.take().ok_or("the server has no stderr")?);
    let address = loop {
        let mut line = String::new();
        if stderr.read_line(&mut line)? == 0 {
            return Err("the server ended without saying where it listens".into());
        }
        if let Some((_, rest)) = line.split_once("http://")
            && let Some((address, _)) = rest.split_once("/mcp")
        {
            break address.parse()?;
        }
    };
    // Whoever writes a log that nobody reads waits.
    std::thread::spawn(move || stderr.lines().for_each(drop));
    Ok((child, address))
}

/// Opens everything that could be read, and reads none of it.
async fn never_reads(address: SocketAddr) -> Result<impl Sized, Failure> {
    let mut client = HttpClient::connect(address, Era::Older).await?;
    let stream = client.listen().await?;
    let mut other = HttpClient::connect(address, Era::Newer).await?;
    let answer = other.start_call("read_messages", json!({ "channel_id": "#general", "limit": 100 })).await?;
    Ok((client, stream, other, answer))
}

/// Works until something fails.
async fn work(
    address: SocketAddr,
    number: usize,
    tally: &Tally,
) -> Result<std::convert::Infallible, Failure> {
    let era = if number.is_multiple_of(2) { Era::Older } else { Era::Newer };
    loop {
        let mut client = timeout(PATIENCE, HttpClient::connect(address, era)).await??;
        for round in 0..100 {
            let began = Instant::now();
            let call = match round % 10 {
                0 => client.call("send_message", json!({ "channel_id": "#general", "content": "soak" })),
                1..5 => client.call("list_channels", json!({})),
                _ => client.call("read_messages", json!({ "channel_id": "#pr-reviews", "limit": 20 })),
            };
            timeout(PATIENCE, call).await.map_err(|_| "an answer did not come in time")??;
            tally.calls.set(tally.calls.get() + 1);
            tally.longest.set(tally.longest.get().max(began.elapsed()));
            sleep(Duration::from_millis(20)).await;
        }
        tally.left_behind.set(tally.left_behind.get() + u64::from(era == Era::Older));
    }
}

#[allow(clippy::print_stdout, reason = "what it shows")]
fn judge(held: &[u64]) -> Result<(), Failure> {
    let quarter = held.len() / 4;
    let most = |part: &[u64]| part.iter().copied().max().unwrap_or_default() as f64;
    let (early, late) = (most(&held[quarter..2 * quarter]), most(&held[3 * quarter..]));
    println!(
        "held at most in the second quarter and the last: {:.2} and {:.2} MiB",
        early / f64::from(1 << 20),
        late / f64::from(1 << 20)
    );
    if late <= early * (1.0 + SLACK) {
        return Ok(());
    }
    Err("what the server holds goes on growing".into())
}
