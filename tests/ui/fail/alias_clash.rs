// Two arguments that answer to one name. (line 11)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = write)]
async fn send(
    _ctx: Context<send>,
    /// Text.
    content: String,
    /// More text.
    #[arg(alias = "content")]
    more: String,
) -> ToolResult<String> {
    Ok(content + &more)
}

toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
