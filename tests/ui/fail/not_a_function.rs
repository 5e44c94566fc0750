// A tool is a function. (line 6)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = write)]
pub struct Send;

fn main() {}
