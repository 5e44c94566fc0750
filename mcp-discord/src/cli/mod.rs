//! A program's command line: [`Program`], and its commands, a file each. Only they print.

mod call;
mod config;
mod host;
mod invite;
mod log;
mod program;
mod reference;
mod sandbox;
mod serve;
mod token;
mod tools;

use std::{
    borrow::Cow,
    error::Error,
    io::{self, Write},
    net::SocketAddr,
    process::{ExitCode, Termination},
};

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use url::Url;

pub use program::Program;

use crate::{
    config::{Environment, Flags, SETTINGS, Settings, Token},
    discord::Discord,
    redact::without_secrets,
};

/// Lets AI agents work in Discord: an MCP server over stdio or HTTP.
///
/// Without a command it serves MCP on its standard streams. Set `DISCORD_TOKEN` to your bot's token, or try it with
/// --sandbox, against a Discord that lives in this program.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
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

/// How a program ends: its exit code. `main` can return it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// It is done.
    Done = 0,
    /// It was refused, or could not be started or set up: nothing happened.
    Refused = 1,
    /// The command line can't be understood.
    Usage = 2,
    /// It may or may not have happened.
    Unknown = 3,
    /// A mistake of this program, or in how it is put together: two tools of one name, no state for one.
    Fault = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        self.into()
    }
}

/// Why a command could not run: for the person at the terminal.
#[derive(Debug)]
struct Failure {
    text: String,
    exit: Exit,
}

impl Failure {
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), exit: Exit::Refused }
    }

    /// The program is put together wrongly.
    fn fault(error: &dyn ToString) -> Self {
        Self { text: error.to_string(), exit: Exit::Fault }
    }

    /// What the program's author set up didn't work: with all that the error says of why.
    fn setup(error: &(dyn Error + 'static)) -> Self {
        let errors = std::iter::successors(Some(error), |error: &&(dyn Error + 'static)| (*error).source());
        let mut texts: Vec<String> = Vec::new();
        for text in errors.map(ToString::to_string) {
            // Many errors end with their source's text.
            if !texts.last().is_some_and(|last| last.ends_with(&text)) {
                texts.push(text);
            }
        }
        Self::new(format!("it could not be set up: {}", texts.join(": ")))
    }
}

impl<E: Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::new(error.to_string())
    }
}

fn start(mut program: Program) -> Result<Exit, Failure> {
    if let Some(wrong) = program.wrong.take() {
        return Err(Failure::fault(&wrong));
    }
    let environment = Environment::read()?;
    let cli = match command(&program, &environment)
        .try_get_matches()
        .and_then(|matches| Cli::from_arg_matches(&matches))
    {
        Ok(cli) => cli,
        Err(error) => return say(&error),
    };
    if cli.token.is_some() {
        return Ok(refuse_token(program.name));
    }
    let settings = Settings::load(program.name, &cli.flags, &environment)?;
    log::start(settings.log())?;
    for (name, reason) in settings.ignored() {
        tracing::info!("{name} has no meaning here: {reason}");
    }
    // One thread: rmcp starts a task for each request, and on several threads they would overtake each other.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let ended = runtime.block_on(Box::pin(Running { program, cli, settings }.run()));
    // A read of stdin that nobody waits for must not hold up the end.
    runtime.shutdown_background();
    ended
}

/// The command line of a program, with what the table of settings says of each.
fn command(program: &Program, environment: &Environment) -> clap::Command {
    let mut command = Cli::command()
        .name(program.name)
        .version(program.version)
        .mut_arg("config", |argument| argument.help(Flags::config_help(program.name)));
    if let Some(about) = program.about {
        let long = command.get_long_about().map(ToString::to_string).unwrap_or_default();
        let usage = long.split_once("\n\n").map(|(_, usage)| usage).unwrap_or_default();
        command = command.about(about).long_about(format!("{about}\n\n{usage}"));
    }
    let command = SETTINGS.iter().fold(command, |command, setting| {
        command.mut_arg(setting.key, |argument| argument.help(setting.help()))
    });
    // Hosts and compose files write a variable that isn't set as an empty one.
    if environment.is_empty("DISCORD_SANDBOX") {
        return command.mut_arg("sandbox", |argument| argument.env(None::<&str>));
    }
    command
}

#[allow(clippy::print_stderr, reason = "for the person at the terminal")]
fn refuse_token(program: &str) -> Exit {
    eprintln!(
        "{program}: a token on the command line is seen by everybody on this machine, and kept in the shell's history\n\
         hint: set DISCORD_TOKEN in the environment (in a host's configuration: \"env\"), or name a file that holds \
         nothing else with --token-file; then reset this one in the Developer Portal (Bot, Reset Token)"
    );
    Exit::Usage
}

/// Shows help, or what is wrong with the command line. It quotes what was given, and that may be a token which was
/// put in the wrong place.
#[allow(clippy::print_stderr, reason = "for the person at the terminal")]
fn say(said: &clap::Error) -> Result<Exit, Failure> {
    match without_secrets(&said.render().to_string()) {
        // In colours, where there is a terminal.
        Cow::Borrowed(_) => match said.print() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            printed => printed?,
        },
        Cow::Owned(clean) if said.use_stderr() => eprint!("{clean}"),
        Cow::Owned(clean) => print(&clean)?,
    }
    Ok(if said.use_stderr() { Exit::Usage } else { Exit::Done })
}

/// Writes what was asked for to stdout. A reader that has seen enough, as `head` has, is no mistake.
fn print(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => Ok(written?),
    }
}

#[allow(clippy::print_stderr, reason = "for the person at the terminal")]
fn refuse(program: &str, failure: &Failure) -> Exit {
    eprintln!("{program}: {}", without_secrets(&failure.text));
    failure.exit
}

/// A command, and the settings that hold for it.
#[derive(Debug)]
struct Running {
    program: Program,
    cli: Cli,
    settings: Settings,
}

impl Running {
    async fn run(mut self) -> Result<Exit, Failure> {
        match self.cli.command.take() {
            Some(Command::Tools(arguments)) => tools::run(&arguments, &self.program, &self.settings),
            Some(Command::Config(arguments)) => config::run(&arguments, &self.program, &self.settings),
            Some(Command::Token(arguments)) => token::run(&arguments),
            Some(Command::Invite) => invite::run(&self).await,
            Some(Command::Call(arguments)) => Box::pin(call::run(&arguments, self)).await,
            None | Some(Command::Serve) => serve::run(self).await,
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
        let api_base = self.settings.api_base().ok_or_else(|| Failure::new("the API has no address"))?;
        Ok((token, api_base.clone()))
    }

    /// The bot.
    fn discord(&self, token: &Token, api_base: Url) -> Result<Discord, Failure> {
        tracing::debug!(source = %token.source(), %api_base, "using the bot's token");
        Ok(Discord::new(self.settings.rest(token, api_base), self.settings.discord())?)
    }
}
