//! `docs/migrating-from-python.md`, followed as a person follows it.

use std::path::Path;

use mcp_discord::sandbox::Sandbox;
use serde_json::{Map, Value, json};

use crate::process::{Program, started_as};

/// A configuration of Claude Desktop as people have it: other servers, and settings of the host.
const CLAUDE_DESKTOP: &str = r#"{
  "globalShortcut": "Ctrl+Space",
  "mcpServers": {
    "filesystem": { "command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", "/home/mira/notes"] },
    "discord": {
      "command": "uv",
      "args": ["--directory", "/home/mira/src/mcp-discord", "run", "mcp-discord"],
      "env": { "DISCORD_TOKEN": "TOKEN" }
    }
  }
}"#;

/// A project's configuration of Claude Code.
const CLAUDE_CODE: &str = r#"{
  "mcpServers": {
    "github": { "type": "http", "url": "https://api.githubcopilot.com/mcp/" },
    "discord": {
      "type": "stdio",
      "command": "uv",
      "args": ["--directory", "../mcp-discord", "run", "mcp-discord"],
      "env": { "DISCORD_TOKEN": "${DISCORD_TOKEN}" }
    }
  }
}"#;

fn document() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/migrating-from-python.md");
    std::fs::read_to_string(path).unwrap().replace('\r', "")
}

/// The JSON that follows some words, under a heading.
#[track_caller]
fn block(document: &str, heading: &str, words: &str) -> Value {
    let (_, section) = document.split_once(&format!("\n{heading}\n")).expect(heading);
    let (_, after) = section.split_once(words).expect(words);
    let (between, block) = after.split_once("```json\n").expect("a block of JSON");
    assert!(between.trim().is_empty(), "{words} is not followed by JSON, but by {between}");
    let (block, _) = block.split_once("```").unwrap();
    serde_json::from_str(block).unwrap_or_else(|error| panic!("{heading}, {words}: {error}"))
}

fn entry(config: &Value) -> &Map<String, Value> {
    config["mcpServers"]["discord"].as_object().expect("an entry for Discord")
}

/// What the document's two blocks say to change in the entry: a new value, or none.
fn step(before: &Map<String, Value>, after: &Map<String, Value>) -> Vec<(String, Option<Value>)> {
    let keys = before.keys().chain(after.keys().filter(|key| !before.contains_key(*key)));
    let changed = keys.filter(|key| before.get(*key) != after.get(*key));
    changed.map(|key| (key.clone(), after.get(key).cloned())).collect()
}

/// A real configuration, with the document's step done to it.
fn migrated(heading: &str, real: &str) -> Map<String, Value> {
    let document = document();
    let before = block(&document, heading, "Before:");
    let after = block(&document, heading, "After:");
    let mut config: Value = serde_json::from_str(real).unwrap();
    // The document speaks of the configuration that people have.
    let (theirs, ours) = (entry(&config), entry(&before));
    assert!(theirs.keys().eq(ours.keys()), "{theirs:?} is not what the document starts from: {ours:?}");
    assert_eq!((&theirs["command"], &theirs["args"][2]), (&ours["command"], &ours["args"][2]));
    let step = step(ours, entry(&after));
    // And this is what its sentence says.
    assert_eq!(step, [("args".to_owned(), None), ("command".to_owned(), Some(json!("mcp-discord")))]);
    assert!(
        document.contains("write `mcp-discord` for `command`, and take `args` out. Leave `env` as it is.")
    );
    let entry = config["mcpServers"]["discord"].as_object_mut().unwrap();
    for (key, value) in step {
        match value {
            Some(value) => entry.insert(key, value),
            None => entry.remove(&key),
        };
    }
    entry.clone()
}

/// The program as a host starts it, with the token that the configuration means.
fn host(entry: &Map<String, Value>, sandbox: &Sandbox) -> Program {
    let arguments: Vec<_> = entry.get("args").and_then(Value::as_array).into_iter().flatten().collect();
    let arguments: Vec<_> = arguments.iter().map(|argument| argument.as_str().unwrap()).collect();
    let mut program = started_as(entry["command"].as_str().unwrap(), &arguments);
    for (name, value) in entry["env"].as_object().unwrap() {
        let value = value.as_str().unwrap();
        let value = if matches!(value, "TOKEN" | "${DISCORD_TOKEN}") { sandbox.token() } else { value };
        program = program.env(name, value);
    }
    // The document's reader has the real Discord at this address.
    program.env("DISCORD_API_BASE", &sandbox.api_base())
}

#[tokio::test]
async fn the_entry_of_the_python_server_becomes_ours_by_the_documents_step() {
    for (heading, real) in [("### Claude Desktop", CLAUDE_DESKTOP), ("### Claude Code", CLAUDE_CODE)] {
        let entry = migrated(heading, real);
        let sandbox = Sandbox::builder().furnished().start().await.unwrap();
        let mut server = host(&entry, &sandbox).serve();
        let hello = server.initialize().await;
        assert_eq!(hello["result"]["serverInfo"]["name"], "mcp-discord", "{hello}");
        let listed = server.ask("tools/list", json!({})).await;
        assert!(listed["result"]["tools"].as_array().is_some_and(|tools| tools.len() > 5), "{listed}");
        let channel = {
            let world = sandbox.world();
            let home = world.servers().next().unwrap().id;
            world.channel_named(home, "general").unwrap().id
        };
        // A call as agents of the Python server make it.
        let arguments = json!({ "channel_id": channel.to_string(), "content": "moved in" });
        let (text, is_error) = server.call("send_message", arguments).await;
        assert!(!is_error && text.starts_with("Message sent successfully. Message ID: "), "{text}");
        assert_eq!(sandbox.world().messages(channel).next_back().unwrap().content, "moved in");
        assert_eq!(server.finish().await.code, Some(0));
    }
}

/// The rows of the document's tables of tools: the name, and the arguments.
fn rows(document: &str) -> Vec<(String, Vec<String>)> {
    let (_, section) = document.split_once("\n## The tools\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let quoted =
        |cell: &str| -> Vec<String> { cell.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
    rows.map(|(name, rest)| (name.to_owned(), quoted(rest.split('|').next().unwrap()))).collect()
}

#[test]
fn the_table_has_the_tools_of_the_python_server() {
    let document = document();
    let rows = rows(&document);
    // 15 of its main branch, two of its released package, two of its other branches.
    assert_eq!(rows.len(), 19, "{rows:?}");
    let only = block(&document, "## The tools", "`env`:\n");
    let only: Vec<_> = only["DISCORD_TOOLS"].as_str().unwrap().split(',').collect();
    assert_eq!(only, rows[..17].iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>());
}

#[tokio::test]
async fn every_tool_of_the_table_is_on_by_default_and_takes_what_it_took() {
    let sandbox = Sandbox::builder().furnished().start().await.unwrap();
    let mut server = host(&migrated("### Claude Desktop", CLAUDE_DESKTOP), &sandbox).serve();
    server.initialize().await;
    let listed = server.ask("tools/list", json!({})).await;
    let listed = listed["result"]["tools"].as_array().unwrap();
    let mut wrong = Vec::new();
    for (name, arguments) in rows(&document()) {
        let Some(tool) = listed.iter().find(|tool| tool["name"] == *name) else {
            wrong.push(format!("{name} is not offered"));
            continue;
        };
        let schema = &tool["inputSchema"];
        let missing =
            arguments.iter().filter(|argument| schema["properties"].get(argument.as_str()).is_none());
        wrong.extend(missing.map(|argument| format!("{name} doesn't take {argument}")));
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let added = required.filter(|required| !arguments.iter().any(|argument| argument == required));
        wrong.extend(added.map(|argument| format!("{name} can't do without {argument}")));
    }
    server.finish().await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn with_the_documents_list_of_tools_there_are_those_and_no_others() {
    let document = document();
    let only = block(&document, "## The tools", "`env`:\n");
    let mut entry = migrated("### Claude Desktop", CLAUDE_DESKTOP);
    entry["env"]["DISCORD_TOOLS"] = only["DISCORD_TOOLS"].clone();
    let sandbox = Sandbox::builder().furnished().start().await.unwrap();
    let mut server = host(&entry, &sandbox).serve();
    server.initialize().await;
    let listed = server.ask("tools/list", json!({})).await;
    let mut listed: Vec<_> = listed["result"]["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| tool["name"].as_str().unwrap())
        .collect();
    let mut wanted: Vec<_> = only["DISCORD_TOOLS"].as_str().unwrap().split(',').collect();
    listed.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(listed, wanted);
    server.finish().await;
}
