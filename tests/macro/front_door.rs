//! From JSON arguments to a typed call, and what a model is shown.

use mcp_discord::{prelude::*, tool::Arguments};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

/// Which end of the channel comes first.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Order {
    /// The latest.
    Newest,
    /// The earliest.
    Oldest,
}

impl Argument for Order {}

/// Looks for messages
/// in a channel.
///
/// - By text.
#[discord_tool(toolset = searching, effect = read, permissions(VIEW_CHANNEL, READ_MESSAGE_HISTORY))]
async fn find_messages(
    _ctx: Context<find_messages>,
    /// Where.
    #[arg(alias = "channel")]
    channel_id: ChannelRef,
    /// Words that a message has to have.
    #[arg(max_length = 5, example = "cat")]
    words: Vec<String>,
    /// How many.
    #[arg(default = 10, min = 1, max = 100)]
    limit: u8,
    /// Which first.
    #[arg(default = Order::Newest)]
    order: Order,
    /// Only those with
    /// a file.
    #[arg(default)]
    files: bool,
    /// By whom.
    #[arg(pattern = "^[a-z]+$")]
    author: Option<String>,
) -> ToolResult<String> {
    Ok(format!("{channel_id} {words:?} {limit} {order:?} {files} {author:?}"))
}

/// Takes nothing.
#[discord_tool(toolset = searching, effect = read)]
async fn count(_ctx: Context<count>) -> ToolResult<&'static str> {
    Ok("none")
}

toolset! { searching: "Looking for messages" => [find_messages, count] }

fn arguments(value: Value) -> Arguments {
    match value {
        Value::Object(object) => object,
        other => panic!("no object: {other}"),
    }
}

#[test]
fn schemas() {
    let tools = searching().tools;
    insta::assert_json_snapshot!("find_messages", &*tools[0].input());
    insta::assert_json_snapshot!("count", &*tools[1].input());
    assert_eq!(tools[0].spec().description, "Looks for messages in a channel.\n\n- By text.");
}

#[test]
fn a_call_is_typed() {
    let tool = &searching().tools[0];
    let mut call = tool
        .prepare(arguments(json!({ "channel": "#general", "words": ["cat"], "limit": "25" })))
        .unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(call.given(), ["channel_id", "words", "limit"]);
    let references: Vec<_> = call.references().into_iter().map(|(name, _)| name).collect();
    assert_eq!(references, ["channel_id"]);
}

#[test]
fn a_call_that_is_wrong_in_many_ways_hears_of_all() {
    let wrong = json!({ "channel_id": "general", "limit": 1000, "author": "Wumpus", "word": [] });
    let Err(errors) = searching().tools[0].prepare(arguments(wrong)) else { panic!("it was accepted") };
    let names: Vec<_> = errors.0.iter().map(|error| error.argument.as_str()).collect();
    assert_eq!(names, ["words", "limit", "author", "word"], "{errors}");
}

#[test]
fn a_tool_without_arguments_takes_none() {
    let count = &searching().tools[1];
    assert!(count.prepare(Arguments::new()).is_ok());
    let Err(errors) = count.prepare(arguments(json!({ "all": true }))) else { panic!("it was accepted") };
    assert_eq!(errors.to_string(), "argument `all`: this tool takes no arguments");
}
