// Clients refuse such a name. (line 5)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = write, name = "send message")]
async fn send(_ctx: Context<send>) -> ToolResult<String> {
    Ok(String::new())
}

toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
