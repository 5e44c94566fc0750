use std::{net::SocketAddr, path::PathBuf};

use clap::{
    Args, Command, FromArgMatches, ValueEnum,
    builder::BoolishValueParser,
    error::{ContextKind, ContextValue},
};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de};
use url::Url;

use super::show::Show;
use crate::tool::{ChannelId, ChannelRef, ServerId, ServerRef};

/// What divides a list of paths, as in `PATH`.
const PATHS: char = if cfg!(windows) { ';' } else { ':' };

/// A setting, described once: help, errors, schema and documentation are made of it.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name in a settings file; as a flag it is written with `-`.
    pub key: &'static str,
    /// The environment variables that it is read from: ours, then those of other servers.
    pub variables: &'static [&'static str],
    /// Other names of its flag.
    pub flags: &'static [&'static str],
    /// Its value where nothing says another, as it would be written in the environment.
    pub default: Option<&'static str>,
    /// What it means.
    pub about: &'static str,
}

macro_rules! settings {
    ($(
        $(#[doc = $doc:literal])+
        $key:ident: $type:ty {
            variables: $($variable:literal),+;
            $(flags: $($flag:literal),+;)?
            $(default: $default:literal;)?
            $(#[$attribute:meta])*
        }
    )*) => {
        /// What one source says: a settings file, the command line, a variable. What it doesn't say is `None`.
        #[derive(Debug, Clone, Default, Args, Deserialize, JsonSchema)]
        #[command(next_help_heading = "Settings")]
        #[serde(default, deny_unknown_fields)]
        pub struct Layer {
            $($(#[doc = $doc])+ #[arg(long, global = true)] $(#[$attribute])* pub $key: Option<$type>,)*
        }

        /// Every setting but the token, which stands in no settings file.
        pub const SETTINGS: &[Setting] = &[$(Setting {
            key: stringify!($key),
            variables: &[$($variable),+],
            flags: &[$($($flag),+)?],
            default: (&[$($default)?] as &[&str]).first().copied(),
            about: concat!($($doc),+).trim_ascii(),
        }),*];

        impl Layer {
            /// Takes what isn't said yet from a source of lower rank; each setting that is taken is told to `taken`.
            pub(super) fn take(&mut self, lower: Self, mut taken: impl FnMut(&'static str)) {
                $(if self.$key.is_none() && lower.$key.is_some() {
                    self.$key = lower.$key;
                    taken(stringify!($key));
                })*
            }

            /// A value, for people.
            pub(super) fn shown(&self, key: &str) -> Option<String> {
                match key {
                    $(stringify!($key) => self.$key.as_ref().map(Show::show),)*
                    _ => None,
                }
            }
        }
    };
}

settings! {
    /// The toolsets that are switched on: names, `default` for those that are on by default, `all` for all.
    toolsets: Vec<String> {
        variables: "DISCORD_TOOLSETS";
        default: "default";
        #[arg(value_name = "NAMES", value_delimiter = ',', value_parser = trimmed)]
    }

    /// Single tools that are switched on beside the toolsets; when `toolsets` is not set, only these are on.
    tools: Vec<String> {
        variables: "DISCORD_TOOLS";
        #[arg(value_name = "NAMES", value_delimiter = ',', value_parser = trimmed)]
    }

    /// Tools that are switched off, whatever `toolsets` and `tools` say.
    exclude_tools: Vec<String> {
        variables: "DISCORD_EXCLUDE_TOOLS";
        #[arg(value_name = "NAMES", value_delimiter = ',', value_parser = trimmed)]
    }

    /// Offer only tools that change nothing, whatever else is switched on.
    read_only: bool {
        variables: "DISCORD_READ_ONLY";
        default: "false";
        #[arg(value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true",
            value_parser = BoolishValueParser::new())]
    }

    /// When a person is asked before something is destroyed: `ask` where the client can ask, `require` always,
    /// and refuse where it can't, `never`.
    confirm: Asking {
        variables: "DISCORD_CONFIRM";
        default: "ask";
        #[arg(value_enum)]
    }

    /// The server that is meant when a call names none: ID or name.
    default_server: ServerRef {
        variables: "DISCORD_DEFAULT_SERVER", "DEFAULT_SERVER_ID", "DISCORD_GUILD_ID", "DISCORD_SERVER_ID";
        flags: "server-id";
        #[arg(alias = "server-id", value_name = "SERVER", value_parser = server)]
    }

    /// The channel that is meant when a call names none: ID or name.
    default_channel: ChannelRef {
        variables: "DISCORD_DEFAULT_CHANNEL", "DISCORD_CHANNEL_ID";
        #[arg(value_name = "CHANNEL", value_parser = channel)]
    }

    /// The only servers that may be used: IDs. All, when not set.
    allowed_servers: Vec<ServerId> {
        variables: "DISCORD_ALLOWED_SERVERS";
        #[arg(value_name = "IDS", value_delimiter = ',')]
    }

    /// The only channels that may be used: IDs of channels or categories. All, when not set.
    allowed_channels: Vec<ChannelId> {
        variables: "DISCORD_ALLOWED_CHANNELS";
        #[arg(value_name = "IDS", value_delimiter = ',')]
    }

    /// Folders that files may be sent from and saved to; in the environment divided as in PATH. None, when not set.
    file_roots: Vec<PathBuf> {
        variables: "DISCORD_FILE_ROOTS";
        #[arg(value_name = "PATHS", value_delimiter = PATHS)]
    }

    /// Which rendering of a result is sent: `text`, made for a model; `structured`, JSON that matches the output
    /// schema; `both`.
    output: Rendering {
        variables: "DISCORD_OUTPUT";
        default: "text";
        #[arg(value_enum)]
    }

    /// What this agent is called in the record; else what its client calls itself.
    agent: String {
        variables: "DISCORD_AGENT";
        #[arg(value_name = "NAME", value_parser = name)]
    }

    /// Serve MCP over HTTP at this address, and not on the standard streams; 127.0.0.1:8787 where none is given.
    http: SocketAddr {
        variables: "DISCORD_HTTP";
        #[arg(value_name = "ADDRESS", num_args = 0..=1, require_equals = true,
            default_missing_value = "127.0.0.1:8787", value_parser = address)]
        #[schemars(with = "Option<String>")]
    }

    /// A file with the agents that are let in over HTTP, each with the hash of its token: see docs/http.md.
    http_tokens: PathBuf {
        variables: "DISCORD_HTTP_TOKENS";
        #[arg(value_name = "PATH")]
    }

    /// Names that requests over HTTP may use for this server, beside loopback names and its address.
    http_hosts: Vec<String> {
        variables: "DISCORD_HTTP_HOSTS";
        #[arg(value_name = "NAMES", value_delimiter = ',', value_parser = trimmed)]
    }

    /// Origins of web pages that may send requests over HTTP, beside the server's own.
    http_origins: Vec<String> {
        variables: "DISCORD_HTTP_ORIGINS";
        #[arg(value_name = "ORIGINS", value_delimiter = ',', value_parser = trimmed)]
    }

    /// A file that holds the bot's token and nothing else.
    token_file: PathBuf {
        variables: "DISCORD_TOKEN_FILE";
        #[arg(value_name = "PATH")]
    }

    /// Where Discord's API is: a proxy, for example.
    api_base: Url {
        variables: "DISCORD_API_BASE";
        default: "https://discord.com/api/v10";
        #[arg(value_name = "URL")]
        #[serde(deserialize_with = "url")]
        #[schemars(with = "Option<String>")]
    }

    /// Who keeps to Discord's rate limits: this process (`local`), or a proxy that `api_base` points to (`off`).
    rate_limiter: Limiter {
        variables: "DISCORD_RATE_LIMITER";
        default: "local";
        #[arg(value_enum)]
    }

    /// What is logged to stderr: `warn`, `info`, `mcp_discord=debug` and the like.
    log: String {
        variables: "DISCORD_LOG";
        default: "info,rmcp=warn";
        #[arg(value_name = "FILTER")]
    }
}

/// Who keeps to Discord's rate limits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Limiter {
    // No doc comments: each setting says what its values mean.
    #[default]
    #[allow(missing_docs)]
    Local,
    #[allow(missing_docs)]
    Off,
}

/// When a person is asked before something is destroyed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Asking {
    #[default]
    #[allow(missing_docs)]
    Ask,
    #[allow(missing_docs)]
    Require,
    #[allow(missing_docs)]
    Never,
}

/// Which rendering of a result is sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Rendering {
    #[default]
    #[allow(missing_docs)]
    Text,
    #[allow(missing_docs)]
    Structured,
    #[allow(missing_docs)]
    Both,
}

impl Setting {
    /// Its flag, without the dashes.
    pub fn flag(&self) -> String {
        self.key.replace('_', "-")
    }

    /// What `--help` says of it.
    pub fn help(&self) -> String {
        let default = self.default.map(|default| format!(" [default: {default}]")).unwrap_or_default();
        format!("{} [env: {}]{default}", self.about.trim_end_matches('.'), self.variables[0])
    }

    /// What a text says of it, written as on the command line. `None` when the text is empty: that is how hosts and
    /// compose files write a variable that isn't set.
    pub(super) fn read(&self, text: &str) -> Result<Option<Layer>, String> {
        let command = Layer::augment_args(Command::new("mcp-discord").no_binary_name(true));
        let argument = command.get_arguments().find(|argument| argument.get_id() == self.key);
        // Lists in the environment may have spaces around the commas, and a comma at the end.
        let text = match argument.and_then(clap::Arg::get_value_delimiter) {
            Some(delimiter) => {
                let items = text.split(delimiter).map(str::trim).filter(|item| !item.is_empty());
                items.collect::<Vec<_>>().join(&delimiter.to_string())
            }
            None => text.trim().to_owned(),
        };
        if text.is_empty() {
            return Ok(None);
        }
        let matches = command
            .try_get_matches_from([format!("--{}={text}", self.flag())])
            .map_err(|error| why(&error, &text))?;
        Layer::from_arg_matches(&matches).map(Some).map_err(|error| why(&error, &text))
    }
}

impl Layer {
    /// What holds where nothing says anything. A test holds that every default of the table is in it.
    pub(super) fn defaults() -> Self {
        let command = Self::augment_args(Command::new("mcp-discord").no_binary_name(true));
        let flags =
            SETTINGS.iter().filter_map(|setting| Some(format!("--{}={}", setting.flag(), setting.default?)));
        let read = command.try_get_matches_from(flags).and_then(|matches| Self::from_arg_matches(&matches));
        read.unwrap_or_default()
    }
}

/// What is wrong with a value, in our words.
fn why(error: &clap::Error, text: &str) -> String {
    use std::error::Error;
    if let Some(ContextValue::Strings(values)) = error.get(ContextKind::ValidValue) {
        return format!("accepted: {}; given: {text}", values.join(", "));
    }
    match error.source() {
        Some(source) => format!("{source}; given: {text}"),
        None => format!("it can't be read; given: {text}"),
    }
}

fn address(text: &str) -> Result<SocketAddr, String> {
    text.trim().parse().map_err(|_| "an address is IP:PORT, as 127.0.0.1:8787".to_owned())
}

fn server(text: &str) -> Result<ServerRef, String> {
    ServerRef::parse(text).map_err(|error| error.to_string())
}

fn channel(text: &str) -> Result<ChannelRef, String> {
    ChannelRef::parse(text).map_err(|error| error.to_string())
}

#[expect(clippy::unnecessary_wraps, reason = "clap's signature")]
fn trimmed(text: &str) -> Result<String, String> {
    Ok(text.trim().to_owned())
}

fn name(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() { Err("it is empty".into()) } else { Ok(text.to_owned()) }
}

fn url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Url>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map(Some).map_err(de::Error::custom)
}
