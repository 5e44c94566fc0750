//! The server that the official conformance suite is run against: all our tools, those that the suite calls by name,
//! and a sandbox below. It prints its address, and serves until it is ended.
//!
//! ```sh
//! tests/conformance/run
//! ```

mod raw;
mod tools;

use std::{error::Error, io::Write as _};

use mcp_discord::{
    Server, ServerBuilder,
    discord::{Discord, DiscordSettings, RestConfig},
    mcp::Http,
    sandbox::Sandbox,
    toolsets,
};
use rmcp::model::RequestStateCodec;
use tokio_util::sync::CancellationToken;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().furnished().start().await?;
    let server = server(&sandbox)?;
    // Known to everybody: what is sealed with it guards a fixture.
    let codec = RequestStateCodec::try_new(vec![7; 32])?;
    let handler = move || raw::WithFixtures { server: server.handler(), codec: codec.clone() };

    let http = Http::bind(([127, 0, 0, 1], 0).into()).await?;
    writeln!(std::io::stdout(), "http://{}/mcp", http.address())?;
    Ok(http.serve_handler(handler, CancellationToken::new()).await?)
}

fn server(sandbox: &Sandbox) -> Result<Server, Box<dyn Error>> {
    let rest = RestConfig::new(sandbox.api_base().parse()?, sandbox.token().into());
    let server = Server::builder(Discord::new(rest, DiscordSettings::default())?)
        .toolsets(toolsets::ALL)
        .toolset(tools::fixtures());
    Ok(tools::with_schemas().into_iter().fold(server, ServerBuilder::tool).build()?)
}
