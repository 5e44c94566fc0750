// What has a default is never asked for. (line 9)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = write)]
async fn send(
    _ctx: Context<send>,
    /// Text.
    #[arg(ask, default)]
    _name: String,
) -> ToolResult<String> {
    Ok(String::new())
}

toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
