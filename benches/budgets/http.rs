//! Calls over HTTP, by as many sessions at once: each calls again as soon as it is answered.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use futures_util::future::{join_all, try_join_all};
use mcp_discord_benches::{
    http_client::{Era, HttpClient},
    process,
};
use serde_json::json;
use tokio::runtime::{Builder, Runtime};

use crate::{
    Failure, cores,
    servers::{Programs, pair},
    table::{Row, Unit},
};

/// How long each measurement takes.
const WHILE: Duration = Duration::from_millis(500);

/// A server over HTTP that runs, and those who are connected to it.
struct Server {
    child: Child,
    address: SocketAddr,
    clients: Vec<HttpClient>,
    /// What each client added to the server's memory, in bytes.
    each: f64,
}

/// What a number of calls took.
struct Load {
    /// Of time, each.
    time: f64,
    /// Of the server's processor time, each.
    processor: Option<f64>,
    half_within: f64,
    most_within: f64,
}

/// The same tool over HTTP on both, for 1 to 1,000 sessions in both eras.
pub(crate) fn http(programs: &Programs, rounds: usize) -> Result<Vec<Row>, Failure> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let mut rows = Vec::new();
    for (era, name) in [(Era::Older, "session"), (Era::Newer, "stateless")] {
        for count in [1, 10, 100, 1_000] {
            rows.extend(measured(&runtime, programs, era, name, count, rounds)?);
        }
    }
    Ok(rows)
}

fn measured(
    runtime: &Runtime,
    programs: &Programs,
    era: Era,
    name: &str,
    count: usize,
    rounds: usize,
) -> Result<Vec<Row>, Failure> {
    let mut ours = Server::start(runtime, &programs.ours, era, count)?;
    let mut floor = Server::start(runtime, &programs.floor, era, count)?;
    let mut loads = Vec::new();
    for round in 0..rounds {
        loads.push(pair(round, || runtime.block_on(ours.load()), || runtime.block_on(floor.load()))?);
    }
    let each = (ours.each, floor.each);
    ours.stop()?;
    floor.stop()?;
    let row = |what: &str, unit, of: fn(&Load) -> f64| {
        let pairs: Vec<_> = loads.iter().map(|(ours, floor)| (of(ours), of(floor))).collect();
        Row::of(format!("HTTP, {name}, {count} at once: {what}"), unit, &pairs)
    };
    let mut rows = vec![
        row("calls a second", Unit::Rate, |load| load.time).budget(2.0).aim(1.3),
        row("half within", Unit::Micros, |load| load.half_within),
        row("99 % within", Unit::Micros, |load| load.most_within),
    ];
    if loads.iter().all(|(ours, floor)| ours.processor.is_some() && floor.processor.is_some()) {
        let processor = row("processor", Unit::Micros, |load| load.processor.unwrap_or(f64::NAN));
        rows.push(processor.budget(2.0).aim(1.3));
    }
    // A few clients add less than a page of memory.
    if count >= 100 && each.0 > 0.0 && each.1 > 0.0 {
        let row = Row::of(format!("HTTP, {name}, {count} at once: memory each"), Unit::Mebibytes, &[each]);
        rows.push(row.budget(2.0).aim(1.3));
    }
    Ok(rows)
}

impl Server {
    /// Starts a server, and connects clients to it; each makes one call.
    fn start(runtime: &Runtime, program: &Path, era: Era, count: usize) -> Result<Self, Failure> {
        let mut child = cores::on_the_second(|| {
            Command::new(program).arg("http").stdin(Stdio::null()).stdout(Stdio::piped()).spawn()
        })?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("the server has no stdout")?).read_line(&mut line)?;
        let address = line.trim().parse()?;
        let mut server = Self { child, address, clients: Vec::new(), each: 0.0 };
        runtime.block_on(async {
            // What the first client makes the server touch is not of one client.
            server.clients.push(server.client(era).await?);
            let before = server.memory();
            let clients = join_all((1..count).map(|_| server.client(era))).await;
            server.clients.extend(clients.into_iter().collect::<Result<Vec<_>, _>>()?);
            if let (Some(before), Some(after), true) = (before, server.memory(), count > 1) {
                server.each = (after - before) / (count - 1) as f64;
            }
            Ok::<_, Failure>(())
        })?;
        Ok(server)
    }

    async fn client(&self, era: Era) -> Result<HttpClient, Failure> {
        let mut client = HttpClient::connect(self.address, era).await?;
        client.call("add", json!({ "a": 2, "b": 40 })).await?;
        Ok(client)
    }

    async fn load(&mut self) -> Result<Load, Failure> {
        let process = self.child.id();
        let processor = process::processor_time(process);
        let began = Instant::now();
        let calls = self.clients.iter_mut().map(async |client| {
            let mut took = Vec::new();
            while began.elapsed() < WHILE {
                let before = Instant::now();
                client.call("add", json!({ "a": 2, "b": 40 })).await?;
                took.push(before.elapsed());
            }
            Ok::<_, Failure>(took)
        });
        let mut took: Vec<_> = try_join_all(calls).await?.into_iter().flatten().collect();
        let count = took.len() as f64;
        let time = began.elapsed().as_secs_f64() / count;
        let after = process::processor_time(process);
        took.sort_unstable();
        let within = |share: usize| took[(took.len() * share / 100).min(took.len() - 1)].as_secs_f64();
        Ok(Load {
            time,
            processor: processor
                .zip(after)
                .map(|(before, after)| after.saturating_sub(before).as_secs_f64() / count),
            half_within: within(50),
            most_within: within(99),
        })
    }

    fn memory(&self) -> Option<f64> {
        Some(process::memory(self.child.id())?.resident as f64)
    }

    fn stop(self) -> Result<(), Failure> {
        let Self { mut child, clients, .. } = self;
        drop(clients);
        child.kill()?;
        child.wait()?;
        Ok(())
    }
}
