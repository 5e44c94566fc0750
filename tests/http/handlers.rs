//! Handlers that aren't a server's: what the transport does with whatever it serves.

use std::sync::Arc;

use mcp_discord::{Http, mcp::HttpSettings};
use reqwest::StatusCode;
use rmcp::{
    ErrorData, RoleServer, ServerHandler,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, CustomNotification,
        ServerCapabilities, ServerConfig, ServerNotification,
    },
    service::RequestContext,
};
use serde_json::json;
use std::time::Duration;
use tokio::{
    io::AsyncReadExt,
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};
use tokio_util::sync::CancellationToken;

use crate::{served::By, streams::unread};

/// How many notifications a call sends, each of 64 KiB: more than all buffers together.
const NEWS: usize = 400;

/// Sends notifications that belong to no request, and tells of its end.
#[derive(Clone)]
struct Herald {
    _alive: Arc<Alive>,
}

struct Alive(UnboundedSender<()>);

impl Drop for Alive {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

impl ServerHandler for Herald {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        if request.name == "herald" {
            for number in 0..NEWS {
                let news = json!({ "number": number, "text": "x".repeat(1 << 16) });
                let news = CustomNotification::new("notifications/test", Some(news));
                context.peer.send_notification(ServerNotification::CustomNotification(news)).await.unwrap();
            }
        }
        Ok(CallToolResult::success(vec![ContentBlock::text("done")]).into())
    }
}

/// Serves heralds; what comes of the channel is the end of one.
async fn heralds(settings: HttpSettings) -> (By, UnboundedReceiver<()>, CancellationToken) {
    let http = Http::bind("127.0.0.1:0".parse().unwrap()).await.unwrap().settings(settings);
    let by = By::new(http.address());
    let (ended, ends) = unbounded_channel();
    let handler = move || Herald { _alive: Arc::new(Alive(ended.clone())) };
    let shutdown = CancellationToken::new();
    let ending = shutdown.clone();
    tokio::spawn(async move { http.serve_handler(handler, ending).await.unwrap() });
    (by, ends, shutdown)
}

#[tokio::test]
async fn notifications_that_are_not_read_stall_no_call_of_the_session() {
    let (client, _ends, shutdown) = heralds(HttpSettings::default()).await;
    let session = client.initialize().await;
    let mut stream = unread(session.request("GET")).await;
    // The head of the answer says that the stream is open.
    let mut head = [0; 12];
    stream.read_exact(&mut head).await.unwrap();
    assert_eq!(&head, b"HTTP/1.1 200");
    for _ in 0..2 {
        assert_eq!(session.call("herald", json!({})).await, ("done".to_owned(), false));
        assert_eq!(session.call("other", json!({})).await, ("done".to_owned(), false));
    }
    // Nobody else is stalled either, and the session goes on when somebody reads again.
    drop(stream);
    assert_eq!(client.initialize().await.call("herald", json!({})).await.0, "done");
    assert_eq!(session.call("other", json!({})).await.0, "done");
    shutdown.cancel();
}

#[tokio::test]
async fn a_session_ends_when_nobody_listens_and_nothing_is_heard_of_it() {
    let settings = HttpSettings { session_idle: Duration::from_millis(200), ..HttpSettings::default() };
    let (client, mut ends, shutdown) = heralds(settings).await;
    let listening = client.initialize().await;
    let stream = listening.request("GET").send().await.unwrap();
    let idle = client.initialize().await;
    ends.recv().await.unwrap();
    let gone = idle.start("other", json!({})).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NOT_FOUND);
    assert_eq!(listening.call("other", json!({})).await.0, "done");
    assert!(ends.is_empty());
    drop(stream);
    ends.recv().await.unwrap();
    let gone = listening.start("other", json!({})).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NOT_FOUND);
    shutdown.cancel();
}
