//! For tests of tools: a sandbox, a server and a real MCP client, in three lines.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use mcp_discord::testing::Session;
//! use serde_json::json;
//!
//! let session = Session::builder().start().await?;
//! let sent = session.call("send_message", json!({ "channel_id": "#general", "content": "hello" })).await?;
//! assert!(sent.is_done(), "{}", sent.text);
//! assert_eq!(session.sandbox().write_log().len(), 1);
//! # Ok(())
//! # }
//! ```
//!
//! The server runs in the process, and talks to the sandbox over real sockets. What a tool said proves little; look
//! at the sandbox's world and at its write log.

mod client;

use std::{fmt, sync::Arc};

use base64::{Engine as _, prelude::BASE64_STANDARD};

use rmcp::{
    RoleClient,
    model::{CallToolRequestParams, CallToolResult, Tool as ListedTool},
    service::{ClientInitializeError, ClientLifecycleMode, ClientServiceExt, RunningService, ServiceError},
};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::{
    call::{Confirm, Policy},
    context::{Context, Tool, Toolset},
    discord::{Discord, DiscordSettings, LimiterMode, Reach, RestConfig, RestError},
    mcp::{BuildError, OutputMode, Server, ServerBuilder},
    sandbox::{Sandbox, SandboxBuilder},
    tool::{Record, Scope},
    toolsets,
};

use client::TestClient;
pub use client::{Asked, Era, Person};

/// A client that is connected to a server that works in a sandbox.
#[derive(Debug)]
pub struct Session {
    client: RunningService<RoleClient, TestClient>,
    sandbox: Arc<Sandbox>,
    server: Server,
}

/// Puts a [`Session`] together. Unless it is told otherwise: the furnished sandbox, all toolsets, the older era, and a
/// client that can't ask anybody.
pub struct SessionBuilder {
    sandbox: Option<Arc<Sandbox>>,
    sandbox_builder: SandboxBuilder,
    toolsets: Vec<Toolset>,
    changes: Vec<Box<dyn FnOnce(ServerBuilder) -> ServerBuilder + Send>>,
    settings: DiscordSettings,
    policy: Policy,
    confirm: Confirm,
    output: OutputMode,
    limiter: LimiterMode,
    era: Era,
    person: Person,
}

/// What a call came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Called {
    /// The text that a model is shown.
    pub text: String,
    /// The structured content.
    pub structured: Option<Value>,
    /// The images, each with its media type.
    pub images: Vec<(String, Vec<u8>)>,
    /// Whether the model is told that it failed.
    pub is_error: bool,
    /// `done`, `refused`, `unknown` or `fault`.
    pub outcome: String,
    /// Who said no: see [`Cause`](crate::tool::Cause).
    pub cause: Option<String>,
}

/// Why a session could not be started.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The sandbox has no address to listen on.
    #[error("the sandbox can't be started: {0}")]
    Sandbox(#[from] std::io::Error),
    /// The way to the sandbox can't be built.
    #[error(transparent)]
    Rest(#[from] RestError),
    /// The sandbox's address is none.
    #[error("the sandbox can't be reached: {0}")]
    Address(#[from] url::ParseError),
    /// The server can't be built.
    #[error(transparent)]
    Server(#[from] BuildError),
    /// Client and server didn't come to terms.
    #[error("the client can't connect: {0}")]
    Client(Box<ClientInitializeError>),
}

impl Session {
    /// Starts to put one together.
    pub fn builder() -> SessionBuilder {
        SessionBuilder {
            sandbox: None,
            sandbox_builder: Sandbox::builder().furnished(),
            toolsets: toolsets::ALL.to_vec(),
            changes: Vec::new(),
            settings: DiscordSettings::default(),
            policy: Policy::default(),
            confirm: Confirm::default(),
            output: OutputMode::Both,
            limiter: LimiterMode::Local,
            era: Era::Older,
            person: Person::Absent,
        }
    }

    /// Calls a tool, as an MCP client does. A tool that refuses or fails is a [`Called`] that says so; an error is one of
    /// the protocol, such as for a tool that the server doesn't have.
    pub async fn call(&self, tool: &str, arguments: Value) -> Result<Called, ServiceError> {
        let mut params = CallToolRequestParams::new(tool.to_owned());
        params.arguments = arguments.as_object().cloned();
        self.client.call_tool(params).await.map(Called::from)
    }

    /// The tools as `tools/list` shows them.
    pub async fn tools(&self) -> Result<Vec<ListedTool>, ServiceError> {
        self.client.list_all_tools().await
    }

    /// The Discord that it works in.
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// The client, for all that MCP can.
    pub fn client(&self) -> &rmcp::service::Peer<RoleClient> {
        self.client.peer()
    }

    /// The bot, for work that is no tool call: [`Discord::context`].
    pub fn discord(&self) -> &Discord {
        self.server.calls().discord()
    }

    /// The context of a tool, to call its function as any other: `greet(session.context(), …)`. What stands before a tool
    /// in a server (policy, arguments, permissions, confirmation, budgets) is not asked.
    pub fn context<S: Scope>(&self) -> Context<S> {
        self.server.calls().context()
    }

    /// Another client of the same server, with an order of its own.
    pub async fn connect(&self, era: Era, person: Person) -> Result<Self, SessionError> {
        let client = connect(&self.server, era, person).await?;
        let (sandbox, server) = (Arc::clone(&self.sandbox), self.server.clone());
        Ok(Self { client, sandbox, server })
    }

    /// A client of the same server that goes by a name and may do less: see [`Server::narrowed`].
    pub async fn narrowed(&self, agent: &str, policy: Policy, reach: Reach) -> Result<Self, SessionError> {
        let server = self.server.narrowed(agent, policy, reach)?;
        let client = connect(&server, Era::Older, Person::Absent).await?;
        Ok(Self { client, sandbox: Arc::clone(&self.sandbox), server })
    }
}

impl SessionBuilder {
    /// Works in a sandbox that runs already.
    #[must_use]
    pub fn sandbox(mut self, sandbox: Arc<Sandbox>) -> Self {
        self.sandbox = Some(sandbox);
        self
    }

    /// Works in a sandbox of this kind, in place of the furnished one.
    #[must_use]
    pub fn sandbox_builder(mut self, builder: SandboxBuilder) -> Self {
        self.sandbox_builder = builder;
        self
    }

    /// Serves these toolsets, in place of those that come with the server.
    #[must_use]
    pub fn toolsets(mut self, toolsets: &[Toolset]) -> Self {
        self.toolsets = toolsets.to_vec();
        self
    }

    /// Serves one more tool.
    #[must_use]
    pub fn tool(self, tool: Tool) -> Self {
        self.server(|server| server.tool(tool))
    }

    /// Builds the server with all that a [`ServerBuilder`] can: shared state, layers, a record.
    #[must_use]
    pub fn server(mut self, change: impl FnOnce(ServerBuilder) -> ServerBuilder + Send + 'static) -> Self {
        self.changes.push(Box::new(change));
        self
    }

    /// Decides about the bot: allow-lists, defaults, folders for files.
    #[must_use]
    pub fn settings(mut self, settings: DiscordSettings) -> Self {
        self.settings = settings;
        self
    }

    /// Which tools may be called.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// When a person is asked.
    #[must_use]
    pub const fn confirm(mut self, confirm: Confirm) -> Self {
        self.confirm = confirm;
        self
    }

    /// Which rendering of a result is sent; both, when this isn't called.
    #[must_use]
    pub const fn output(mut self, output: OutputMode) -> Self {
        self.output = output;
        self
    }

    /// Who keeps to the rate limits.
    #[must_use]
    pub const fn limiter(mut self, limiter: LimiterMode) -> Self {
        self.limiter = limiter;
        self
    }

    /// Which of MCP's eras the client speaks.
    #[must_use]
    pub const fn era(mut self, era: Era) -> Self {
        self.era = era;
        self
    }

    /// Who sits at the client.
    #[must_use]
    pub fn person(mut self, person: Person) -> Self {
        self.person = person;
        self
    }

    /// Where calls and changes are written down.
    #[must_use]
    pub fn record(self, record: Arc<dyn Record>) -> Self {
        self.server(|server| server.record(record))
    }

    /// Starts sandbox and server, and connects the client. Fails when the server can't be built, as with tools whose
    /// shared state is missing.
    pub async fn start(self) -> Result<Session, SessionError> {
        let sandbox = match self.sandbox {
            Some(sandbox) => sandbox,
            None => Arc::new(self.sandbox_builder.start().await?),
        };
        let base = sandbox.api_base().parse()?;
        let rest = RestConfig { limiter: self.limiter, ..RestConfig::new(base, sandbox.token().into()) };
        let discord = Discord::new(rest, self.settings)?;
        let builder = Server::builder(discord)
            .toolsets(&self.toolsets)
            .policy(self.policy)
            .confirm(self.confirm)
            .output(self.output);
        let server = self.changes.into_iter().fold(builder, |builder, change| change(builder)).build()?;
        let client = connect(&server, self.era, self.person).await?;
        Ok(Session { client, sandbox, server })
    }
}

async fn connect(
    server: &Server,
    era: Era,
    person: Person,
) -> Result<RunningService<RoleClient, TestClient>, SessionError> {
    let (near, far) = tokio::io::duplex(1 << 20);
    let server = server.clone();
    tokio::spawn(async move {
        if let Err(error) = server.serve(tokio::io::split(far), CancellationToken::new()).await {
            tracing::error!(%error, "the server under test ended");
        }
    });
    let lifecycle = match era {
        Era::Older => ClientLifecycleMode::Initialize,
        Era::Newer => ClientLifecycleMode::Discover {
            preferred_versions: vec![rmcp::model::ProtocolVersion::V_2026_07_28],
        },
    };
    let client = TestClient { person };
    Box::pin(client.serve_with_lifecycle(near, lifecycle))
        .await
        .map_err(|error| SessionError::Client(Box::new(error)))
}

impl Called {
    /// Whether it is done.
    pub fn is_done(&self) -> bool {
        self.outcome == "done"
    }
}

impl From<CallToolResult> for Called {
    fn from(result: CallToolResult) -> Self {
        let texts = result.content.iter().filter_map(|block| block.as_text().map(|text| text.text.clone()));
        let meta = |name: &str| {
            let value = result.meta.as_ref().and_then(|meta| meta.0.get(&format!("mcp-discord/{name}")));
            value.and_then(Value::as_str).map(str::to_owned)
        };
        let images = result.content.iter().filter_map(|block| {
            let image = block.as_image()?;
            Some((image.mime_type.clone(), BASE64_STANDARD.decode(&image.data).ok()?))
        });
        Self {
            images: images.collect(),
            text: texts.collect::<Vec<_>>().join("\n"),
            is_error: result.is_error.unwrap_or_default(),
            outcome: meta("outcome").unwrap_or_default(),
            cause: meta("cause"),
            structured: result.structured_content,
        }
    }
}

impl fmt::Debug for SessionBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionBuilder")
            .field("era", &self.era)
            .field("person", &self.person)
            .finish_non_exhaustive()
    }
}
