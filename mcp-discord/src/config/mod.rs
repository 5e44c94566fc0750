//! Settings: from flags and the environment, a `.env` file included. The only module that reads the environment.

mod token;

use std::path::PathBuf;

use clap::{
    Args, ValueEnum,
    builder::{FalseyValueParser, NonEmptyStringValueParser},
};
use url::Url;

pub use token::{Token, TokenError, TokenSource};

use crate::{
    Tool,
    call::{Confirm, Policy, Registry},
    discord::{Defaults, DiscordSettings, LimiterMode, Reach, RestConfig},
    mcp::{OutputMode, ServerSettings},
    tool::{ChannelId, ChannelRef, ServerId, ServerRef, nearest},
};

/// Where Discord's API is, unless something else is said.
const API_BASE: &str = "https://discord.com/api/v10";

/// What divides a list of paths, as in `PATH`.
const PATHS: char = if cfg!(windows) { ';' } else { ':' };

/// Every setting of the server but the token: a flag and an environment variable each.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Settings")]
pub struct Settings {
    /// Where Discord's API is: a proxy, for example.
    #[arg(long, env = "DISCORD_API_BASE", default_value = API_BASE, value_name = "URL", global = true)]
    pub api_base: Url,

    /// Who keeps to Discord's rate limits.
    #[arg(long, env = "DISCORD_RATE_LIMITER", default_value = "local", value_enum, global = true)]
    pub rate_limiter: Limiter,

    /// A file that holds the bot's token.
    #[arg(long, env = "DISCORD_TOKEN_FILE", value_name = "PATH", global = true)]
    pub token_file: Option<PathBuf>,

    /// The server that is meant when a call names none: ID or name.
    #[arg(long, env = "DISCORD_DEFAULT_SERVER", value_name = "SERVER", value_parser = server, global = true)]
    pub default_server: Option<ServerRef>,

    /// The channel that is meant when a call names none: ID or name.
    #[arg(long, env = "DISCORD_DEFAULT_CHANNEL", value_name = "CHANNEL", value_parser = channel, global = true)]
    pub default_channel: Option<ChannelRef>,

    /// The only servers that may be used: IDs.
    #[arg(long, env = "DISCORD_ALLOWED_SERVERS", value_name = "IDS", value_delimiter = ',', global = true)]
    pub allowed_servers: Vec<ServerId>,

    /// The only channels that may be used: IDs of channels or categories.
    #[arg(long, env = "DISCORD_ALLOWED_CHANNELS", value_name = "IDS", value_delimiter = ',', global = true)]
    pub allowed_channels: Vec<ChannelId>,

    /// The toolsets that are switched on; all of them, when none is named.
    #[arg(long, env = "DISCORD_TOOLSETS", value_name = "NAMES", value_delimiter = ',', global = true)]
    pub toolsets: Vec<String>,

    /// Offer only tools that change nothing.
    #[arg(long, env = "DISCORD_READ_ONLY", value_parser = FalseyValueParser::new(), global = true)]
    pub read_only: bool,

    /// Tools that are switched off.
    #[arg(long, env = "DISCORD_EXCLUDE_TOOLS", value_name = "NAMES", value_delimiter = ',', global = true)]
    pub exclude_tools: Vec<String>,

    /// When a person is asked before something is destroyed.
    #[arg(long, env = "DISCORD_CONFIRM", default_value = "ask", value_enum, global = true)]
    pub confirm: Asking,

    /// Which rendering of a result is sent.
    #[arg(long, env = "DISCORD_OUTPUT", default_value = "text", value_enum, global = true)]
    pub output: Rendering,

    /// What this agent is called in the record; else what its client calls itself.
    #[arg(long, env = "DISCORD_AGENT", value_name = "NAME", value_parser = NonEmptyStringValueParser::new(), global = true)]
    pub agent: Option<String>,

    /// Folders that files may be sent from and saved to, divided as in PATH.
    #[arg(long, env = "DISCORD_FILE_ROOTS", value_name = "PATHS", value_delimiter = PATHS, global = true)]
    pub file_roots: Vec<PathBuf>,

    /// What is logged to stderr: `warn`, `info`, `mcp_discord=debug` …
    #[arg(long, env = "DISCORD_LOG", default_value = "info,rmcp=warn", value_name = "FILTER", global = true)]
    pub log: String,
}

/// Who keeps to Discord's rate limits.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Limiter {
    /// This process.
    Local,
    /// A proxy that the API base points to.
    Off,
}

/// When a person is asked before something is destroyed.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Asking {
    /// Where the client can ask; where it can't, the tool runs.
    Ask,
    /// Always; where the client can't ask, the tool doesn't run.
    Require,
    /// Never.
    Never,
}

/// Which rendering of a result is sent.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Rendering {
    /// Compact text for a model.
    Text,
    /// JSON that matches the output schema.
    Structured,
    /// Both.
    Both,
}

/// A setting that names something which isn't there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{setting} names a {kind} that doesn't exist: {name}{}", .near.as_ref().map(|near| format!("; did you mean `{near}`?")).unwrap_or_default())]
pub struct UnknownName {
    setting: &'static str,
    kind: &'static str,
    name: String,
    near: Option<String>,
}

impl Settings {
    /// How the REST core is set up.
    pub fn rest(&self, token: &Token) -> RestConfig {
        let limiter = match self.rate_limiter {
            Limiter::Local => LimiterMode::Local,
            Limiter::Off => LimiterMode::Off,
        };
        RestConfig { limiter, ..RestConfig::new(self.api_base.clone(), token.secret().clone()) }
    }

    /// What is decided about the bot.
    pub fn discord(&self) -> DiscordSettings {
        DiscordSettings {
            reach: Reach { servers: self.allowed_servers.clone(), channels: self.allowed_channels.clone() },
            defaults: Defaults { server: self.default_server.clone(), channel: self.default_channel.clone() },
            file_roots: self.file_roots.clone(),
        }
    }

    /// Which tools may be called. A name that no toolset or tool has is an error.
    pub fn policy(&self, registry: &Registry) -> Result<Policy, UnknownName> {
        let (toolsets, exclude) = (names(&self.toolsets), names(&self.exclude_tools));
        for name in &toolsets {
            let mut known = registry.tools().iter().map(|tool| tool.spec().toolset);
            if !known.clone().any(|toolset| toolset == name) {
                return Err(unknown("DISCORD_TOOLSETS", "toolset", name, &mut known));
            }
        }
        for name in &exclude {
            if registry.get(name).is_none() {
                let mut known = registry.tools().iter().map(Tool::name);
                return Err(unknown("DISCORD_EXCLUDE_TOOLS", "tool", name, &mut known));
            }
        }
        let toolsets = Some(toolsets).filter(|toolsets| !toolsets.is_empty());
        Ok(Policy { toolsets, read_only: self.read_only, exclude })
    }

    /// When a person is asked.
    pub const fn confirm(&self) -> Confirm {
        match self.confirm {
            Asking::Ask => Confirm::Ask,
            Asking::Require => Confirm::Require,
            Asking::Never => Confirm::Never,
        }
    }

    /// What the server says of itself.
    pub fn server(&self) -> ServerSettings {
        let output = match self.output {
            Rendering::Text => OutputMode::Text,
            Rendering::Structured => OutputMode::Structured,
            Rendering::Both => OutputMode::Both,
        };
        ServerSettings { output, agent: self.agent.clone(), ..ServerSettings::default() }
    }
}

/// What is wrong with a `.env` file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvFileError {
    /// It is there and can't be read.
    #[error("the file .env can't be read: {0}")]
    Unreadable(String),
    /// A line is no `NAME=value`. Which one isn't said: it may hold the token.
    #[error("a line of the file .env is not NAME=value; put values with spaces in quotes")]
    NotEnv,
}

/// Reads `.env` of the working folder into the environment, if there is one; what is set already stays.
///
/// To be called before any thread is started.
pub fn load_env_file() -> Result<(), EnvFileError> {
    match dotenvy::from_path(".env") {
        Ok(()) => Ok(()),
        Err(dotenvy::Error::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(dotenvy::Error::Io(error)) => Err(EnvFileError::Unreadable(error.to_string())),
        Err(_) => Err(EnvFileError::NotEnv),
    }
}

/// Lists from the environment may have spaces around the commas, and a comma at the end.
fn names(list: &[String]) -> Vec<String> {
    let trimmed = list.iter().map(|name| name.trim());
    trimmed.filter(|name| !name.is_empty() && *name != "all").map(str::to_owned).collect()
}

fn unknown(
    setting: &'static str,
    kind: &'static str,
    name: &str,
    known: &mut dyn Iterator<Item = &'static str>,
) -> UnknownName {
    UnknownName { setting, kind, name: name.into(), near: nearest(name, known).map(str::to_owned) }
}

fn server(text: &str) -> Result<ServerRef, String> {
    ServerRef::parse(text).map_err(|error| error.to_string())
}

fn channel(text: &str) -> Result<ChannelRef, String> {
    ChannelRef::parse(text).map_err(|error| error.to_string())
}
