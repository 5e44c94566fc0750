// The model reads the doc comment of a tool. (line 5)
use mcp_discord::prelude::*;

#[discord_tool(toolset = messages, effect = write, permissions(SEND_MESSAGES))]
async fn send(_ctx: Context<send>) -> ToolResult<String> {
    Ok(String::new())
}

toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
