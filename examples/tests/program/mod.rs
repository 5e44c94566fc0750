//! A program that is made with `cli::Program`, as somebody at a terminal meets it, and an agent.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use mcp_discord::sandbox::Sandbox;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::{Mcp, post, spawn};

const NAME: &str = "own-program";

/// The token of every sandbox that `--sandbox` starts or joins.
const TOKEN: &str = "MTc1OTI4ODQ3Mjk5MTE3MDYz.Sandbx.not-a-secret-the-sandbox-takes-it";

/// `VIEW_CHANNEL`, `SEND_MESSAGES` and `SEND_MESSAGES_IN_THREADS`.
const OF_MEETING: u64 = 1 << 10 | 1 << 11 | 1 << 38;

/// A program in an empty folder, and without the tester's settings.
struct Asked {
    command: Command,
    folder: TempDir,
}

/// How it ended.
#[derive(Debug)]
struct Ended {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

fn example(name: &str, arguments: &[&str]) -> Asked {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(crate::program(name));
    command.args(arguments).current_dir(folder.path()).env("XDG_CONFIG_HOME", folder.path().join("own"));
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("DISCORD_")) {
        command.env_remove(name);
    }
    Asked { command, folder }
}

fn program(arguments: &[&str]) -> Asked {
    example(NAME, arguments)
}

fn odd(case: &str, arguments: &[&str]) -> Asked {
    example("odd-program", arguments).env("CASE", case)
}

impl Asked {
    fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// With a file in the folder that it runs in.
    fn file(self, name: &str, text: &str) -> Self {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn run(mut self) -> Ended {
        let output = self.command.stdin(Stdio::null()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ended { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// What it prints when all is well.
    #[track_caller]
    fn printed(self) -> String {
        let ended = self.run();
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        ended.stdout
    }
}

/// A sandbox that the program joins, and can be looked into.
fn sandbox() -> (Runtime, Sandbox, String) {
    let runtime = Runtime::new().unwrap();
    let sandbox = runtime.block_on(Sandbox::builder().token(TOKEN).furnished().start()).unwrap();
    let flag = format!("--sandbox={}", sandbox.address());
    (runtime, sandbox, flag)
}

/// The names of the tools that it would list to a client.
#[track_caller]
fn listed(arguments: &[&str]) -> Vec<String> {
    let printed = program(&[&["tools", "--json"], arguments].concat()).printed();
    let listed: Value = serde_json::from_str(&printed).unwrap();
    let tools = listed["tools"].as_array().unwrap().iter();
    tools.map(|tool| tool["name"].as_str().unwrap().to_owned()).collect()
}

pub(super) fn own_program(_: &str) {
    let (_runtime, sandbox, flag) = sandbox();
    let mut asked = program(&[&flag]).file("agenda", "lunch\n").env("AGENDA", "agenda");
    let mut mcp = Mcp::with(spawn(asked.command.stderr(Stdio::null())));
    assert_eq!(mcp.call("add_to_agenda", &json!({ "item": "the freeze" })), "Items on the agenda: 2");
    assert_eq!(mcp.call("post_agenda", &json!({ "channel_id": "#general" })), "done");
    let sent = mcp.call("send_message", &json!({ "channel_id": "#general", "content": "That is all." }));
    assert!(sent.starts_with("Message sent successfully"), "{sent}");
    mcp.finish();
    let written = sandbox.write_log();
    let written: Vec<_> = written.iter().filter_map(|write| write.target.content.as_deref()).collect();
    assert_eq!(written, ["Agenda:\n- lunch\n- the freeze", "That is all."]);
}

#[test]
fn clients_are_told_the_programs_own_name() {
    let (_runtime, _sandbox, flag) = sandbox();
    let mut asked = program(&[&flag]);
    let mut mcp = Mcp::with(spawn(asked.command.stderr(Stdio::null())));
    let client = json!({ "name": "again", "version": "1" });
    let params = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client });
    let server = mcp.ask("initialize", &params)["result"]["serverInfo"].take();
    let told = [&server["name"], &server["version"]];
    assert_eq!(told, [NAME, env!("CARGO_PKG_VERSION")], "{server}");
    assert_eq!(server["description"], "Keeps the agenda of a meeting, beside all that mcp-discord does.");
    mcp.finish();
}

#[test]
fn own_tools_are_switched_on_and_off_as_those_that_come_with_it() {
    let has = |listed: &[String], tool: &str| listed.iter().any(|name| name == tool);
    // Those of one's own are on, and of the others those that are on in `mcp-discord`, too.
    let by_default = listed(&[]);
    assert!(has(&by_default, "post_agenda") && has(&by_default, "send_message"), "{by_default:?}");
    assert!(!has(&by_default, "ban_member"), "{by_default:?}");
    assert_eq!(listed(&["--toolsets", "default"]), by_default);
    assert_eq!(listed(&["--toolsets", "meeting"]), ["show_agenda", "add_to_agenda", "post_agenda"]);
    assert_eq!(listed(&["--toolsets", "meeting", "--read-only"]), ["show_agenda"]);
    assert_eq!(listed(&["--toolsets", "meeting", "--exclude-tools", "post_agenda"]).len(), 2);
    assert_eq!(listed(&["--tools", "post_agenda"]), ["post_agenda"]);
    assert!(!has(&listed(&["--toolsets", "messages"]), "post_agenda"));
    let wrong = program(&["tools", "--toolsets", "meating"]).run();
    assert_eq!(wrong.code, Some(1));
    assert!(wrong.stderr.contains("did you mean `meeting`?"), "{}", wrong.stderr);
    let table = program(&["tools"]).printed();
    assert!(table.contains("meeting: The next meeting (3 of 3 on)\n"), "{table}");
    assert!(table.contains(&format!("{NAME} invite")) && !table.contains("mcp-discord"), "{table}");
}

#[test]
fn read_only_refuses_an_own_tool_that_writes() {
    let (_runtime, sandbox, flag) = sandbox();
    let call = ["call", &flag, "--read-only", "post_agenda", "channel_id=#general"];
    let refused = program(&call).run();
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    assert!(refused.stderr.contains("only reads"), "{}", refused.stderr);
    assert!(sandbox.write_log().is_empty());
    let unknown = program(&["call", &flag, "post_agend"]).run();
    let said = format!("did you mean `post_agenda`?\nhint: {NAME} tools lists them");
    assert!(unknown.code == Some(1) && unknown.stderr.contains(&said), "{}", unknown.stderr);
}

#[test]
fn the_invite_asks_for_what_own_tools_need_and_is_there_without_their_state() {
    let (_runtime, _sandbox, flag) = sandbox();
    let invite = program(&["invite", &flag, "--toolsets", "meeting"]).env("AGENDA", "not/there").printed();
    assert!(invite.contains(&format!("permissions={OF_MEETING}")), "{invite}");
    assert!(invite.contains("SEND_MESSAGES_IN_THREADS: post_agenda"), "{invite}");
}

#[test]
fn what_to_type_begins_with_the_programs_own_name() {
    let ended = program(&[]).run();
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{}", ended.stderr);
    assert!(ended.stderr.starts_with(&format!("{NAME}: DISCORD_TOKEN")), "{}", ended.stderr);
    assert!(ended.stderr.contains(&format!("{NAME} --sandbox\n")), "{}", ended.stderr);
    assert_eq!(program(&["--version"]).printed(), format!("{NAME} {}\n", env!("CARGO_PKG_VERSION")));
    let help = program(&["--help"]).printed();
    assert!(help.starts_with("Keeps the agenda of a meeting") && help.contains("--sandbox"), "{help}");
    assert!(help.contains(&format!("{NAME}.toml")) && !help.contains("mcp-discord.toml"), "{help}");
    let said = program(&["--token", "x"]).run();
    assert!(said.code == Some(2) && said.stderr.starts_with(NAME), "{}", said.stderr);
    let (_runtime, _sandbox, flag) = sandbox();
    for (arguments, variable) in [
        (&[flag.as_str(), "--http=0.0.0.0:0"][..], ""),
        (&[flag.as_str(), "--http=127.0.0.1:0"], "too-short"),
        (&[flag.as_str(), "--http=127.0.0.1:0", "--http-tokens=agents.toml"], ""),
    ] {
        let asked = program(arguments).file("agents.toml", "[[agent]]").env("DISCORD_HTTP_TOKEN", variable);
        let ended = asked.run();
        assert!(ended.code == Some(1) && ended.stderr.contains(&format!("`{NAME} token NAME`")), "{ended:?}");
    }
    for page in [&["config", "markdown"], &["tools", "--markdown"]] {
        let page = program(page).printed();
        assert!(page.contains(&format!("`{NAME} config")) || page.contains("## meeting"), "{page}");
        assert!(!page.contains("`mcp-discord"), "{page}");
    }
}

#[test]
fn its_settings_file_has_its_name() {
    let both = |folder: &str| {
        program(&["config", "show"])
            .file("mcp-discord.toml", "agent = 'of-another'")
            .file(&format!("{folder}.toml"), "toolsets = ['meeting']\nagent = 'of-this'")
    };
    for folder in [NAME.to_owned(), format!("own/{NAME}/config")] {
        let shown = both(&folder).printed();
        assert!(shown.contains("of-this") && !shown.contains("of-another"), "{shown}");
    }
    let schema: Value = serde_json::from_str(&program(&["config", "schema"]).printed()).unwrap();
    let names = &schema["properties"]["toolsets"]["items"]["enum"];
    assert!(names.as_array().unwrap().contains(&json!("meeting")), "{names}");
}

#[test]
fn agents_over_http_are_given_own_tools_by_name() {
    let (_runtime, sandbox, flag) = sandbox();
    let made = program(&["token", "clerk"]).printed();
    let token = made.lines().find(|line| line.starts_with("mcpd_")).unwrap();
    let entry = &made[made.find("[[agent]]").unwrap()..];
    let entry = format!("{entry}toolsets = [\"meeting\"]\n");
    let mut asked =
        program(&[&flag, "--http=127.0.0.1:0", "--http-tokens=agents.toml"]).file("agents.toml", &entry);
    let mut child = asked.command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    let at = format!("{NAME}: MCP over HTTP at ");
    let url = lines.find_map(|line| line.strip_prefix(&at).map(str::to_owned)).unwrap();
    let runtime = Runtime::new().unwrap();
    let call = |token: &str, tool: &str, arguments| runtime.block_on(post(&url, token, tool, arguments));
    let general = || json!({ "channel_id": "#general" });
    assert_eq!(call(token, "post_agenda", general()), (200, "done".into()));
    let (_, refused) = call(token, "read_messages", general());
    assert!(refused.contains("switched off"), "{refused}");
    let (status, stranger) = call("nobody", "post_agenda", general());
    assert!(status == 401 && stranger.contains(&format!("`{NAME} token NAME`")), "{status}: {stranger}");
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(sandbox.write_log().len(), 1);
}

#[test]
fn a_setup_that_fails_is_told_of_and_needed_only_to_call() {
    let (_runtime, _sandbox, flag) = sandbox();
    let without = |arguments: &[&str]| program(arguments).env("AGENDA", "not/there").run();
    for arguments in [&[flag.as_str()][..], &["call", &flag, "show_agenda"]] {
        let ended = without(arguments);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{}", ended.stderr);
        let said = format!("{NAME}: it could not be set up: the agenda not/there can't be read: ");
        assert!(ended.stderr.contains(&said), "{}", ended.stderr);
    }
    assert_eq!(without(&["tools"]).code, Some(0));
}

#[test]
fn what_is_wrong_with_the_program_is_said_and_is_no_panic() {
    let (_runtime, _sandbox, flag) = sandbox();
    for (case, arguments, said) in [
        ("twice", &["tools"][..], "two tools answer to one name: `wave`"),
        ("stateless", &[&flag], "the tool `wave` works with a shared `odd_program::Hands`"),
        ("state-twice", &[&flag], "two values of one type are given as shared state"),
        ("late", &[&flag], "a tool is added by `setup`; add it to the program: wave"),
        ("none-to-replace", &["--help"], "there is no tool to replace by this name: wave"),
    ] {
        let ended = odd(case, arguments).run();
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(4), ""), "{case}: {}", ended.stderr);
        let line = ended.stderr.lines().find(|line| line.starts_with("odd-program: "));
        assert!(line.is_some_and(|line| line.contains(said)), "{case}: {}", ended.stderr);
    }
    // An error's sources are shown, each once.
    let ended = odd("refused", &["call", &flag, "wave"]).run();
    let said = "odd-program: it could not be set up: the database is away: connection refused\n";
    assert!(ended.code == Some(1) && ended.stderr.ends_with(said), "{ended:?}");
}

#[test]
fn what_a_server_can_be_given_a_program_can_be_given_too() {
    let (_runtime, _sandbox, flag) = sandbox();
    let wave = |case: &str| odd(case, &["call", &flag, "wave"]).printed();
    assert_eq!(wave("none"), "👋\n");
    assert_eq!(wave("replaced"), "waved by another\n");
    let layered = odd("layered", &["call", &flag, "wave"]).run();
    assert!(layered.code == Some(1) && layered.stderr.contains("not today"), "{layered:?}");
    let off = odd("off", &["call", &flag, "wave"]).run();
    assert!(off.code == Some(1) && off.stderr.contains("`greetings`, which is switched off"), "{off:?}");
    assert_eq!(odd("off", &["call", &flag, "--toolsets=greetings", "wave"]).printed(), "👋\n");
    let mut asked = odd("none", &[&flag]);
    let mut mcp = Mcp::with(spawn(asked.command.stderr(Stdio::null())));
    let client = json!({ "name": "again", "version": "1" });
    let params = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client });
    assert_eq!(mcp.ask("initialize", &params)["result"]["instructions"], "Wave.");
    mcp.finish();
}
