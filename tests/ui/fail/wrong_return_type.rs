// A tool returns `ToolResult`. (line 6)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = write)]
async fn send(_ctx: Context<send>) -> String {
    String::new()
}

toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
