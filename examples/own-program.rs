//! A program of your own: the whole command line of `mcp-discord`, with three tools more that share state.
//!
//! ```sh
//! cargo run -p mcp-discord-examples --example own-program -- --sandbox
//! cargo run -p mcp-discord-examples --example own-program -- tools
//! cargo run -p mcp-discord-examples --example own-program -- call --sandbox post_agenda channel_id='#general'
//! ```
//!
//! Without `--sandbox` it works as the bot of `DISCORD_TOKEN`.

use std::{
    env,
    error::Error,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use mcp_discord::{
    cli::{Exit, Program},
    discord::Draft,
    prelude::*,
    toolsets,
};

fn main() -> Exit {
    Program::new("own-program", env!("CARGO_PKG_VERSION"))
        .about("Keeps the agenda of a meeting, beside all that mcp-discord does.")
        .toolsets(toolsets::ALL)
        .toolset(meeting())
        // State that nothing has to be waited for needs no more than `.state(Agenda::default())`.
        .setup(async |calls| Ok(calls.state(Agenda::open().await?)))
        .run()
}

/// What is to be talked about. All agents of the server have the same.
#[derive(Default)]
struct Agenda(Mutex<Vec<String>>);

impl Agenda {
    /// The lines of the file that the variable `AGENDA` names.
    async fn open() -> Result<Self, Box<dyn Error + Send + Sync>> {
        let Some(path) = env::var_os("AGENDA") else { return Ok(Self::default()) };
        let text = tokio::fs::read_to_string(&path).await;
        let text = text
            .map_err(|error| format!("the agenda {} can't be read: {error}", Path::new(&path).display()))?;
        Ok(Self(Mutex::new(text.lines().map(str::to_owned).collect())))
    }

    fn items(&self) -> MutexGuard<'_, Vec<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

toolset! { meeting: "The next meeting" => [show_agenda, add_to_agenda, post_agenda] }

/// Shows the agenda of the next meeting.
#[discord_tool(toolset = meeting, effect = read, state(Agenda))]
async fn show_agenda(ctx: Context<show_agenda>) -> ToolResult<String> {
    Ok(ctx.state::<Agenda>().items().join("\n"))
}

/// Adds an item to the agenda of the next meeting.
#[discord_tool(toolset = meeting, effect = write, state(Agenda))]
async fn add_to_agenda(
    ctx: Context<add_to_agenda>,
    /// What to talk about, in one line.
    item: String,
) -> ToolResult<String> {
    let mut items = ctx.state::<Agenda>().items();
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
    let items = ctx.state::<Agenda>().items().join("\n- ");
    ctx.channel(channel_id).send(Draft::text(format!("Agenda:\n- {items}"))).await?;
    Ok(())
}
