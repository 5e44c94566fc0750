//! A server of your own: two tools that share state, beside a toolset that comes with the SDK.
//!
//! ```sh
//! cargo run -p mcp-discord-examples --example own-server
//! ```
//!
//! It works in a sandbox. With `Discord::with_token` in place of `Discord::at` it would work in Discord itself.

use std::{
    error::Error,
    sync::{Mutex, PoisonError},
};

use mcp_discord::discord::{Discord, Draft};
use mcp_discord::{CancellationToken, Server, Stdio, prelude::*, sandbox::Sandbox, toolsets};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let sandbox = Sandbox::builder().furnished().start().await?;
    let discord = Discord::at(&sandbox.api_base(), sandbox.token())?;
    let server = Server::builder(discord).toolset(toolsets::messages()).toolset(meeting());
    let server = server.state(Agenda::default()).build()?;
    server.serve(Stdio, CancellationToken::new()).await?;
    Ok(())
}

/// What is to be talked about. All agents of the server have the same.
#[derive(Default)]
struct Agenda(Mutex<Vec<String>>);

toolset! { meeting: "The next meeting" => [add_to_agenda, post_agenda] }

/// Adds an item to the agenda of the next meeting.
#[discord_tool(toolset = meeting, effect = write, state(Agenda))]
async fn add_to_agenda(
    ctx: Context<add_to_agenda>,
    /// What to talk about, in one line.
    item: String,
) -> ToolResult<String> {
    let mut items = ctx.state::<Agenda>().0.lock().unwrap_or_else(PoisonError::into_inner);
    items.push(item);
    Ok(format!("Items on the agenda: {}", items.len()))
}

/// Posts the agenda of the next meeting in a channel.
#[discord_tool(
    toolset = meeting, effect = write, state(Agenda),
    permissions(VIEW_CHANNEL, any(SEND_MESSAGES, SEND_MESSAGES_IN_THREADS)),
)]
async fn post_agenda(
    ctx: Context<post_agenda>,
    /// Channel, thread or post: an ID, a link or `#name`.
    channel_id: ChannelRef,
) -> ToolResult<()> {
    let items = ctx.state::<Agenda>().0.lock().unwrap_or_else(PoisonError::into_inner).join("\n- ");
    ctx.channel(channel_id).send(Draft::text(format!("Agenda:\n- {items}"))).await?;
    Ok(())
}
