//! A server over HTTP in this process, in a sandbox, and clients that write their requests by hand.

use std::{net::SocketAddr, sync::Arc};

use mcp_discord::{
    Http, Server, ServerBuilder,
    discord::{Discord, DiscordSettings, RestConfig},
    mcp::{HttpAgent, ServeError},
    sandbox::{Sandbox, SandboxBuilder},
    toolsets,
};
use reqwest::{Client, RequestBuilder, Response, StatusCode, header::HeaderMap};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// What every client accepts, since MCP asks for it.
pub(crate) const ACCEPT: &str = "application/json, text/event-stream";

pub(crate) const OLDER: &str = "2025-11-25";
pub(crate) const NEWER: &str = "2026-07-28";

/// A server that runs.
pub(crate) struct Served {
    pub(crate) address: SocketAddr,
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) shutdown: CancellationToken,
    serving: JoinHandle<Result<(), ServeError>>,
}

/// Who writes requests, and with what.
#[derive(Clone)]
pub(crate) struct By {
    client: Client,
    pub(crate) url: String,
    token: Option<String>,
    session: Option<String>,
}

impl Served {
    /// All tools in the furnished sandbox, for everybody on this machine.
    pub(crate) async fn start() -> Self {
        Self::with(|http| http).await
    }

    /// The same, with the door set up in another way.
    pub(crate) async fn with(door: impl FnOnce(Http) -> Http) -> Self {
        Self::of(|server| server.toolsets(toolsets::ALL), door).await
    }

    /// A server with other tools.
    pub(crate) async fn of(
        tools: impl FnOnce(ServerBuilder) -> ServerBuilder,
        door: impl FnOnce(Http) -> Http,
    ) -> Self {
        Self::for_agents(|_| Vec::new(), tools, door).await
    }

    /// A server for these agents only.
    pub(crate) async fn for_agents(
        agents: impl FnOnce(&Sandbox) -> Vec<HttpAgent>,
        tools: impl FnOnce(ServerBuilder) -> ServerBuilder,
        door: impl FnOnce(Http) -> Http,
    ) -> Self {
        Self::in_sandbox(Sandbox::builder().furnished(), agents, tools, door).await
    }

    pub(crate) async fn in_sandbox(
        sandbox: SandboxBuilder,
        agents: impl FnOnce(&Sandbox) -> Vec<HttpAgent>,
        tools: impl FnOnce(ServerBuilder) -> ServerBuilder,
        door: impl FnOnce(Http) -> Http,
    ) -> Self {
        let sandbox = Arc::new(sandbox.start().await.unwrap());
        let rest = RestConfig::new(sandbox.api_base().parse().unwrap(), sandbox.token().into());
        let discord = Discord::new(rest, DiscordSettings::default()).unwrap();
        let server = tools(Server::builder(discord)).build().unwrap();
        let http = Http::bind_for(agents(&sandbox), "127.0.0.1:0".parse().unwrap()).await.unwrap();
        let http = door(http);
        let (address, shutdown) = (http.address(), CancellationToken::new());
        let ending = shutdown.clone();
        let serving = tokio::spawn(async move { server.serve(http, ending).await });
        Self { address, sandbox, shutdown, serving }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// A client on this machine, without a token.
    pub(crate) fn client(&self) -> By {
        By::new(self.address)
    }

    /// Ends the server in order, and waits for it.
    pub(crate) async fn finish(self) {
        self.shutdown.cancel();
        self.serving.await.unwrap().unwrap();
    }
}

impl By {
    pub(crate) fn new(address: SocketAddr) -> Self {
        let client = Client::builder().no_proxy().build().unwrap();
        Self { client, url: format!("http://{address}/mcp"), token: None, session: None }
    }

    #[allow(dead_code)]
    /// The same client, at another address.
    pub(crate) fn at(&self, url: String) -> Self {
        Self { url, ..self.clone() }
    }

    pub(crate) fn token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    pub(crate) fn session(mut self, session: &str) -> Self {
        self.session = Some(session.to_owned());
        self
    }

    pub(crate) fn id(&self) -> &str {
        self.session.as_deref().expect("a session")
    }

    /// A request to the server with what this client always sends.
    pub(crate) fn request(&self, method: &str) -> RequestBuilder {
        let request = self.client.request(method.parse().unwrap(), &self.url).header("Accept", ACCEPT);
        let request = match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        match &self.session {
            Some(session) => request.header("Mcp-Session-Id", session).header("MCP-Protocol-Version", OLDER),
            None => request,
        }
    }

    /// Posts a message of the older era.
    pub(crate) fn post(&self, message: &Value) -> RequestBuilder {
        self.request("POST").header("Content-Type", "application/json").body(message.to_string())
    }

    /// Shakes hands as clients up to 2025-11-25 do; the result is the client of the session.
    pub(crate) async fn initialize(&self) -> Self {
        self.initialize_with(json!({})).await
    }

    pub(crate) async fn initialize_with(&self, capabilities: Value) -> Self {
        let answer = self.post(&initialize(&capabilities)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{}", answer.text().await.unwrap());
        let session = self.clone().session(answer.headers()["mcp-session-id"].to_str().unwrap());
        let ready = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
        let answer = session.post(&ready).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::ACCEPTED);
        session
    }

    /// Sends a request of the era that this client is in: the newer one, unless it has a session.
    pub(crate) fn ask(&self, method: &str, params: Value) -> RequestBuilder {
        self.ask_as(1, method, params)
    }

    pub(crate) fn ask_as(&self, id: u64, method: &str, mut params: Value) -> RequestBuilder {
        if self.session.is_some() {
            return self.post(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        }
        let progress = params["_meta"]["progressToken"].take();
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": NEWER,
            "io.modelcontextprotocol/clientCapabilities": {},
            "io.modelcontextprotocol/clientInfo": { "name": "by-hand", "version": "1" },
        });
        if !progress.is_null() {
            params["_meta"]["progressToken"] = progress;
        }
        let name = params["name"].as_str().unwrap_or_default().to_owned();
        let message = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params });
        let request = self.post(&message).header("MCP-Protocol-Version", NEWER).header("Mcp-Method", method);
        if name.is_empty() { request } else { request.header("Mcp-Name", name) }
    }

    #[allow(
        clippy::needless_pass_by_value,
        reason = "as in `call`, whose arguments are written where it is called"
    )]
    pub(crate) fn start(&self, tool: &str, arguments: Value) -> RequestBuilder {
        self.ask("tools/call", json!({ "name": tool, "arguments": arguments }))
    }

    /// Calls a tool. The result is its text and whether it is an error.
    pub(crate) async fn call(&self, tool: &str, arguments: Value) -> (String, bool) {
        outcome(&answer(self.start(tool, arguments).send().await.unwrap()).await)
    }

    /// The names of the tools that it is offered.
    pub(crate) async fn tools(&self) -> Vec<String> {
        let listed = answer(self.ask("tools/list", json!({})).send().await.unwrap()).await;
        let tools = listed["result"]["tools"].as_array().unwrap_or_else(|| panic!("{listed}"));
        tools.iter().map(|tool| tool["name"].as_str().unwrap().to_owned()).collect()
    }

    /// Both eras: without a session, and with one.
    pub(crate) async fn eras(&self) -> [Self; 2] {
        [self.clone(), self.initialize().await]
    }
}

pub(crate) fn initialize(capabilities: &Value) -> Value {
    let client = json!({ "name": "by-hand", "version": "1" });
    let params = json!({ "protocolVersion": OLDER, "capabilities": capabilities, "clientInfo": client });
    json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params })
}

/// The messages of an answer, JSON or a stream that ends.
pub(crate) async fn messages(response: Response) -> Vec<Value> {
    let status = response.status();
    let streams = is_stream(response.headers());
    let text = response.text().await.unwrap();
    assert!(status.is_success(), "{status}: {text}");
    if streams { events(&text) } else { vec![serde_json::from_str(&text).unwrap()] }
}

/// The answer, which is the last of the messages.
pub(crate) async fn answer(response: Response) -> Value {
    messages(response).await.pop().expect("an answer")
}

pub(crate) fn is_stream(headers: &HeaderMap) -> bool {
    headers["content-type"] == "text/event-stream"
}

/// The messages in a stream's text.
pub(crate) fn events(text: &str) -> Vec<Value> {
    let data = text.lines().filter_map(|line| line.strip_prefix("data:")).map(str::trim);
    data.filter(|data| !data.is_empty()).map(|data| serde_json::from_str(data).unwrap()).collect()
}

/// Text of a tool's answer, and whether it is an error.
pub(crate) fn outcome(answer: &Value) -> (String, bool) {
    let result = &answer["result"];
    let text = result["content"][0]["text"].as_str();
    let text = text.unwrap_or_else(|| panic!("no result of a tool: {answer}"));
    (text.to_owned(), result["isError"] == true)
}
