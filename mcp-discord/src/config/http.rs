use std::net::SocketAddr;

use secrecy::ExposeSecret;

use super::{AgentsError, Origin, Settings, TokenSource, agents};
use crate::{
    call::Registry,
    mcp::{HttpAgent, HttpSettings, TokenHash},
};

/// The variable that holds a token for clients over HTTP.
pub(super) const VARIABLE: &str = "DISCORD_HTTP_TOKEN";

/// The agent that has it, where nothing names another.
const AGENT: &str = "http";

/// A secret that is shorter can be guessed.
const SHORTEST: usize = 32;

/// How MCP is served over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listening {
    /// Where.
    pub address: SocketAddr,
    /// Who is let in; whoever is on this machine, where there is nobody.
    pub agents: Vec<HttpAgent>,
    /// Under which names, and for which pages.
    pub settings: HttpSettings,
}

/// Why MCP can't be served over HTTP as the settings say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListeningError {
    /// The file of agents is wrong.
    #[error(transparent)]
    Agents(#[from] AgentsError),
    /// The token can be guessed.
    #[error(
        "{said} is shorter than {SHORTEST} characters, and could be guessed\nhint: `{program} token NAME` makes one"
    )]
    Short {
        /// What says it.
        said: Origin,
        /// What the program is called.
        program: &'static str,
    },
    /// The working folder opens the bot to others.
    #[error(
        "{said} says how the bot is served over HTTP, and the bot's token is not from that folder\n\
         hint: a folder may be somebody else's work; if you want it, set it in the environment, or use a flag or a \
         settings file that you name"
    )]
    Stranger {
        /// What says it.
        said: Origin,
    },
}

impl Settings {
    /// How MCP is served over HTTP, if it is. `source` is where the bot's token came from.
    pub fn listening(
        &self,
        source: &TokenSource,
        registry: &Registry,
    ) -> Result<Option<Listening>, ListeningError> {
        let values = &self.values;
        let Some(address) = values.http else { return Ok(None) };
        let own = match source {
            TokenSource::Sandbox => true,
            TokenSource::Variable(origin) => origin.is_of_folder(),
            TokenSource::File(_) => false,
        };
        let settings = ["http", "http_tokens", "http_hosts", "http_origins"].map(|key| self.origin(key));
        let said = settings.into_iter().chain(self.http_token.as_ref().map(|(origin, _)| origin));
        if let Some(said) = said.into_iter().find(|origin| origin.is_of_folder() && !own) {
            return Err(ListeningError::Stranger { said: said.clone() });
        }
        let mut agents = match &values.http_tokens {
            Some(path) => agents::read(self.program, path, registry)?,
            None => Vec::new(),
        };
        if let Some((origin, secret)) = &self.http_token {
            let token = secret.expose_secret();
            if token.len() < SHORTEST {
                return Err(ListeningError::Short { said: origin.clone(), program: self.program });
            }
            let name = values.agent.as_deref().unwrap_or(AGENT);
            agents.push(HttpAgent::new(name, TokenHash::of(token)));
        }
        let settings = HttpSettings {
            hosts: values.http_hosts.clone().unwrap_or_default(),
            origins: values.http_origins.clone().unwrap_or_default(),
            ..HttpSettings::default()
        };
        Ok(Some(Listening { address, agents, settings }))
    }
}
