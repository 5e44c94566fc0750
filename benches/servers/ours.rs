//! The same tool as the floor's, with this SDK: arguments, layers, record and all.

use std::{env, error::Error};

use mcp_discord::{
    Context, Http, Server, Stdio, ToolResult,
    discord::{Discord, DiscordSettings, RestConfig},
    discord_tool, toolset,
};
use tokio_util::sync::CancellationToken;

toolset! { pub sums: "Sums" => [add] }

/// Adds two numbers.
#[allow(clippy::unused_async, reason = "every tool is async; this one has nothing to wait for")]
#[discord_tool(toolset = sums, effect = read)]
async fn add(
    _ctx: Context<add>,
    /// One number.
    a: i64,
    /// Another.
    b: i64,
) -> ToolResult<String> {
    Ok((a + b).to_string())
}

#[allow(clippy::print_stdout, reason = "where it listens")]
fn main() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let rest = RestConfig::new("http://127.0.0.1:1/".parse()?, "no-token".into());
        let server =
            Server::builder(Discord::new(rest, DiscordSettings::default())?).toolset(sums()).build()?;
        if env::args().nth(1).as_deref() == Some("http") {
            let http = Http::bind("127.0.0.1:0".parse()?).await?;
            println!("{}", http.address());
            return Ok(server.serve(http, CancellationToken::new()).await?);
        }
        Ok(server.serve(Stdio, CancellationToken::new()).await?)
    })
}
