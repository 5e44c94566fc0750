//! Serves the tools on the standard streams: `--sandbox` in a sandbox, otherwise for the bot of `DISCORD_TOKEN`.

use std::{env, error::Error};

use mcp_discord::{CancellationToken, Server, Stdio, discord::Discord, sandbox::Sandbox, toolsets};

use {{crate_name}}::tools::{Polls, polls};

// One thread: on several, requests would overtake each other, and messages arrive in another order.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = match env::args().nth(1).as_deref() {
        Some("--sandbox") => Some(Sandbox::builder().furnished().start().await?),
        Some(other) => return Err(format!("not an argument of this program: {other}").into()),
        None => None,
    };
    let discord = match &sandbox {
        Some(sandbox) => Discord::at(&sandbox.api_base(), sandbox.token())?,
        None => {
            Discord::with_token(env::var("DISCORD_TOKEN").map_err(|_| "DISCORD_TOKEN is not set")?)?
        }
    };
    // Tools that come with mcp-discord beside your own, and what your own share.
    let server = Server::builder(discord)
        .toolset(toolsets::messages())
        .toolset(polls())
        .state(Polls::default())
        .build()?;
    let shutdown = CancellationToken::new();
    let ending = shutdown.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            ending.cancel();
        }
    });
    server.serve(Stdio, shutdown).await?;
    Ok(())
}
