//! A client over HTTP that does as little as it can: one connection, one session, one call after the other.

use std::{net::SocketAddr, time::Duration};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response, StatusCode,
    body::Incoming,
    client::conn::http1::{SendRequest, handshake},
    header::{ACCEPT, CONTENT_TYPE, HOST, HeaderValue},
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::Failure;

/// Which of MCP's eras a client speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Era {
    /// Sessions, and answers as streams of events.
    Older,
    /// Requests that stand alone, and answers as JSON.
    Newer,
}

/// A client that is connected.
#[derive(Debug)]
pub struct HttpClient {
    sender: SendRequest<Full<Bytes>>,
    host: HeaderValue,
    era: Era,
    session: Option<HeaderValue>,
    next: u64,
}

impl HttpClient {
    /// Connects, and shakes hands where the era has that.
    pub async fn connect(address: SocketAddr, era: Era) -> Result<Self, Failure> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let host = HeaderValue::try_from(address.to_string())?;
        let mut client = Self { sender, host, era, session: None, next: 0 };
        if era == Era::Older {
            client.initialize().await?;
        }
        Ok(client)
    }

    async fn initialize(&mut self) -> Result<(), Failure> {
        let info = json!({ "name": "bench", "version": "1" });
        let params = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": info });
        let answer = self.post(&self.message("initialize", &params), &[]).await?;
        self.session = answer.headers().get("mcp-session-id").cloned();
        if self.session.is_none() {
            return Err(format!("no session was given: {}", answer.status()).into());
        }
        result(answer).await?;
        let initialized = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
        let answer = self.post(&initialized, &[]).await?;
        let status = answer.status();
        answer.into_body().collect().await?;
        if status == StatusCode::ACCEPTED { Ok(()) } else { Err(format!("not accepted: {status}").into()) }
    }

    /// Calls a tool and reads the whole answer.
    pub async fn call(&mut self, tool: &str, arguments: Value) -> Result<(), Failure> {
        let answer = self.start_call(tool, arguments).await?;
        let text = result(answer).await?;
        let text = std::str::from_utf8(&text)?;
        if text.contains("\"isError\":true") || !text.contains("\"result\"") {
            return Err(format!("a call failed: {text}").into());
        }
        Ok(())
    }

    /// Calls a tool, and leaves the answer unread.
    pub async fn start_call(&mut self, tool: &str, arguments: Value) -> Result<Response<Incoming>, Failure> {
        self.next += 1;
        let mut params = json!({ "name": tool, "arguments": arguments });
        if self.era == Era::Older {
            return self.post(&self.message("tools/call", &params), &[]).await;
        }
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
            "io.modelcontextprotocol/clientInfo": { "name": "bench", "version": "1" },
        });
        self.post(&self.message("tools/call", &params), &[("mcp-method", "tools/call"), ("mcp-name", tool)])
            .await
    }

    /// Opens the session's stream of notifications, and leaves it unread.
    pub async fn listen(&mut self) -> Result<Response<Incoming>, Failure> {
        let request = self.request("GET").header(ACCEPT, "text/event-stream").body(Full::default())?;
        Ok(self.sender.send_request(request).await?)
    }

    fn message(&self, method: &str, params: &Value) -> Value {
        json!({ "jsonrpc": "2.0", "id": self.next, "method": method, "params": params })
    }

    async fn post(
        &mut self,
        message: &Value,
        headers: &[(&str, &str)],
    ) -> Result<Response<Incoming>, Failure> {
        let mut request = self
            .request("POST")
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "application/json, text/event-stream");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::from(message.to_string()))?;
        self.sender.ready().await?;
        Ok(self.sender.send_request(request).await?)
    }

    fn request(&self, method: &str) -> hyper::http::request::Builder {
        let version = match self.era {
            Era::Older => "2025-11-25",
            Era::Newer => "2026-07-28",
        };
        let mut request = Request::builder()
            .method(method)
            .uri("/mcp")
            .header(HOST, &self.host)
            .header("mcp-protocol-version", version);
        if let Some(session) = &self.session {
            request = request.header("mcp-session-id", session);
        }
        request
    }
}

/// The whole body of a good answer.
async fn result(answer: Response<Incoming>) -> Result<Bytes, Failure> {
    let status = answer.status();
    let read = tokio::time::timeout(Duration::from_mins(2), answer.into_body().collect());
    let body = read.await??.to_bytes();
    if status.is_success() {
        return Ok(body);
    }
    Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into())
}
