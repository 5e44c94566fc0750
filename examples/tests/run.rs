//! Every example is started as its head says, and judged by what it prints and what it leaves behind.
//!
//! `cargo test` builds the examples before it runs this.

// Clippy knows test functions, and not the functions that they share.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod program;

use std::{
    collections::BTreeSet,
    env, fs,
    io::{BufRead, BufReader, Lines, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};

/// A test for each of these examples, and the list of them.
macro_rules! run {
    ($($check:ident: $example:literal;)*) => {
        const RUN: &[&str] = &[$($example),*];
        $(
            #[test]
            fn $check() {
                checks::$check($example);
            }
        )*
    };
}
run! {
    smallest_server: "smallest-server";
    own_program: "own-program";
    custom_tool: "custom-tool";
    custom_argument: "custom-argument";
    in_process_client: "in-process-client";
    http_agents: "http-agents";
    serenity_bot: "serenity-bot";
}

/// Those that are tests themselves, which cargo runs.
const TESTS: &[&str] = &["snapshot-test"];

#[test]
fn every_file_is_run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    for test in TESTS {
        let target = format!("[[test]]\nname = \"{test}\"\npath = \"{test}.rs\"\n");
        assert!(manifest.contains(&target), "cargo doesn't run {test} as a test");
    }
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let sources = files.filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    let names = sources.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned());
    let there: BTreeSet<_> = names.filter(|name| name != "lib").collect();
    let run: BTreeSet<_> = RUN.iter().chain(TESTS).map(|name| (*name).to_owned()).collect();
    assert_eq!(there, run, "left: the files of examples/, right: what is run of them");
}

mod checks {
    use serde_json::json;

    pub(super) use crate::program::own_program;

    use super::{Mcp, post, printed, start};

    pub(super) fn smallest_server(example: &str) {
        let mut mcp = Mcp::start(example);
        let sent =
            mcp.call("send_message", &json!({ "channel_id": "#general", "content": "from the smallest" }));
        assert!(sent.starts_with("Message sent successfully"), "{sent}");
        let read = mcp.call("read_messages", &json!({ "channel_id": "#general", "limit": 1 }));
        assert!(read.contains("from the smallest"), "{read}");
        mcp.finish();
    }

    pub(super) fn custom_tool(example: &str) {
        let printed = printed(example);
        assert!(printed.contains("Greeted Ada. Message ID: "), "{printed}");
        assert!(printed.contains(r#"operation: "create_message""#), "{printed}");
        assert!(printed.contains("#general"), "the nearest name was to be given: {printed}");
    }

    pub(super) fn custom_argument(example: &str) {
        let printed = printed(example);
        // The schema has the choice in place, and what its words mean.
        assert!(printed.contains(r#""now""#) && printed.contains("somebody has to stop"), "{printed}");
        assert!(printed.contains(": **Queue** (Now): it is full"), "{printed}");
        assert!(
            printed.contains("A person was asked: ") && printed.contains("Alert needs to know:"),
            "{printed}"
        );
    }

    pub(super) fn in_process_client(example: &str) {
        let printed = printed(example);
        for era in ["Older era", "Newer era"] {
            let (_, after) = printed.split_once(era).expect(&printed);
            let lines: Vec<_> = after.lines().skip(1).take(3).map(str::trim).collect();
            assert_eq!(lines[0], "done: Message deleted successfully.", "{printed}");
            assert_eq!(lines[1], "asked: Delete message in Discord?", "{printed}");
            assert_eq!(lines[2], r#"["create_message", "delete_message"]"#, "{printed}");
        }
        assert!(printed.ends_with("done\ndone\ndone\ndone\nsent: 4\n"), "{printed}");
    }

    pub(super) fn http_agents(example: &str) {
        let (mut child, mut lines) = start(example);
        let mut line = || lines.next().unwrap().unwrap();
        let url = line();
        let [builder, reviewer] = ["builder", "reviewer"]
            .map(|agent| line().strip_prefix(&format!("{agent}: ")).expect(agent).to_owned());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let call = |token: &str, tool: &str, arguments| runtime.block_on(post(&url, token, tool, arguments));

        let message = || json!({ "channel_id": "#general", "content": "over HTTP" });
        let (status, sent) = call(&builder, "send_message", message());
        assert!(status == 200 && sent.starts_with("Message sent successfully"), "{status}: {sent}");
        let (_, refused) = call(&reviewer, "send_message", message());
        assert!(refused.contains("only reads"), "{refused}");
        let (_, read) = call(&reviewer, "read_messages", json!({ "channel_id": "#general", "limit": 2 }));
        assert_eq!(read.matches("over HTTP").count(), 1, "{read}");
        let (status, _) = call("nobody", "read_messages", json!({}));
        assert_eq!(status, 401);
        child.kill().unwrap();
        child.wait().unwrap();
    }

    pub(super) fn serenity_bot(example: &str) {
        let mut mcp = Mcp::start(example);
        assert_eq!(mcp.call("list_notes", &json!({})), "The demo moved to 15:00");
        // What the bot said by serenity's own HTTP, and what an agent had it say.
        assert!(mcp.call("post_notes", &json!({ "channel_id": "#blocked" })).starts_with("Posted as "));
        for (channel, text) in [("#general", "Noted: The demo"), ("#blocked", "Notes:\n")] {
            let read = mcp.call("read_messages", &json!({ "channel_id": channel, "limit": 1 }));
            assert!(read.contains(text), "{channel}: {read}");
        }
        mcp.finish();
    }
}

/// A client on the standard streams of an example.
struct Mcp {
    child: Child,
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    id: u64,
}

impl Mcp {
    fn start(example: &str) -> Self {
        Self::with(start(example))
    }

    fn with((mut child, lines): (Child, Lines<BufReader<ChildStdout>>)) -> Self {
        let stdin = child.stdin.take().unwrap();
        let mut mcp = Self { child, stdin, lines, id: 0 };
        let client = json!({ "name": "run", "version": "1" });
        let params = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client });
        assert!(mcp.ask("initialize", &params)["result"]["serverInfo"].is_object());
        mcp.write(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
        mcp
    }

    /// Calls a tool; the result is its text.
    #[track_caller]
    fn call(&mut self, tool: &str, arguments: &Value) -> String {
        let answer = self.ask("tools/call", &json!({ "name": tool, "arguments": arguments }));
        text_of(&answer).to_owned()
    }

    /// Closes its standard input, at which it has to end by itself.
    fn finish(self) {
        let Self { child, stdin, lines, .. } = self;
        drop(stdin);
        assert_eq!(finish(child, lines), "");
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.id += 1;
        let id = self.id;
        self.write(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        let line = self.lines.next().expect("the example ended before it answered").unwrap();
        let answer: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }

    fn write(&mut self, message: &Value) {
        writeln!(self.stdin, "{message}").unwrap();
    }
}

/// Calls a tool over HTTP, in the newer era; the result is the status and the text.
async fn post(url: &str, token: &str, tool: &str, arguments: Value) -> (u16, String) {
    let version = "2026-07-28";
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": version,
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": { "name": "run", "version": "1" },
    });
    let params = json!({ "name": tool, "arguments": arguments, "_meta": meta });
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params });
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let request = client
        .post(url)
        .bearer_auth(token)
        .header("Accept", "application/json, text/event-stream")
        .header("Content-Type", "application/json")
        .header("MCP-Protocol-Version", version)
        .header("Mcp-Method", "tools/call")
        .header("Mcp-Name", tool);
    let answer = request.body(body.to_string()).send().await.unwrap();
    let (status, body) = (answer.status().as_u16(), answer.text().await.unwrap());
    if status != 200 {
        return (status, body);
    }
    (status, text_of(&serde_json::from_str(&body).unwrap()).to_owned())
}

#[track_caller]
fn text_of(answer: &Value) -> &str {
    answer["result"]["content"][0]["text"].as_str().unwrap_or_else(|| panic!("no text in {answer}"))
}

/// Runs an example to its end; the result is what it printed.
#[track_caller]
fn printed(example: &str) -> String {
    let (child, lines) = start(example);
    finish(child, lines)
}

fn start(example: &str) -> (Child, Lines<BufReader<ChildStdout>>) {
    spawn(Command::new(program(example)).env_remove("DISCORD_TOKEN"))
}

fn spawn(command: &mut Command) -> (Child, Lines<BufReader<ChildStdout>>) {
    let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = spawned.unwrap_or_else(|error| {
        panic!("{command:?} can't be started ({error}): `cargo build --examples` builds it")
    });
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    (child, lines)
}

/// Waits for an example to end well; the result is the rest of what it printed.
#[track_caller]
fn finish(mut child: Child, lines: Lines<BufReader<ChildStdout>>) -> String {
    let rest: String = lines.map(|line| line.unwrap() + "\n").collect();
    let status = child.wait().unwrap();
    assert!(status.success(), "{status}: {rest}");
    rest
}

/// Cargo puts examples beside the folder that this test is in.
fn program(example: &str) -> PathBuf {
    let profile = env::current_exe().unwrap().parent().unwrap().parent().unwrap().to_owned();
    profile.join("examples").join(example).with_extension(env::consts::EXE_EXTENSION)
}
