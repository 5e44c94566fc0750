// A budget allows at least one call. (line 5)
use mcp_discord::prelude::*;

/// Sends.
#[discord_tool(toolset = messages, effect = write, rate_limit(0 per 5s))]
async fn send(_ctx: Context<send>) -> ToolResult<String> {
    Ok(String::new())
}

toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
