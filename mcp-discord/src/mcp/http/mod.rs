//! MCP over HTTP, in both eras: [Streamable HTTP] at `/mcp`.
//!
//! [Streamable HTTP]: https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http

mod access;
mod limits;
mod origins;
mod reply;
mod router;
mod serve;
mod sessions;
mod stream;

use std::{fmt, io, net::SocketAddr, sync::Arc, time::Duration};

use rmcp::ServerHandler;
use tokio::{net::TcpListener, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub use access::{NoHash, TokenHash};

use self::router::{Factory, Router};
use super::{
    BuildError, Server,
    transport::{ServeError, Transport, sealed::Serve},
};
use crate::{call::Policy, discord::Reach};

/// How long calls that were given up have to write down what came of them.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// Writes metrics in Prometheus' text format.
type MetricsText = Arc<dyn Fn() -> String + Send + Sync>;

/// An address at which MCP is served over HTTP.
///
/// | path | what |
/// | --- | --- |
/// | `/mcp` | MCP, both eras |
/// | `/healthz` | `ok`, for whoever watches over the process; wants no token |
/// | `/metrics` | what [`Http::metrics`] writes, if it was called |
///
/// Without agents whoever can connect is served, so the address has to be a loopback one. With [agents](Http::bind_for)
/// each request has to carry the bearer token of one (`Authorization: Bearer …`). There is no TLS here: a server that
/// is reached from other machines belongs behind a proxy that has it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use mcp_discord::{Http, Server, discord::Discord};
/// use tokio_util::sync::CancellationToken;
///
/// let server = Server::builder(Discord::with_token("token")?).build()?;
/// let http = Http::bind("127.0.0.1:0".parse()?).await?;
/// println!("MCP at http://{}/mcp", http.address());
/// let shutdown = CancellationToken::new();
/// # shutdown.cancel();
/// server.serve(http, shutdown).await?;
/// # Ok(())
/// # }
/// ```
///
/// Wants a current-thread runtime, as [`Stdio`](super::Stdio) does.
///
/// Requests whose `Host` or `Origin` is not known are refused with 403, so that no web page reaches the server by
/// DNS rebinding; see [`HttpSettings::hosts`] and [`HttpSettings::origins`].
pub struct Http {
    program: &'static str,
    listener: TcpListener,
    address: SocketAddr,
    settings: HttpSettings,
    agents: Vec<HttpAgent>,
    metrics: Option<MetricsText>,
}

/// Who may call over HTTP, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpAgent {
    /// What it is called in the record.
    pub name: String,
    /// The hash of its bearer token.
    pub token: TokenHash,
    /// Which tools it may call, of those that the server has on.
    pub policy: Policy,
    /// The servers and channels it may use, of those that the server may.
    pub reach: Reach,
}

/// Names, limits and times of a server over HTTP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpSettings {
    /// Names that requests may use for this server (`Host`), beside loopback names and the address it is bound to:
    /// `mcp.example.com`, `mcp.example.com:8443`. Setting: `DISCORD_HTTP_HOSTS`.
    pub hosts: Vec<String>,
    /// Origins of web pages that may send requests, beside this server's own: `https://app.example.com`,
    /// `http://localhost:*`. Setting: `DISCORD_HTTP_ORIGINS`.
    pub origins: Vec<String>,
    /// The largest request, in bytes; larger ones are refused with 413. 1 MiB: files are sent by path.
    pub max_body_bytes: usize,
    /// How many requests of one agent may be under way, where there are agents; more are refused with 503. 256.
    pub requests_per_agent: usize,
    /// How many requests may be under way in all; more are refused with 503. 1,024.
    pub requests: usize,
    /// How many streams one agent may have open (GET, `subscriptions/listen`); more are refused with 503. 1,024.
    pub streams: usize,
    /// How many sessions one agent may have; only the older era has any. For one more, that is closed which was quiet
    /// for longest and has no stream open; when each has one, the new one is refused with 503. 1,024.
    pub sessions: usize,
    /// After how long a session ends that has no stream open and hears nothing. A day.
    pub session_idle: Duration,
    /// How many connections there may be; more are closed at once. 4,096.
    pub connections: usize,
    /// How long a client may take for the head of a request, and say nothing between two. 30 s.
    pub header_timeout: Duration,
    /// How long calls under way have at the end. 10 s.
    pub grace: Duration,
}

/// Why MCP can't be served over HTTP.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// The address can't be had.
    #[error(
        "can't listen at {address}: {error}\nhint: end what uses it, or choose another, with --http=127.0.0.1:PORT"
    )]
    Bind {
        /// The address.
        address: SocketAddr,
        /// Why.
        error: io::Error,
    },
    /// Everybody could use the bot.
    #[error(
        "whoever reaches {address} could use the bot, since no token is asked for\n\
         hint: make a token with `{program} token NAME` and name the file with its entry with --http-tokens, or set \
         DISCORD_HTTP_TOKEN; or stay on this machine, with --http=127.0.0.1:PORT"
    )]
    Open {
        /// The address.
        address: SocketAddr,
        /// What the program is called that makes tokens.
        program: &'static str,
    },
    /// Two agents have one token.
    #[error(
        "the token of this agent is another's, too: {agent}\nhint: make a token for each, with `{program} token NAME`"
    )]
    SameToken {
        /// The second of the two.
        agent: String,
        /// What the program is called that makes tokens.
        program: &'static str,
    },
    /// The server of an agent can't be built.
    #[error(transparent)]
    Agent(#[from] BuildError),
    /// It is no origin.
    #[error(
        "not an origin: {0}\nhint: write SCHEME://HOST, with :PORT unless it is the scheme's own, or with :* for any"
    )]
    Origin(String),
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            hosts: Vec::new(),
            origins: Vec::new(),
            max_body_bytes: 1 << 20,
            requests_per_agent: 256,
            requests: 1_024,
            streams: 1_024,
            sessions: 1_024,
            session_idle: Duration::from_hours(24),
            connections: 4_096,
            header_timeout: Duration::from_secs(30),
            grace: Duration::from_secs(10),
        }
    }
}

impl HttpSettings {
    /// How often sessions are looked through.
    fn sweep(&self) -> Duration {
        (self.session_idle / 4).clamp(Duration::from_millis(10), Duration::from_mins(1))
    }
}

impl HttpAgent {
    /// An agent that may do whatever the server may.
    pub fn new(name: impl Into<String>, token: TokenHash) -> Self {
        Self { name: name.into(), token, policy: Policy::default(), reach: Reach::default() }
    }
}

impl Http {
    /// Listens at an address of this machine, for whoever is on it; port 0 is any free one. Nothing is answered before
    /// it is served.
    ///
    /// An address that others can reach is refused: they would all be let in. See [`Http::bind_for`].
    pub async fn bind(address: SocketAddr) -> Result<Self, HttpError> {
        Self::bind_for(Vec::new(), address).await
    }

    /// Listens at any address, and lets in these agents only.
    pub async fn bind_for(agents: Vec<HttpAgent>, address: SocketAddr) -> Result<Self, HttpError> {
        Self::bind_as(env!("CARGO_PKG_NAME"), agents, address).await
    }

    /// The same for a program of this name, which makes tokens: what is said to strangers names it.
    pub(crate) async fn bind_as(
        program: &'static str,
        agents: Vec<HttpAgent>,
        address: SocketAddr,
    ) -> Result<Self, HttpError> {
        if agents.is_empty() && !address.ip().is_loopback() {
            return Err(HttpError::Open { address, program });
        }
        for (at, agent) in agents.iter().enumerate() {
            if agents[..at].iter().any(|other| other.token == agent.token) {
                return Err(HttpError::SameToken { agent: agent.name.clone(), program });
            }
        }
        let bind = async {
            let listener = TcpListener::bind(address).await?;
            let address = listener.local_addr()?;
            io::Result::Ok((listener, address))
        };
        let (listener, address) = bind.await.map_err(|error| HttpError::Bind { address, error })?;
        Ok(Self { program, listener, address, settings: HttpSettings::default(), agents, metrics: None })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Changes names, limits and times.
    #[must_use]
    pub fn settings(mut self, settings: HttpSettings) -> Self {
        self.settings = settings;
        self
    }

    /// Serves what this writes at `/metrics`, in Prometheus' text format; agents' tokens are asked for there, too.
    #[must_use]
    pub fn metrics(mut self, metrics: impl Fn() -> String + Send + Sync + 'static) -> Self {
        self.metrics = Some(Arc::new(metrics));
        self
    }

    /// Serves handlers of any kind, through the same doors and limits: for those who have resources or prompts of
    /// their own around [`Server::handler`]. What agents may call is theirs to decide.
    ///
    /// `handler` is called for each session (older era) and each request (newer era): it should be cheap.
    pub async fn serve_handler<H, F>(self, handler: F, shutdown: CancellationToken) -> Result<(), ServeError>
    where
        H: ServerHandler,
        F: Fn() -> H + Send + Sync + 'static,
    {
        let handler: Factory<H> = Arc::new(handler);
        let doors = match self.agents.as_slice() {
            [] => vec![(None, handler)],
            agents => agents.iter().map(|agent| (Some(agent.token), Arc::clone(&handler))).collect(),
        };
        Ok(self.run(doors, shutdown).await?)
    }

    async fn run<H: ServerHandler>(
        self,
        doors: Vec<(Option<TokenHash>, Factory<H>)>,
        shutdown: CancellationToken,
    ) -> Result<(), HttpError> {
        let Self { program, listener, address, settings, metrics, .. } = self;
        let router = Router::new(program, settings, address, metrics, doors)?;
        serve::serve(listener, Arc::new(router), shutdown).await;
        Ok(())
    }
}

impl Transport for Http {}

impl Serve for Http {
    async fn serve(self, server: &Server, shutdown: CancellationToken) -> Result<(), ServeError> {
        let running = TaskTracker::new();
        let door = |server: Server| -> Factory<_> {
            // Sessions have an order each; the requests of the newer era stand alone, and share one.
            let (order, running) = (Arc::default(), running.clone());
            Arc::new(move || server.connection_over_http(&order, running.token()))
        };
        let mut doors = Vec::new();
        for HttpAgent { name, token, policy, reach } in &self.agents {
            let server = server.narrowed(name, policy.clone(), reach.clone());
            doors.push((Some(*token), door(server.map_err(HttpError::Agent)?)));
        }
        if doors.is_empty() {
            doors.push((None, door(server.clone())));
        }
        self.run(doors, shutdown).await?;
        running.close();
        if timeout(LAST_WORDS, running.wait()).await.is_err() {
            tracing::warn!("calls were abandoned; what came of them is not known");
        }
        Ok(())
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http").field("address", &self.address).finish_non_exhaustive()
    }
}
