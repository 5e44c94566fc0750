//! The program as an MCP host runs it: a child process, its standard streams, and nothing of the tester's settings.

mod http;

use std::{
    collections::HashMap,
    io::ErrorKind,
    net::SocketAddr,
    path::Path,
    process::{Output, Stdio},
    time::Duration,
};

use mcp_discord::sandbox::Sandbox;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    task::JoinHandle,
    time::timeout,
};

/// Nothing here takes this long: a test that waits for it fails instead of hanging.
const PATIENCE: Duration = Duration::from_mins(1);

/// A command of the program, yet to be run, in an empty folder, and without the tester's `DISCORD_…` variables and
/// settings file.
pub(crate) struct Program {
    command: Command,
    folder: TempDir,
}

/// A server that runs, and its client's end of the streams.
pub(crate) struct Server {
    child: Child,
    stdin: ChildStdin,
    stdout: Lines<BufReader<ChildStdout>>,
    stderr: JoinHandle<Vec<u8>>,
    /// All that came on stdout.
    seen: Vec<String>,
    answers: HashMap<i64, Value>,
    next: i64,
    _folder: TempDir,
}

/// How a program ended, and all that it wrote.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The program with these arguments.
pub(crate) fn program(arguments: &[&str]) -> Program {
    prepared(Command::new(env!("CARGO_BIN_EXE_mcp-discord")), arguments)
}

/// The program as a host starts it that knows only its name: it is found in `PATH`.
pub(crate) fn started_as(name: &str, arguments: &[&str]) -> Program {
    let folder = Path::new(env!("CARGO_BIN_EXE_mcp-discord")).parent().unwrap().to_owned();
    let elsewhere = std::env::var_os("PATH").unwrap_or_default();
    let path =
        std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&elsewhere))).unwrap();
    let mut command = Command::new(name);
    command.env("PATH", path);
    prepared(command, arguments)
}

fn prepared(mut command: Command, arguments: &[&str]) -> Program {
    let folder = tempfile::tempdir().unwrap();
    command.args(arguments).current_dir(folder.path()).kill_on_drop(true);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("DISCORD_")) {
        command.env_remove(name);
    }
    command.env_remove("DEFAULT_SERVER_ID").env("XDG_CONFIG_HOME", folder.path().join("of-the-user"));
    command.env_remove("COLUMNS").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Program { command, folder }
}

/// The server in a sandbox of its own, at any free port.
pub(crate) fn sandboxed() -> Program {
    program(&["--sandbox=127.0.0.1:0"])
}

/// The server as it works in production, with this Discord.
pub(crate) fn with(sandbox: &Sandbox) -> Program {
    at(&sandbox.api_base(), sandbox.token())
}

/// The server with a Discord at this address.
pub(crate) fn at(api_base: &str, token: &str) -> Program {
    program(&[]).env("DISCORD_API_BASE", api_base).env("DISCORD_TOKEN", token)
}

/// An address that nothing listened on a moment ago.
pub(crate) fn free_address() -> SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

impl Program {
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// Adds arguments.
    pub(crate) fn arguments(mut self, arguments: &[&str]) -> Self {
        self.command.args(arguments);
        self
    }

    /// Where it runs.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs it to its end, with nothing on stdin.
    pub(crate) async fn run(self) -> Ended {
        self.run_with("").await
    }

    /// Runs it to its end, with this on stdin; it may end before it has read it all.
    pub(crate) async fn run_with(mut self, input: &str) -> Ended {
        let mut child = self.command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        match stdin.write_all(input.as_bytes()).await {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => panic!("stdin can't be written: {error}"),
            _ => drop(stdin),
        }
        let Output { status, stdout, stderr } =
            timeout(PATIENCE, child.wait_with_output()).await.expect("the program does not end").unwrap();
        Ended { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
    }

    /// Starts it as a server.
    pub(crate) fn serve(mut self) -> Server {
        let mut child = self.command.spawn().unwrap();
        let mut log = child.stderr.take().unwrap();
        let stderr = tokio::spawn(async move {
            let mut written = Vec::new();
            log.read_to_end(&mut written).await.unwrap();
            written
        });
        let stdout = BufReader::new(child.stdout.take().unwrap()).lines();
        let stdin = child.stdin.take().unwrap();
        let (seen, answers, next) = (Vec::new(), HashMap::new(), 0);
        Server { child, stdin, stdout, stderr, seen, answers, next, _folder: self.folder }
    }
}

#[cfg(unix)]
async fn terminate(child: &Child) {
    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
}

impl Server {
    /// Writes a line as it is.
    pub(crate) async fn write(&mut self, line: &str) {
        self.stdin.write_all(format!("{line}\n").as_bytes()).await.unwrap();
        self.stdin.flush().await.unwrap();
    }

    /// Sends a notification.
    pub(crate) async fn notify(&mut self, method: &str, params: Value) {
        self.write(&json!({ "jsonrpc": "2.0", "method": method, "params": params }).to_string()).await;
    }

    /// Sends a request, and doesn't wait for its answer. The result is its ID.
    pub(crate) async fn request(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        let id = self.next;
        self.write(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string())
            .await;
        id
    }

    /// The answer to a request, whole.
    pub(crate) async fn answer(&mut self, id: i64) -> Value {
        while !self.answers.contains_key(&id) {
            assert!(self.line().await, "the server closed stdout without an answer to {id}");
        }
        self.answers.remove(&id).unwrap()
    }

    /// The next answer, to whatever it is one.
    pub(crate) async fn next_answer(&mut self) -> (i64, Value) {
        while self.answers.is_empty() {
            assert!(self.line().await, "the server closed stdout");
        }
        let id = *self.answers.keys().next().unwrap();
        (id, self.answers.remove(&id).unwrap())
    }

    /// Sends a request and waits for its answer.
    pub(crate) async fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params).await;
        self.answer(id).await
    }

    /// Starts the call of a tool.
    pub(crate) async fn start_call(&mut self, tool: &str, arguments: Value) -> i64 {
        self.request("tools/call", json!({ "name": tool, "arguments": arguments })).await
    }

    /// Calls a tool. The result is its text and whether it is an error.
    pub(crate) async fn call(&mut self, tool: &str, arguments: Value) -> (String, bool) {
        let id = self.start_call(tool, arguments).await;
        outcome(&self.answer(id).await)
    }

    /// Shakes hands as clients up to 2025-11-25 do.
    pub(crate) async fn initialize(&mut self) -> Value {
        let client = json!({ "name": "by-hand", "version": "1" });
        let params = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client });
        let answer = self.ask("initialize", params).await;
        self.notify("notifications/initialized", json!({})).await;
        answer
    }

    /// The signal that service managers end a program with.
    #[cfg(unix)]
    pub(crate) async fn terminate(&mut self) {
        terminate(&self.child).await;
    }

    /// Ends it as the system does when memory runs out. The result is what it had answered and nobody has read yet.
    pub(crate) async fn kill(mut self) -> HashMap<i64, Value> {
        self.child.kill().await.unwrap();
        while self.line().await {}
        self.answers
    }

    /// Closes its stdin, and waits for its end.
    pub(crate) async fn finish(mut self) -> Ended {
        self.stdin.shutdown().await.unwrap();
        drop(self.stdin);
        end(self.child, self.stdout, self.stderr, self.seen).await
    }

    /// Waits for its end, with its stdin open.
    #[cfg(unix)]
    pub(crate) async fn ended(self) -> Ended {
        let Self { child, stdin, stdout, stderr, seen, .. } = self;
        let ended = end(child, stdout, stderr, seen).await;
        drop(stdin);
        ended
    }

    /// Reads one line; `false` at the end.
    async fn line(&mut self) -> bool {
        let read = timeout(PATIENCE, self.stdout.next_line()).await.expect("the server says nothing");
        let Some(line) = read.unwrap() else { return false };
        let message = message(&line);
        if let Some(id) = message["id"].as_i64() {
            assert!(self.answers.insert(id, message).is_none(), "a second answer to {id}: {line}");
        }
        self.seen.push(line);
        true
    }
}

/// Text of a tool's answer, and whether it is an error.
pub(crate) fn outcome(answer: &Value) -> (String, bool) {
    let result = &answer["result"];
    let text = result["content"][0]["text"].as_str();
    let text = text.unwrap_or_else(|| panic!("no result of a tool: {answer}"));
    (text.to_owned(), result["isError"] == true)
}

/// A line of stdout, which has to be a message of JSON-RPC.
pub(crate) fn message(line: &str) -> Value {
    let message: Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON on stdout: {line}"));
    let known = ["method", "result", "error"].iter().filter(|name| message.get(name).is_some()).count();
    assert!(message["jsonrpc"] == "2.0" && known == 1, "no message of JSON-RPC on stdout: {line}");
    message
}

async fn end(
    mut child: Child,
    mut stdout: Lines<BufReader<ChildStdout>>,
    stderr: JoinHandle<Vec<u8>>,
    mut seen: Vec<String>,
) -> Ended {
    let rest = async {
        while let Some(line) = stdout.next_line().await.unwrap() {
            message(&line);
            seen.push(line);
        }
    };
    timeout(PATIENCE, rest).await.expect("the server does not close stdout");
    let status = timeout(PATIENCE, child.wait()).await.expect("the server does not end").unwrap();
    Ended { code: status.code(), stdout: seen.join("\n"), stderr: text(stderr.await.unwrap()) }
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("what the program writes is UTF-8")
}
