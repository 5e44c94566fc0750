//! The commands of the binary, a file each. Only they print.

mod call;
mod config;
mod host;
mod invite;
mod log;
mod reference;
mod sandbox;
mod serve;
mod token;
mod tools;

use std::{borrow::Cow, fmt, net::SocketAddr};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use url::Url;

use crate::{
    call::{Calls, Registry},
    config::{Environment, Flags, SETTINGS, Settings, Token},
    discord::Discord,
    redact::without_secrets,
    toolsets,
};

/// Lets AI agents work in Discord: an MCP server over stdio or HTTP.
///
/// Without a command it serves MCP on its standard streams. Set `DISCORD_TOKEN` to your bot's token, or try it with
/// --sandbox, against a Discord that lives in this program.
#[derive(Debug, Parser)]
#[command(name = "mcp-discord", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    flags: Flags,

    /// The Python server's forks take one. Here it is refused, and says why.
    #[arg(long, hide = true, global = true, num_args = 0..=1, default_missing_value = "",
        value_name = "TOKEN")]
    token: Option<String>,

    /// Work in a Discord that lives in this program: no token, no network. One that runs already is joined.
    #[arg(long, env = "DISCORD_SANDBOX", value_name = "ADDRESS", num_args = 0..=1, require_equals = true,
        default_missing_value = sandbox::ADDRESS, global = true)]
    sandbox: Option<SocketAddr>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve MCP (the default), on the standard streams or with --http over HTTP.
    Serve,
    /// Call one tool, through the same layers as an agent.
    Call(call::Arguments),
    /// List the tools, and which of them are on.
    Tools(tools::Arguments),
    /// Print the link that invites the bot with exactly the permissions of what is on, and what each is for.
    Invite,
    /// Show the settings and where they come from, the schema of a settings file, or their documentation.
    Config(config::Arguments),
    /// Make a token for an agent that comes over HTTP, and show it once.
    Token(token::Arguments),
}

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// It is done.
    Done = 0,
    /// It was refused, or could not be started: nothing happened.
    Refused = 1,
    /// The command line can't be understood.
    Usage = 2,
    /// It may or may not have happened.
    Unknown = 3,
    /// A mistake of this program.
    Fault = 4,
}

/// Why a command could not run: for the person at the terminal.
#[derive(Debug)]
struct Failure(String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Runs the command that the arguments name.
pub fn run() -> Exit {
    match start() {
        Ok(exit) => exit,
        Err(failure) => refuse(&failure),
    }
}

fn start() -> Result<Exit, Failure> {
    let environment = Environment::read()?;
    let cli =
        match command(&environment).try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches)) {
            Ok(cli) => cli,
            Err(error) => return say(&error),
        };
    if cli.token.is_some() {
        return Ok(refuse_token());
    }
    let settings = Settings::load(&cli.flags, &environment)?;
    log::start(settings.log())?;
    for (name, reason) in settings.ignored() {
        tracing::info!("{name} has no meaning here: {reason}");
    }
    // One thread: rmcp starts a task for each request, and on several threads they would overtake each other.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let ended = runtime.block_on(Box::pin(Running { cli, settings }.run()));
    // A read of stdin that nobody waits for must not hold up the end.
    runtime.shutdown_background();
    ended
}

/// The command line, with what the table of settings says of each.
fn command(environment: &Environment) -> clap::Command {
    let command = SETTINGS.iter().fold(Cli::command(), |command, setting| {
        command.mut_arg(setting.key, |argument| argument.help(setting.help()))
    });
    // Hosts and compose files write a variable that isn't set as an empty one.
    if environment.is_empty("DISCORD_SANDBOX") {
        return command.mut_arg("sandbox", |argument| argument.env(None::<&str>));
    }
    command
}

#[allow(clippy::print_stderr, reason = "for the person at the terminal")]
fn refuse_token() -> Exit {
    eprintln!(
        "mcp-discord: a token on the command line is seen by everybody on this machine, and kept in the shell's history\n\
         hint: set DISCORD_TOKEN in the environment (in a host's configuration: \"env\"), or name a file that holds \
         nothing else with --token-file; then reset this one in the Developer Portal (Bot, Reset Token)"
    );
    Exit::Usage
}

/// Shows help, or what is wrong with the command line. It quotes what was given, and that may be a token which was
/// put in the wrong place.
#[allow(clippy::print_stderr, clippy::print_stdout, reason = "for the person at the terminal")]
fn say(said: &clap::Error) -> Result<Exit, Failure> {
    match without_secrets(&said.render().to_string()) {
        Cow::Borrowed(_) => said.print()?,
        Cow::Owned(clean) if said.use_stderr() => eprint!("{clean}"),
        Cow::Owned(clean) => print!("{clean}"),
    }
    Ok(if said.use_stderr() { Exit::Usage } else { Exit::Done })
}

#[allow(clippy::print_stderr, reason = "for the person at the terminal")]
fn refuse(failure: &Failure) -> Exit {
    eprintln!("mcp-discord: {}", without_secrets(&failure.0));
    Exit::Refused
}

/// A command, and the settings that hold for it.
#[derive(Debug)]
struct Running {
    cli: Cli,
    settings: Settings,
}

impl Running {
    async fn run(self) -> Result<Exit, Failure> {
        match &self.cli.command {
            Some(Command::Tools(arguments)) => tools::run(arguments, &self.settings),
            Some(Command::Config(arguments)) => config::run(arguments, &self.settings),
            Some(Command::Token(arguments)) => token::run(arguments),
            Some(Command::Invite) => invite::run(&self).await,
            Some(Command::Call(arguments)) => call::run(arguments, &self).await,
            None | Some(Command::Serve) => serve::run(&self).await,
        }
    }

    /// The sandbox that was asked for, running or joined.
    async fn sandbox(&self) -> Result<Option<sandbox::Place>, Failure> {
        match self.cli.sandbox {
            Some(address) => sandbox::at(address).await.map(Some),
            None => Ok(None),
        }
    }

    /// The bot's token, and the address that it is for.
    fn way(&self, place: Option<&sandbox::Place>) -> Result<(Token, Url), Failure> {
        if let Some(place) = place {
            return Ok((Token::sandbox(sandbox::TOKEN), place.api_base().parse()?));
        }
        let token = self.settings.token()?;
        let api_base = self.settings.api_base().ok_or_else(|| Failure("the API has no address".into()))?;
        Ok((token, api_base.clone()))
    }

    /// The tools on the bot, as the settings say.
    fn calls(&self, token: &Token, api_base: Url) -> Result<Calls, Failure> {
        tracing::debug!(source = %token.source(), %api_base, "using the bot's token");
        let settings = &self.settings;
        let registry = Registry::of(toolsets::ALL)?;
        let policy = settings.policy(&registry)?;
        let discord = Discord::new(settings.rest(token, api_base), settings.discord())?;
        let calls = Calls::builder(discord)
            .toolsets(toolsets::ALL)
            .policy(policy)
            .confirm(settings.confirm())
            .build()?;
        if calls.listed().next().is_none() {
            tracing::warn!("no tool is on; `mcp-discord tools` shows all, and `mcp-discord config show` why");
        }
        Ok(calls)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
