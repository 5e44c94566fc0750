//! One bot, two agents over HTTP: one may write, the other only reads.
//!
//! ```sh
//! cargo run -p mcp-discord-examples --example http-agents
//! ```
//!
//! It prints where it serves, and a bearer token for each agent: `claude mcp add --transport http discord URL --header
//! "Authorization: Bearer TOKEN"`. It works in a sandbox, until Ctrl+C.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;

use mcp_discord::{
    CancellationToken, Http, Server,
    call::Policy,
    discord::Discord,
    mcp::{HttpAgent, TokenHash},
    sandbox::Sandbox,
    toolsets,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().furnished().start().await?;
    let discord = Discord::at(&sandbox.api_base(), sandbox.token())?;
    let server = Server::builder(discord).toolsets(toolsets::ALL).build()?;

    // The server holds only hashes: whoever reads its memory or configuration can't call in an agent's name.
    let (builders, reviewers) = (new_token()?, new_token()?);
    let builder = HttpAgent::new("builder", TokenHash::of(&builders));
    let reviewer = HttpAgent {
        policy: Policy { read_only: true, ..Policy::default() },
        ..HttpAgent::new("reviewer", TokenHash::of(&reviewers))
    };
    let http = Http::bind_for(vec![builder, reviewer], ([127, 0, 0, 1], 0).into()).await?;
    println!("http://{}/mcp\nbuilder: {builders}\nreviewer: {reviewers}", http.address());

    let shutdown = CancellationToken::new();
    let ending = shutdown.clone();
    tokio::spawn(async move {
        // Without a way to hear of Ctrl+C there is nothing to wait for either.
        let _ended = tokio::signal::ctrl_c().await;
        ending.cancel();
    });
    server.serve(http, shutdown).await?;
    Ok(())
}

/// 256 bits that nobody can guess.
fn new_token() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
