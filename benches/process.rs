//! What the system says of a process.

use std::{collections::HashMap, fs, time::Duration};

/// What a process holds, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// All of its pages that are in memory.
    pub resident: u64,
    /// The same, with shared pages divided among those who share them.
    pub proportional: u64,
}

/// What a process holds, where the system tells.
pub fn memory(process: u32) -> Option<Memory> {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let fields: HashMap<_, _> = rollup.lines().filter_map(|line| line.split_once(':')).collect();
    let bytes = |name: &str| Some(fields.get(name)?.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024);
    Some(Memory { resident: bytes("Rss")?, proportional: bytes("Pss")? })
}

/// The processor time of all its threads so far. Linux counts it in nanoseconds.
pub fn processor_time(process: u32) -> Option<Duration> {
    let mut total = 0;
    for task in fs::read_dir(format!("/proc/{process}/task")).ok()? {
        let counts = fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        total += counts.split_whitespace().next()?.parse::<u64>().ok()?;
    }
    Some(Duration::from_nanos(total))
}
