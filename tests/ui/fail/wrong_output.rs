// What a tool gives back can be written as text. (line 6)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = write)]
async fn send(_ctx: Context<send>) -> ToolResult<std::time::Duration> {
    Ok(std::time::Duration::ZERO)
}

toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
