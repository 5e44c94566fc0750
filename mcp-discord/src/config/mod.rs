//! Settings: from flags, the environment, `.env` and a settings file. The only module that reads the environment.
//!
//! Each setting is described once, in [`SETTINGS`]; flag, variable, entry of a file, schema and documentation are made
//! of that. A source that ranks higher wins: flag, environment, `.env`, file, default.

mod agents;
mod file;
mod http;
mod layer;
mod policy;
mod schema;
mod show;
mod sources;
#[cfg(test)]
mod tests;
mod token;

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Component, Path, PathBuf},
};

use clap::Args;
use secrecy::SecretString;
use url::Url;

pub use agents::AgentsError;
pub use file::FileError;
pub use http::{Listening, ListeningError};
pub use layer::{Asking, Layer, Limiter, Rendering, SETTINGS, Setting};
pub use policy::UnknownName;
pub use schema::schema;
pub use sources::{Environment, EnvironmentError, Origin};
pub use token::{Token, TokenError, TokenSource};

use crate::{
    call::Confirm,
    discord::{Defaults, DiscordSettings, LimiterMode, Reach, RestConfig},
    mcp::{OutputMode, ServerSettings},
};

/// What the command line says of settings.
#[derive(Debug, Clone, Default, Args)]
pub struct Flags {
    /// A settings file.
    #[arg(long, value_name = "PATH", global = true, help_heading = "Settings")]
    pub config: Option<PathBuf>,

    /// The settings themselves.
    #[command(flatten)]
    pub layer: Layer,
}

/// The settings of this server, from all sources.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the program is called whose settings they are.
    program: &'static str,
    values: Layer,
    origins: BTreeMap<&'static str, Origin>,
    /// What a variable holds.
    token: Option<(Origin, SecretString)>,
    /// What clients over HTTP have to know.
    http_token: Option<(Origin, SecretString)>,
    ignored: Vec<(&'static str, &'static str)>,
}

/// Why there are no settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// A variable is wrong.
    #[error(transparent)]
    Environment(#[from] EnvironmentError),
    /// The settings file is wrong.
    #[error(transparent)]
    File(#[from] FileError),
    /// The working folder opens another folder to files.
    #[error(
        "{said} lets files be sent from and saved to a folder outside of the working folder: {}\n\
         hint: a folder may be somebody else's work; if you want it, set DISCORD_FILE_ROOTS in the environment, or use \
         --file-roots or a settings file that you name", path.display()
    )]
    Outside {
        /// What says it.
        said: Origin,
        /// The folder.
        path: PathBuf,
    },
}

impl Flags {
    /// What `--help` says of the settings file of a program.
    pub fn config_help(program: &str) -> String {
        format!(
            "A settings file: TOML [env: DISCORD_CONFIG] [default: {program}.toml of the working folder, \
             else {program}/config.toml of the user's configuration folder]"
        )
    }
}

impl Settings {
    /// The settings that hold for a program: its settings files are called by its name.
    pub fn load(
        program: &'static str,
        flags: &Flags,
        environment: &Environment,
    ) -> Result<Self, SettingsError> {
        let token = environment.token();
        let mut sources = vec![(Origin::Flag, flags.layer.clone())];
        sources.extend(environment.layers()?);
        sources.extend(file::read(program, flags.config.as_deref(), environment)?);
        let http_token = environment.secret(&[http::VARIABLE]);
        let ignored = environment.ignored();
        let settings = Self { program, token, http_token, ignored, ..Self::merge(sources) };
        let said = settings.origin("file_roots");
        let roots = settings.values.file_roots.iter().flatten().filter(|_| said.is_of_folder());
        match roots.into_iter().find(|root| !is_within_working_folder(root)) {
            Some(path) => Err(SettingsError::Outside { said: said.clone(), path: path.clone() }),
            None => Ok(settings),
        }
    }

    /// What sources say together, given by falling rank.
    fn merge(sources: Vec<(Origin, Layer)>) -> Self {
        let (mut values, mut origins) = (Layer::default(), BTreeMap::new());
        for (origin, layer) in sources.into_iter().chain([(Origin::Default, Layer::defaults())]) {
            values.take(layer, |key| _ = origins.insert(key, origin.clone()));
        }
        Self { program: "", values, origins, token: None, http_token: None, ignored: Vec::new() }
    }

    /// Where a setting came from.
    pub fn origin(&self, key: &str) -> &Origin {
        self.origins.get(key).unwrap_or(&Origin::Default)
    }

    /// A setting's value for people, if it has one. No setting is a secret; those that name one name a file.
    pub fn shown(&self, key: &str) -> Option<String> {
        self.values.shown(key)
    }

    /// The variables that are set and have no meaning here, with the reason.
    pub fn ignored(&self) -> &[(&'static str, &'static str)] {
        &self.ignored
    }

    /// The bot's token.
    pub fn token(&self) -> Result<Token, TokenError> {
        let file = self.values.token_file.as_deref();
        let held = self.token.as_ref();
        let named = self.origin("token_file");
        let token = match (file, held) {
            (Some(file), Some((origin, _))) if named.rank() <= origin.rank() => Token::read_file(file)?,
            (Some(file), None) => Token::read_file(file)?,
            (_, Some((origin, secret))) => Token::of_variable(origin.clone(), secret)?,
            (None, None) => return Err(TokenError::Missing { program: self.program }),
        };
        // A folder that came with somebody else's project must not say where a token is sent that isn't its own.
        let own = matches!(token.source(), TokenSource::Variable(origin) if origin.is_of_folder());
        let said = self.origin("api_base");
        if said.is_of_folder() && !own && !self.api_base().is_some_and(is_harmless) {
            return Err(TokenError::Stranger { said: said.clone() });
        }
        Ok(token)
    }

    /// Where Discord's API is; `None` only if the default were no URL.
    pub fn api_base(&self) -> Option<&Url> {
        self.values.api_base.as_ref()
    }

    /// What is logged.
    pub fn log(&self) -> &str {
        self.values.log.as_deref().unwrap_or_default()
    }

    /// How the REST core is set up for Discord at an address.
    pub fn rest(&self, token: &Token, api_base: Url) -> RestConfig {
        let limiter = match self.values.rate_limiter.unwrap_or_default() {
            Limiter::Local => LimiterMode::Local,
            Limiter::Off => LimiterMode::Off,
        };
        RestConfig { limiter, ..RestConfig::new(api_base, token.secret().clone()) }
    }

    /// What is decided about the bot.
    pub fn discord(&self) -> DiscordSettings {
        let values = self.values.clone();
        DiscordSettings {
            reach: Reach {
                servers: values.allowed_servers.unwrap_or_default(),
                channels: values.allowed_channels.unwrap_or_default(),
                within: None,
            },
            defaults: Defaults { server: values.default_server, channel: values.default_channel },
            file_roots: values.file_roots.unwrap_or_default(),
        }
    }

    /// When a person is asked.
    pub fn confirm(&self) -> Confirm {
        match self.values.confirm.unwrap_or_default() {
            Asking::Ask => Confirm::Ask,
            Asking::Require => Confirm::Require,
            Asking::Never => Confirm::Never,
        }
    }

    /// What the server says of itself.
    pub fn server(&self) -> ServerSettings {
        let output = match self.values.output.unwrap_or_default() {
            Rendering::Text => OutputMode::Text,
            Rendering::Structured => OutputMode::Structured,
            Rendering::Both => OutputMode::Both,
        };
        ServerSettings { output, agent: self.values.agent.clone(), ..ServerSettings::default() }
    }
}

/// Whether a folder is the working folder or inside of it, links followed.
fn is_within_working_folder(path: &Path) -> bool {
    let Ok(folder) = env::current_dir().and_then(fs::canonicalize) else { return false };
    match fs::canonicalize(path) {
        Ok(path) => path.starts_with(folder),
        // One that isn't there holds nothing; what it may become is looked at by its name.
        Err(_) => path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)),
    }
}

/// Whether a token may be sent there on the word of anybody: to Discord, and to this machine.
fn is_harmless(api_base: &Url) -> bool {
    match api_base.host() {
        Some(url::Host::Domain(name)) => {
            name == "localhost" || name == "discord.com" && api_base.scheme() == "https"
        }
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}
