use std::{any::Any, error::Error, fmt};

use futures_util::future::LocalBoxFuture;

use super::{Exit, Failure, refuse, start};
use crate::{
    call::{Calls, CallsBuilder, Policy, Registry, RegistryError},
    config::Settings,
    context::{Tool, Toolset},
    discord::Discord,
    mcp::ServerSettings,
    tool::ToolSpec,
};

/// A program that serves tools, with the whole command line of `mcp-discord`: settings, `--sandbox`, `--http` with
/// agents' tokens, `call`, `tools`, `invite`, `config`, `token`, logs without credentials, signals.
///
/// ```no_run
/// use std::sync::atomic::{AtomicU64, Ordering};
///
/// use mcp_discord::{
///     cli::{Exit, Program},
///     prelude::*,
///     toolsets,
/// };
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
/// fn main() -> Exit {
///     Program::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))
///         .toolsets(toolsets::ALL)
///         .toolset(counters())
///         .state(Visits::default())
///         .run()
/// }
/// ```
///
/// Variables and settings are those of `mcp-discord`, and so is what they mean ([Configuration]). The settings file is
/// called by the program's name, since it names the toolsets of this program: `NAME.toml` in the working folder, or
/// `NAME/config.toml` in the user's configuration folder.
///
/// Toolsets are on unless settings say otherwise, as in a [`Server`](crate::Server) that is built by hand. Those that
/// are to wait until somebody names them say so: [`Toolset::off_by_default`], as some of
/// [`toolsets::ALL`](crate::toolsets::ALL) do.
///
/// [Configuration]: https://github.com/mcp-discord/mcp-discord/blob/main/docs/configuration.md
#[must_use = "nothing happens before `run`"]
pub struct Program {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
    pub(super) about: Option<&'static str>,
    pub(super) registry: Registry,
    /// The first thing that was wrong with the tools.
    pub(super) wrong: Option<RegistryError>,
    instructions: Option<String>,
    setups: Vec<Setup>,
}

type Setup = Box<dyn FnOnce(CallsBuilder) -> LocalBoxFuture<'static, Result<CallsBuilder, SetupError>>>;

type SetupError = Box<dyn Error + Send + Sync>;

impl Program {
    /// A program without tools at first. The name is that of the binary, and fit for a file: all hints that say what to
    /// type begin with it. Clients are told both.
    pub fn new(name: &'static str, version: &'static str) -> Self {
        Self {
            name,
            version,
            about: None,
            registry: Registry::default(),
            wrong: None,
            instructions: None,
            setups: Vec::new(),
        }
    }

    /// What it is for, in a sentence: for `--help`, and for clients.
    pub const fn about(mut self, about: &'static str) -> Self {
        self.about = Some(about);
        self
    }

    /// Adds the tools of a set: one of [`toolsets`](crate::toolsets), or one of your own.
    pub fn toolset(self, toolset: Toolset) -> Self {
        self.register(|registry| registry.add_toolset(toolset))
    }

    /// Adds the tools of several sets, such as [`toolsets::ALL`](crate::toolsets::ALL).
    pub fn toolsets(self, toolsets: &[Toolset]) -> Self {
        toolsets.iter().fold(self, |program, toolset| program.toolset(*toolset))
    }

    /// Adds a tool. It can't have a name that another one answers to.
    pub fn tool(self, tool: Tool) -> Self {
        self.register(|registry| registry.add(tool))
    }

    /// Puts a tool in the place of the one that has its name.
    pub fn replace(self, tool: Tool) -> Self {
        self.register(|registry| registry.replace(tool))
    }

    /// What a model is told of the server as a whole, in place of the words that suit the built-in tools.
    pub fn instructions(mut self, instructions: impl Into<String>) -> Self {
        self.instructions = Some(instructions.into());
        self
    }

    /// Gives the tools that say `state(T)` what they share. One value a type.
    pub fn state<T: Any + Send + Sync>(self, value: T) -> Self {
        self.setup(async move |calls| Ok(calls.state(value)))
    }

    /// Runs before the first call can come: for state that takes time or can fail, for `tower` layers, and for a record
    /// of your own.
    ///
    /// ```no_run
    /// use std::{io, path::Path};
    ///
    /// use mcp_discord::cli::{Exit, Program};
    ///
    /// struct Agenda(String);
    ///
    /// impl Agenda {
    ///     async fn open(path: &Path) -> io::Result<Self> {
    ///         Ok(Self(tokio::fs::read_to_string(path).await?))
    ///     }
    /// }
    ///
    /// fn main() -> Exit {
    ///     Program::new("meetings", "0.1.0")
    ///         .setup(async |calls| Ok(calls.state(Agenda::open(Path::new("agenda.md")).await?)))
    ///         .run()
    /// }
    /// ```
    ///
    /// Only commands that can call tools run it (`serve`, `call`), in the order in which it was added, on the runtime
    /// of the server, with logging on. An error ends the program with [`Exit::Refused`]; it is shown with its sources.
    ///
    /// Tools are added to the program itself: `tools`, `invite` and the settings know them without anything being set
    /// up. Added here, they end the program with [`Exit::Fault`]. Policy and confirmation are those of the settings.
    pub fn setup<F>(mut self, setup: F) -> Self
    where
        F: AsyncFnOnce(CallsBuilder) -> Result<CallsBuilder, Box<dyn Error + Send + Sync>> + 'static,
    {
        self.setups.push(Box::new(|calls| Box::pin(async move { setup(calls).await })));
        self
    }

    /// Reads the command line, runs the command that it names, and says how that ended. What could not be done is on
    /// stderr, and so is what is wrong with how the program is put together.
    ///
    /// It reads `.env` into the environment, starts a runtime and takes over logging and the panic hook, so it is to be
    /// called by `main`, before any thread is started.
    #[must_use = "the system is told by `main`"]
    pub fn run(self) -> Exit {
        let name = self.name;
        start(self).unwrap_or_else(|failure| refuse(name, &failure))
    }

    fn register(mut self, change: impl FnOnce(&mut Registry) -> Result<(), RegistryError>) -> Self {
        let changed = change(&mut self.registry);
        self.wrong = self.wrong.or(changed.err());
        self
    }

    /// Which tools may be called, as the settings say.
    pub(super) fn policy(&self, settings: &Settings) -> Result<Policy, Failure> {
        let policy = settings.policy(&self.registry)?;
        if self.offered(&policy).next().is_none() {
            let name = self.name;
            tracing::warn!("no tool is on; `{name} tools` shows all, and `{name} config show` why");
        }
        Ok(policy)
    }

    /// What a policy lets through.
    pub(super) fn offered<'a>(&'a self, policy: &'a Policy) -> impl Iterator<Item = &'a ToolSpec> {
        self.registry.tools().iter().map(Tool::spec).filter(|spec| policy.allows(spec))
    }

    /// What the server says of itself.
    pub(super) fn server(&self, settings: &Settings) -> ServerSettings {
        ServerSettings {
            name: self.name.into(),
            version: self.version.into(),
            description: self.about.map(str::to_owned),
            instructions: self.instructions.clone(),
            ..settings.server()
        }
    }

    /// The tools on a bot, set up.
    pub(super) async fn calls(
        self,
        settings: &Settings,
        policy: Policy,
        discord: Discord,
    ) -> Result<Calls, Failure> {
        let known = self.registry.tools().len();
        let mut calls = Calls::builder(discord).with_registry(self.registry);
        for setup in self.setups {
            calls = setup(calls).await.map_err(|error| Failure::setup(&*error))?;
        }
        if let Some(late) = calls.registry().tools().get(known) {
            let late = late.name();
            return Err(Failure::fault(&format!(
                "a tool is added by `setup`; add it to the program: {late}"
            )));
        }
        let calls = calls.policy(policy).confirm(settings.confirm()).build();
        calls.map_err(|error| Failure::fault(&error))
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program")
            .field("name", &self.name)
            .field("version", &self.version)
            .field("registry", &self.registry)
            .finish_non_exhaustive()
    }
}
