// As many errors as mistakes. (line 5)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = wirte, permissions(SEND_MESSAGE, VIEW_CHANEL), deadline = 0s)]
async fn send(
    _ctx: Context<send>,
    _content: String,
    /// How many.
    #[arg(maximum = 5, min = "one")]
    _count: u8,
) -> ToolResult<String> {
    Ok(String::new())
}

toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
