// No form holds a list. (line 10)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = write)]
async fn send(
    _ctx: Context<send>,
    /// Text.
    #[arg(ask)]
    _names: Vec<String>,
) -> ToolResult<String> {
    Ok(String::new())
}

toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
