//! A bot written with serenity that serves MCP tools beside its own work: people leave notes, and agents read them.
//!
//! ```sh
//! DISCORD_TOKEN=… cargo run -p mcp-discord-examples --example serenity-bot
//! ```
//!
//! Handler and tools share their state, and the bot's token. Without `DISCORD_TOKEN` there is no gateway: serenity's HTTP
//! works in a sandbox, and one note is left as if somebody had written it.

use std::{
    env,
    error::Error,
    sync::{Arc, Mutex, PoisonError},
};

use mcp_discord::{CancellationToken, Server, Stdio, prelude::*};
use mcp_discord::{discord::Discord, discord::Draft, sandbox::Sandbox, toolsets};
use serenity::all::{
    ChannelId, ClientBuilder, CreateMessage, EventHandler, GatewayIntents, Http, HttpBuilder,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let notes = Arc::new(Notes::default());
    let handler = Handler(Arc::clone(&notes));
    let Ok(token) = env::var("DISCORD_TOKEN") else {
        let sandbox = Sandbox::builder().furnished().start().await?;
        // serenity asks the proxy only when it leaves the rate limits to it.
        let http = HttpBuilder::new(sandbox.token()).proxy(format!("http://{}", sandbox.address()));
        let http = http.ratelimiter_disabled(true).build();
        let general = sandbox.world().find_channel("general").map(|channel| channel.id.0);
        handler.hear(&http, general.ok_or("no #general")?.into(), "!note The demo moved to 15:00").await?;
        return serve(Discord::at(&sandbox.api_base(), http.token())?, notes).await;
    };
    let intents = GatewayIntents::GUILD_MESSAGES | GatewayIntents::MESSAGE_CONTENT;
    let http = Http::new(&token);
    let discord = Discord::with_token(http.token())?;
    let mut client = ClientBuilder::new_with_http(http, intents).event_handler(handler).await?;
    tokio::select! {
        ended = client.start() => Ok(ended?),
        ended = serve(discord, notes) => ended,
    }
}

async fn serve(discord: Discord, notes: Arc<Notes>) -> Result<(), Box<dyn Error>> {
    let server = Server::builder(discord).toolset(toolsets::messages()).toolset(noting());
    server.state(notes).build()?.serve(Stdio, CancellationToken::new()).await?;
    Ok(())
}

/// What people left for the agents.
#[derive(Default)]
struct Notes(Mutex<Vec<String>>);

impl Notes {
    fn all(&self) -> String {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
    }
}

/// The bot as it was before it served tools.
struct Handler(Arc<Notes>);

#[serenity::async_trait]
impl EventHandler for Handler {
    async fn message(&self, ctx: serenity::all::Context, message: serenity::all::Message) {
        if let Err(error) = self.hear(&ctx.http, message.channel_id, &message.content).await {
            tracing::warn!(%error, "a note was not confirmed");
        }
    }
}

impl Handler {
    async fn hear(&self, http: &Http, channel: ChannelId, text: &str) -> serenity::Result<()> {
        if let Some(note) = text.strip_prefix("!note ") {
            self.0.0.lock().unwrap_or_else(PoisonError::into_inner).push(note.to_owned());
            channel.say(http, format!("Noted: {note}")).await?;
        }
        Ok(())
    }
}

toolset! { noting: "Notes that people left" => [list_notes, post_notes] }

/// Lists the notes that people left with `!note`.
#[discord_tool(toolset = noting, effect = read, state(Arc<Notes>))]
async fn list_notes(ctx: Context<list_notes>) -> ToolResult<String> {
    Ok(ctx.state::<Arc<Notes>>().all())
}

/// Posts the notes that people left in a channel.
#[discord_tool(
    toolset = noting, effect = write, state(Arc<Notes>),
    permissions(VIEW_CHANNEL, any(SEND_MESSAGES, SEND_MESSAGES_IN_THREADS)),
)]
async fn post_notes(
    ctx: Context<post_notes>,
    /// Channel, thread or post: an ID, a link or `#name`.
    channel_id: ChannelRef,
) -> ToolResult<String> {
    // serenity's builders and IDs become the SDK's.
    let built = CreateMessage::new().content(format!("Notes:\n{}", ctx.state::<Arc<Notes>>().all()));
    let draft = Draft::try_from(built).map_err(|error| ToolError::Fault(error.to_string()))?;
    let message = ctx.channel(channel_id).send(draft).await?;
    Ok(format!("Posted as {}", message.id))
}
