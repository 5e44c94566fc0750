//! The smallest server: the tools for messages, on the standard streams.
//!
//! ```sh
//! cargo run -p mcp-discord-examples --example smallest-server
//! ```
//!
//! It waits for an MCP client; `claude mcp add discord -- PROGRAM` gives it one. Without `DISCORD_TOKEN` it works in a
//! sandbox: a Discord that lives in the process.

use std::{env, error::Error};

use mcp_discord::{CancellationToken, Server, Stdio, discord::Discord, sandbox::Sandbox, toolsets};

// One thread: on several, requests would overtake each other, and messages arrive in another order.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().furnished().start().await?;
    let discord = match env::var("DISCORD_TOKEN") {
        Ok(token) => Discord::with_token(token)?,
        Err(_) => Discord::at(&sandbox.api_base(), sandbox.token())?,
    };
    let server = Server::builder(discord).toolset(toolsets::messages()).build()?;
    server.serve(Stdio, CancellationToken::new()).await?;
    Ok(())
}
