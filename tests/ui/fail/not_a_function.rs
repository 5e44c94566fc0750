// A tool is a function.
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = write)]
pub struct Send;

fn main() {}
