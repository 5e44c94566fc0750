// A minimum above the maximum. (line 9)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = write)]
async fn send(
    _ctx: Context<send>,
    /// Text.
    #[arg(min = 5, max = 1)]
    _count: u8,
) -> ToolResult<String> {
    Ok(String::new())
}

toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
