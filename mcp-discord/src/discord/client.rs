use std::{
    fmt,
    path::PathBuf,
    sync::{Arc, OnceLock},
    time::Duration,
};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use secrecy::SecretString;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::{
    Defaults, Operation, Reach, RestConfig, RestError,
    directory::{Directory, Fetch, Get},
    errors,
    operation::OperationParts,
    rest::{Method, Path, Request, Rest},
};
use crate::{
    context::Context,
    tool::{Scope, ToolError, ToolSpec},
};

/// One bot: its token and limits, what is known of its servers, and how far it may reach.
///
/// Cheap to clone. Making one does no network I/O.
#[derive(Clone)]
pub struct Discord(Arc<Inner>);

struct Inner {
    rest: Rest,
    // Made for the first look-up: its caches hold 300 KiB even when they are empty.
    directory: Arc<OnceLock<Directory>>,
    settings: DiscordSettings,
}

/// What a server of this project decides about its bot.
#[derive(Debug, Clone, Default)]
pub struct DiscordSettings {
    /// The servers and channels that may be used; all, when none is named.
    pub reach: Reach,
    /// What a reference that is left out stands for.
    pub defaults: Defaults,
    /// The folders that files may be sent from, and saved to.
    pub file_roots: Vec<PathBuf>,
}

impl Discord {
    /// Where Discord's API is: <https://discord.com/developers/docs/reference#base-url>.
    pub const API_BASE: &str = "https://discord.com/api/v10";

    /// A bot that talks to Discord as `config` says. Fails when the address, the token or a limit can't be one; whether
    /// Discord takes the token shows with the first request.
    pub fn new(config: RestConfig, settings: DiscordSettings) -> Result<Self, RestError> {
        let rest = Rest::new(config)?;
        Ok(Self(Arc::new(Inner { rest, directory: Arc::default(), settings })))
    }

    /// A bot at Discord itself, with the defaults for everything but its token: see [`Discord::new`].
    pub fn with_token(token: impl Into<SecretString>) -> Result<Self, RestError> {
        Self::at(Self::API_BASE, token)
    }

    /// A bot at another address than [Discord's own](Self::API_BASE): a sandbox, or a proxy in front of Discord, with
    /// its path (`http://127.0.0.1:3000/api/v10`). Defaults for all else.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use mcp_discord::{discord::Discord, sandbox::Sandbox};
    ///
    /// let sandbox = Sandbox::builder().furnished().start().await?;
    /// let discord = Discord::at(&sandbox.api_base(), sandbox.token())?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn at(base: &str, token: impl Into<SecretString>) -> Result<Self, RestError> {
        let base = Url::parse(base)
            .map_err(|error| RestError::Invalid { reason: format!("not an address ({error}): {base}") })?;
        Self::new(RestConfig::new(base, token.into()), DiscordSettings::default())
    }

    /// The same bot, for somebody who may reach less: connection, limits and what is known of its servers are shared.
    #[must_use]
    pub fn narrowed(&self, reach: Reach) -> Self {
        let Inner { rest, directory, settings } = &*self.0;
        let settings = DiscordSettings { reach: reach.within(&settings.reach), ..settings.clone() };
        Self(Arc::new(Inner { rest: rest.clone(), directory: Arc::clone(directory), settings }))
    }

    /// A context for work that is no tool call, under a scope of its own, with [`ToolSpec::DEADLINE`] to do it in.
    pub fn context<S: Scope>(&self) -> Context<S> {
        self.context_within(ToolSpec::DEADLINE)
    }

    /// A context for work that is no tool call, and that has to be over within `time`.
    pub fn context_within<S: Scope>(&self, time: Duration) -> Context<S> {
        let parts = OperationParts::unattended(S::SCOPE, Instant::now() + time);
        Context::new(Operation::new(self.clone(), parts))
    }

    pub(crate) fn rest(&self) -> &Rest {
        &self.0.rest
    }

    pub(crate) fn directory(&self) -> &Directory {
        self.0.directory.get_or_init(|| Directory::new(Arc::new(self.0.rest.clone())))
    }

    pub(crate) fn reach(&self) -> &Reach {
        &self.0.settings.reach
    }

    pub(crate) fn defaults(&self) -> &Defaults {
        &self.0.settings.defaults
    }

    pub(crate) fn file_roots(&self) -> &[PathBuf] {
        &self.0.settings.file_roots
    }
}

/// The directory reads through the same core as everything else.
impl Fetch for Rest {
    fn get(&self, request: Get, deadline: Instant) -> BoxFuture<'_, Result<Bytes, ToolError>> {
        Box::pin(async move {
            let what = format!("looking up {}", request.path.join("/"));
            let path = Path::parse(&request.path.join("/"));
            let mut get = Request::new(Method::Get, path, deadline, CancellationToken::new());
            get.query = request.query;
            let answer = self.send(get).await.map_err(|error| errors::into_tool_error(error, &what))?;
            Ok(answer.body)
        })
    }
}

impl fmt::Debug for Discord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Discord").field("settings", &self.0.settings).finish_non_exhaustive()
    }
}
