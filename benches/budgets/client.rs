//! A client over the standard streams that does as little as it can, so that what is measured is the server.

use std::{
    io,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::{Duration, Instant},
};

use mcp_discord_benches::process::{self, Memory};
use serde_json::{Value, json};

use crate::Failure;

/// A server that runs.
pub(crate) struct Client {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    line: String,
    next: u64,
}

/// What a number of calls took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// Of time, each.
    pub(crate) time: Duration,
    /// Of the server's processor time, each, where the system tells it exactly.
    pub(crate) cpu: Option<Duration>,
}

impl Client {
    /// Starts a server with these variables and without any other `DISCORD_…`.
    pub(crate) fn start(program: &Path, variables: &[(&str, &str)]) -> Result<Self, Failure> {
        let mut command = Command::new(program);
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("DISCORD_"))
        {
            command.env_remove(name);
        }
        // Where there is no `.env` file.
        command.envs(variables.iter().copied()).current_dir(std::env::temp_dir());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let stdin = child.stdin.take().ok_or("the server has no stdin")?;
        let stdout = BufReader::new(child.stdout.take().ok_or("the server has no stdout")?);
        Ok(Self { child, stdin, stdout, line: String::new(), next: 0 })
    }

    /// Shakes hands and asks for the tools, in one write.
    pub(crate) fn connect(&mut self) -> Result<(), Failure> {
        let client = json!({ "name": "bench", "version": "1" });
        let begin = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client });
        let mut lines = request(0, "initialize", &begin);
        lines += "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";
        lines += &request(1, "tools/list", &json!({}));
        self.stdin.write_all(lines.as_bytes())?;
        self.next = 2;
        for _ in 0..2 {
            let answer = self.read()?;
            if answer.get("result").is_none() {
                return Err(format!("the handshake failed: {answer}").into());
            }
        }
        Ok(())
    }

    /// Calls a tool `count` times, with `window` calls under way at once.
    pub(crate) fn calls(
        &mut self,
        count: u64,
        window: u64,
        mut params: impl FnMut(u64) -> Value,
    ) -> Result<Cost, Failure> {
        let first = self.next;
        let lines: Vec<_> = (first..first + count).map(|id| request(id, "tools/call", &params(id))).collect();
        let mut waiting = lines.iter();
        let cpu = process::processor_time(self.child.id());
        let began = Instant::now();
        for line in waiting.by_ref().take(usize::try_from(window)?) {
            self.stdin.write_all(line.as_bytes())?;
        }
        for _ in 0..count {
            self.line.clear();
            self.stdout.read_line(&mut self.line)?;
            if self.line.contains("\"isError\":true") || !self.line.contains("\"result\"") {
                return Err(format!("a call failed: {}", self.line).into());
            }
            if let Some(line) = waiting.next() {
                self.stdin.write_all(line.as_bytes())?;
            }
        }
        let each = |total: Duration| total.div_f64(count as f64);
        let time = each(began.elapsed());
        let cpu = cpu
            .zip(process::processor_time(self.child.id()))
            .map(|(before, after)| each(after.saturating_sub(before)));
        self.next += count;
        Ok(Cost { time, cpu })
    }

    pub(crate) fn memory(&self) -> Option<Memory> {
        process::memory(self.child.id())
    }

    /// Ends it, and waits for its end.
    pub(crate) fn stop(self) -> Result<(), Failure> {
        let Self { mut child, stdin, .. } = self;
        drop(stdin);
        let status = child.wait()?;
        if status.success() { Ok(()) } else { Err(format!("the server ended with: {status}").into()) }
    }

    fn read(&mut self) -> Result<Value, Failure> {
        self.line.clear();
        if self.stdout.read_line(&mut self.line)? == 0 {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into());
        }
        Ok(serde_json::from_str(&self.line)?)
    }
}

fn request(id: u64, method: &str, params: &Value) -> String {
    format!("{}\n", json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))
}
