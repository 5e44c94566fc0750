//! A tool of your own, called in the sandbox: no token, no network.
//!
//! ```sh
//! cargo run -p mcp-discord-examples --example custom-tool
//! ```

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;

use mcp_discord::{discord::Draft, prelude::*, testing::Session};
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // A sandbox, an MCP server with nothing but our toolset, and a real MCP client.
    let session = Session::builder().toolsets(&[greetings()]).start().await?;

    let greeted = session.call("greet", json!({ "channel_id": "#general", "name": "Ada" })).await?;
    println!("{}", greeted.text);

    // What a tool says of itself proves little: this is what Discord was asked to do.
    for write in session.sandbox().write_log() {
        println!("{write:#?}");
    }

    // Arguments are checked before the tool runs, and the model is told how to mend them.
    let refused = session.call("greet", json!({ "channel": "#generl", "name": "Ada" })).await?;
    println!("{}", refused.text);
    Ok(())
}

// The table of contents of a toolset. A tool that is left out is reported as dead code.
toolset! { pub greetings: "Being polite" => [greet] }

/// Welcomes somebody in a channel.
///
/// The first line is what a person is shown; a model reads all of it, and the lines at the arguments.
#[discord_tool(
    toolset = greetings,
    effect = write,
    // Take one away, and `send` below doesn't compile: the error names the permission.
    permissions(VIEW_CHANNEL, any(SEND_MESSAGES, SEND_MESSAGES_IN_THREADS)),
    rate_limit(3 per 1min, by = channel_id),
)]
async fn greet(
    ctx: Context<greet>,
    /// Channel, thread or post: an ID, a link or `#name`.
    #[arg(alias = "channel")]
    channel_id: ChannelRef,
    /// Whom to welcome.
    #[arg(max_length = 100)]
    name: String,
) -> ToolResult<String> {
    let message = ctx.channel(channel_id).send(Draft::text(format!("Welcome, {name}!"))).await?;
    Ok(format!("Greeted {name}. Message ID: {}", message.id))
}
