//! What one server costs and the other doesn't: calls of the same tool, start, memory.

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use serde_json::json;

use crate::{
    Failure,
    client::{Client, Cost},
    table::{Row, Unit},
};

/// What the Python server takes from start to its first list of tools, and holds at rest: measured once, on the
/// machine on which the budgets were set.
const PYTHON_START_SECONDS: f64 = 1.1;
const PYTHON_MEMORY_BYTES: f64 = 71.0 * 1024.0 * 1024.0;

/// The programs that are compared.
pub(crate) struct Programs {
    /// One tool on rmcp alone.
    pub(crate) floor: PathBuf,
    /// The same tool, with this SDK.
    pub(crate) ours: PathBuf,
    /// The server that is shipped.
    pub(crate) shipped: PathBuf,
}

/// The shipped server needs a token to start, and reaches nobody with it.
const SETTINGS: [(&str, &str); 2] =
    [("DISCORD_TOKEN", "no-token-of-anybody"), ("DISCORD_API_BASE", "http://127.0.0.1:1/api/v10")];

/// A call of the same tool on both.
pub(crate) fn calls(programs: &Programs, rounds: usize) -> Result<Vec<Row>, Failure> {
    let (mut ours, mut floor) = (Client::start(&programs.ours, &[])?, Client::start(&programs.floor, &[])?);
    ours.connect()?;
    floor.connect()?;
    let mut rows = Vec::new();
    for (window, count) in [(1, 2_000), (16, 5_000), (64, 5_000)] {
        let call = |client: &mut Client| {
            client.calls(count, window, |id| json!({ "name": "add", "arguments": { "a": id, "b": 40 } }))
        };
        call(&mut ours)?;
        call(&mut floor)?;
        let mut costs = Vec::new();
        for round in 0..rounds {
            costs.push(pair(round, || call(&mut ours), || call(&mut floor))?);
        }
        let time = |cost: Cost| cost.time.as_secs_f64();
        let times: Vec<_> = costs.iter().map(|(ours, floor)| (time(*ours), time(*floor))).collect();
        rows.push(Row::of(format!("tool call, {window} at once: time"), Unit::Micros, &times));
        let cpu: Option<Vec<_>> = costs
            .iter()
            .map(|(ours, floor)| Some((ours.cpu?.as_secs_f64(), floor.cpu?.as_secs_f64())))
            .collect();
        if let Some(cpu) = cpu {
            rows.push(Row::of(format!("tool call, {window} at once: processor"), Unit::Micros, &cpu));
        }
    }
    ours.stop()?;
    floor.stop()?;
    Ok(rows.into_iter().map(|row| row.budget(2.0).aim(1.3)).collect())
}

/// From the start of the program to its first list of tools.
pub(crate) fn start(programs: &Programs, rounds: usize) -> Result<Vec<Row>, Failure> {
    let mut times = Vec::new();
    for round in 0..rounds {
        times.push(pair(round, || started(&programs.shipped), || started(&programs.floor))?);
    }
    let row = Row::of("start to the first tools/list", Unit::Millis, &times);
    let python = row.against("start to the first tools/list, against Python", PYTHON_START_SECONDS);
    Ok(vec![python.budget(1.0 / 50.0), row.aim(1.5)])
}

fn started(program: &Path) -> Result<f64, Failure> {
    let began = Instant::now();
    let mut client = Client::start(program, &SETTINGS)?;
    client.connect()?;
    let took = began.elapsed().as_secs_f64();
    client.stop()?;
    Ok(took)
}

/// What a server holds once a client is connected, where the system tells.
pub(crate) fn memory(programs: &Programs, rounds: usize) -> Result<Vec<Row>, Failure> {
    let (mut resident, mut proportional) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let (mut ours, mut floor) =
            (Client::start(&programs.shipped, &SETTINGS)?, Client::start(&programs.floor, &[])?);
        ours.connect()?;
        floor.connect()?;
        if let (Some(of_ours), Some(of_floor)) = (ours.memory(), floor.memory()) {
            resident.push((of_ours.resident as f64, of_floor.resident as f64));
            proportional.push((of_ours.proportional as f64, of_floor.proportional as f64));
        }
        ours.stop()?;
        floor.stop()?;
    }
    if resident.is_empty() {
        return Ok(Vec::new());
    }
    let row = Row::of("memory at rest, resident", Unit::Mebibytes, &resident);
    let python = row.against("memory at rest, resident, against Python", PYTHON_MEMORY_BYTES);
    let divided = Row::of("memory at rest, shared pages divided", Unit::Mebibytes, &proportional);
    Ok(vec![python.budget(1.0 / 7.0), row.aim(1.5), divided.aim(1.5)])
}

/// Both, and in every second round the other way round: what warms up or cools down favours neither.
pub(crate) fn pair<T>(
    round: usize,
    ours: impl FnOnce() -> Result<T, Failure>,
    theirs: impl FnOnce() -> Result<T, Failure>,
) -> Result<(T, T), Failure> {
    if round.is_multiple_of(2) {
        let ours = ours()?;
        Ok((ours, theirs()?))
    } else {
        let theirs = theirs()?;
        Ok((ours()?, theirs))
    }
}
