use std::{any::Any, convert::Infallible, fmt, sync::Arc};

use rmcp::model::RequestStateError;
use tower::{Layer, Service};

use super::{OutputMode, Server, ServerSettings};
use crate::{
    call::{Calls, CallsBuilder, Confirm, Ending, Layered, Policy, RegistryError, ToolRequest},
    context::{Tool, Toolset},
    discord::Discord,
    tool::Record,
};

/// Puts a [`Server`] together: [`Server::builder`].
#[must_use = "nothing is served before `build`"]
pub struct ServerBuilder {
    calls: CallsBuilder,
    settings: ServerSettings,
}

/// Why a server can't be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The tools can't be served together.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The key that seals questions can't be made.
    #[error("the key for request states can't be made: {0}")]
    RequestState(#[from] RequestStateError),
    /// The system gives no random numbers for that key.
    #[error("the system gives no random numbers: {0}")]
    Random(#[from] getrandom::Error),
}

impl Server {
    /// A server for a bot, without tools at first.
    ///
    /// ```no_run
    /// use mcp_discord::{CancellationToken, Server, Stdio, discord::Discord, toolsets};
    ///
    /// #[tokio::main(flavor = "current_thread")]
    /// async fn main() -> Result<(), Box<dyn std::error::Error>> {
    ///     let discord = Discord::with_token(std::env::var("DISCORD_TOKEN")?)?;
    ///     let server = Server::builder(discord).toolset(toolsets::messages()).build()?;
    ///     server.serve(Stdio, CancellationToken::new()).await?;
    ///     Ok(())
    /// }
    /// ```
    pub fn builder(discord: Discord) -> ServerBuilder {
        ServerBuilder { calls: Calls::builder(discord), settings: ServerSettings::default() }
    }
}

impl ServerBuilder {
    /// Adds the tools of a set: one of [`toolsets`](crate::toolsets), or one of your own.
    pub fn toolset(self, toolset: Toolset) -> Self {
        self.calls(|calls| calls.toolset(toolset))
    }

    /// Adds the tools of several sets, such as [`toolsets::ALL`](crate::toolsets::ALL).
    pub fn toolsets(self, toolsets: &[Toolset]) -> Self {
        self.calls(|calls| calls.toolsets(toolsets))
    }

    /// Adds a tool. It can't have a name that another one answers to.
    pub fn tool(self, tool: Tool) -> Self {
        self.calls(|calls| calls.tool(tool))
    }

    /// Puts a tool in the place of the one that has its name.
    pub fn replace(self, tool: Tool) -> Self {
        self.calls(|calls| calls.replace(tool))
    }

    /// Gives the tools that say `state(T)` what they share, by its type.
    ///
    /// ```
    /// use std::sync::atomic::{AtomicU64, Ordering};
    ///
    /// use mcp_discord::{Server, discord::Discord, prelude::*};
    ///
    /// #[derive(Default)]
    /// struct Visits(AtomicU64);
    ///
    /// /// Counts how often it was called.
    /// #[discord_tool(toolset = counters, effect = read, state(Visits))]
    /// async fn visit(ctx: Context<visit>) -> ToolResult<String> {
    ///     let before = ctx.state::<Visits>().0.fetch_add(1, Ordering::Relaxed);
    ///     Ok(format!("visit {}", before + 1))
    /// }
    ///
    /// toolset! { pub counters: "Counting" => [visit] }
    ///
    /// let server = || Server::builder(Discord::with_token("token").unwrap()).toolset(counters());
    /// assert!(server().state(Visits::default()).build().is_ok());
    /// // A tool never runs without its state: such a server isn't built.
    /// assert!(server().build().unwrap_err().to_string().contains("Visits"));
    /// ```
    pub fn state<T: Any + Send + Sync>(self, value: T) -> Self {
        self.calls(|calls| calls.state(value))
    }

    /// Adds a [`tower`] layer around every call. The last one added is the outermost; see [`call`](crate::call) for
    /// where it stands among the server's own.
    pub fn layer<L>(self, layer: L) -> Self
    where
        L: Layer<Layered> + Send + 'static,
        L::Service:
            Service<ToolRequest, Response = Ending, Error = Infallible> + Clone + Send + Sync + 'static,
        <L::Service as Service<ToolRequest>>::Future: Send,
    {
        self.calls(|calls| calls.layer(layer))
    }

    /// Which tools may be called; all, when this isn't called.
    pub fn policy(self, policy: Policy) -> Self {
        self.calls(|calls| calls.policy(policy))
    }

    /// When a person is asked before something is destroyed.
    pub fn confirm(self, confirm: Confirm) -> Self {
        self.calls(|calls| calls.confirm(confirm))
    }

    /// Where calls and changes are written down; the log, when this isn't called.
    pub fn record(self, record: Arc<dyn Record>) -> Self {
        self.calls(|calls| calls.record(record))
    }

    /// Which rendering of a result is sent; the text, when this isn't called.
    pub const fn output(mut self, output: OutputMode) -> Self {
        self.settings.output = output;
        self
    }

    /// What the server is called; `mcp-discord`, when this isn't called.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.settings.name = name.into();
        self
    }

    /// Its version; that of this crate, when this isn't called.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.settings.version = version.into();
        self
    }

    /// What its agents are called in log and record; what they say of themselves, when this isn't called.
    pub fn agent(mut self, agent: impl Into<String>) -> Self {
        self.settings.agent = Some(agent.into());
        self
    }

    /// What a model is told of the server as a whole, in place of the words that suit the built-in tools.
    pub fn instructions(mut self, instructions: impl Into<String>) -> Self {
        self.settings.instructions = Some(instructions.into());
        self
    }

    /// Puts it together. What was wrong with one of the calls before is the error.
    pub fn build(self) -> Result<Server, BuildError> {
        Server::new(self.calls.build()?, self.settings)
    }

    fn calls(mut self, change: impl FnOnce(CallsBuilder) -> CallsBuilder) -> Self {
        self.calls = change(self.calls);
        self
    }
}

impl fmt::Debug for ServerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerBuilder").field("calls", &self.calls).finish_non_exhaustive()
    }
}
