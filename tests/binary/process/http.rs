//! The same program as a server over HTTP.

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::Child,
    task::JoinHandle,
    time::timeout,
};

#[cfg(unix)]
use super::terminate;
use super::{PATIENCE, Program, message, outcome};

/// A server over HTTP that runs, and a client of it.
pub(crate) struct HttpServer {
    child: Child,
    client: HttpClient,
    stderr: JoinHandle<String>,
    _folder: TempDir,
}

/// A client over HTTP that speaks MCP's newer era.
#[derive(Clone)]
pub(crate) struct HttpClient {
    client: reqwest::Client,
    url: String,
    token: Option<String>,
}

impl Program {
    /// Starts it as a server over HTTP, at any free port, and waits until it says where.
    pub(crate) async fn serve_http(mut self) -> HttpServer {
        let mut child = self.command.arg("--http=127.0.0.1:0").spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = String::new();
        let url = loop {
            let line = timeout(PATIENCE, lines.next_line()).await.expect("no address").unwrap();
            let line = line.unwrap_or_else(|| panic!("the server ended: {said}"));
            said += &(line.clone() + "\n");
            if let Some(url) = line.strip_prefix("mcp-discord: MCP over HTTP at ") {
                break url.to_owned();
            }
        };
        let stderr = tokio::spawn(async move {
            while let Some(line) = lines.next_line().await.unwrap() {
                said += &(line + "\n");
            }
            said
        });
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        HttpServer { child, client: HttpClient { client, url, token: None }, stderr, _folder: self.folder }
    }
}

impl HttpClient {
    /// The same client, with this bearer token.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    /// A request of MCP's newer era.
    pub(crate) fn request(&self, method: &str, mut params: Value) -> reqwest::RequestBuilder {
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
        });
        let message = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let request = self.client.post(&self.url).header("MCP-Protocol-Version", "2026-07-28");
        let request = match params["name"].as_str() {
            Some(name) => request.header("Mcp-Name", name),
            None => request,
        };
        let request = match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        let request = request.header("Mcp-Method", method).header("Content-Type", "application/json");
        request.header("Accept", "application/json, text/event-stream").body(message.to_string())
    }

    /// What stands at another path of the server.
    pub(crate) async fn get(&self, path: &str) -> String {
        let url = self.url.replace("/mcp", path);
        self.client.get(url).send().await.unwrap().text().await.unwrap()
    }

    /// Sends a request and waits for its answer, which may be that the connection is gone.
    pub(crate) async fn ask(&self, method: &str, params: Value) -> reqwest::Result<Value> {
        let answer = self.request(method, params).send().await?.text().await?;
        Ok(message(&answer))
    }

    /// Calls a tool. The result is its text and whether it is an error.
    pub(crate) async fn call(&self, tool: &str, arguments: Value) -> reqwest::Result<(String, bool)> {
        let answer = self.ask("tools/call", json!({ "name": tool, "arguments": arguments })).await?;
        Ok(outcome(&answer))
    }
}

impl HttpServer {
    /// A client without a token.
    pub(crate) fn client(&self) -> HttpClient {
        self.client.clone()
    }

    /// Ends it as the system does when memory runs out: without a warning.
    pub(crate) async fn kill(&mut self) {
        self.child.kill().await.unwrap();
    }

    /// Sends the signal that service managers end a program with.
    #[cfg(unix)]
    pub(crate) async fn terminate(&self) {
        terminate(&self.child).await;
    }

    /// Waits for its end. The result is its exit code and what it wrote to stderr.
    pub(crate) async fn ended(mut self) -> (Option<i32>, String) {
        let status = timeout(PATIENCE, self.child.wait()).await.expect("the server does not end").unwrap();
        (status.code(), self.stderr.await.unwrap())
    }
}
