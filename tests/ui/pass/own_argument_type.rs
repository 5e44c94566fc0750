// A type of one's own as an argument, with a name that generated code could use.
#![deny(warnings)]
use mcp_discord::prelude::*;

use mcp_discord::tool::Argument;
use schemars::JsonSchema;
use serde::Deserialize;

/// Which end comes first.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Call {
    #[default]
    Newest,
    Oldest,
}

impl Argument for Call {}

/// Lists.
#[discord_tool(toolset = lists, effect = read)]
async fn list(
    _ctx: Context<list>,
    /// Order.
    #[arg(default)]
    given: Call,
    /// Order again.
    #[arg(default = Call::Oldest)]
    operation: Call,
    /// Orders.
    #[arg(default = vec![Call::Newest, Call::Oldest], max_length = 2)]
    found: Vec<Call>,
    /// One more.
    reader: Option<Call>,
) -> ToolResult<String> {
    Ok(format!("{given:?} {operation:?} {found:?} {reader:?}"))
}

toolset! { pub lists: "Lists" => [list] }

fn main() {
    assert!(lists().tools[0].prepare(serde_json::Map::new()).is_ok());
}
