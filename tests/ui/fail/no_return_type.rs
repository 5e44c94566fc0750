// A tool returns something. (line 6)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = write)]
async fn send(_ctx: Context<send>) {}

toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
