// The description stands in the source. (line 4)
use mcp_discord::prelude::*;

#[doc = concat!("Sends", ".")]
#[discord_tool(toolset = messages, effect = write, permissions(SEND_MESSAGES))]
async fn send(_ctx: Context<send>) -> ToolResult<String> {
    Ok(String::new())
}

toolset! { pub messages: "Messages" => [send] }

fn main() {
    let _ = messages();
}
