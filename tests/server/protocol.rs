//! What MCP asks of any server's answers, in both eras.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use mcp_discord::{
    Tool,
    testing::{Asked, Era, Person, Session},
    tool::{Effect, ToolSpec},
};
use rmcp::{
    model::{CacheScope, CallToolRequest, CallToolRequestParams, ClientRequest, MetaObject, ServerResult},
    service::{PeerRequestOptions, RequestHandle},
};
use serde_json::{Map, Value, json};
use tokio::sync::Notify;

use crate::workspace::workspace_with;

async fn session(era: Era) -> Session {
    Session::builder().era(era).start().await.unwrap()
}

/// Sends a call, and waits for no answer.
async fn send(session: &Session, tool: &str, arguments: Value) -> RequestHandle<rmcp::RoleClient> {
    let mut params = CallToolRequestParams::new(tool.to_owned());
    params.arguments = arguments.as_object().cloned();
    let request = ClientRequest::CallToolRequest(CallToolRequest::new(params));
    session.client().send_cancellable_request(request, PeerRequestOptions::no_options()).await.unwrap()
}

/// What a result says of the server that gave it.
fn signature(meta: Option<&MetaObject>) -> Option<&Value> {
    meta?.0.get("io.modelcontextprotocol/serverInfo")
}

#[tokio::test]
async fn every_result_of_the_newer_era_says_which_server_gave_it() {
    let nobody = Person::Declines(Asked::default());
    let workspace = workspace_with(|_, session| session.era(Era::Newer).person(nobody)).await;
    let listed = workspace.client().list_tools(None).await.unwrap();
    let server = signature(listed.meta.as_ref()).expect("a list is signed").clone();
    assert_eq!(server["name"], "mcp-discord");
    assert_eq!(server["version"], env!("CARGO_PKG_VERSION"));

    let message = workspace.said("general", "delete me");
    let delete = json!({ "channel_id": workspace.channel("general"), "message_id": message });
    let call =
        async |tool, arguments| send(&workspace, tool, arguments).await.await_response().await.unwrap();
    let ServerResult::CallToolResult(done) = call("list_servers", json!({})).await else { panic!() };
    let ServerResult::CallToolResult(refused) = call("list_servers", json!({ "no": 1 })).await else {
        panic!()
    };
    let ServerResult::InputRequiredResult(asks) = call("delete_message", delete).await else { panic!() };
    assert_eq!((done.is_error, refused.is_error), (Some(false), Some(true)));
    for meta in [done.meta, refused.meta, asks.meta] {
        assert_eq!(signature(meta.as_ref()), Some(&server));
    }
    workspace.finish();
}

#[tokio::test]
async fn the_older_era_says_it_once_in_its_handshake() {
    let session = session(Era::Older).await;
    let server = session.client().peer_info().unwrap();
    assert_eq!(server.server_info.as_ref().unwrap().name, "mcp-discord");
    let listed = session.client().list_tools(None).await.unwrap();
    assert_eq!(signature(listed.meta.as_ref()), None);
    let params = CallToolRequestParams::new("list_servers");
    let called = session.client().call_tool(params).await.unwrap();
    assert_eq!(signature(called.meta.as_ref()), None);
}

#[tokio::test]
async fn the_list_of_tools_may_be_kept_for_a_while_by_whoever_asked_for_it() {
    let session = session(Era::Newer).await;
    let first = session.client().list_tools(None).await.unwrap();
    assert_eq!((first.ttl_ms, first.cache_scope), (Some(300_000), Some(CacheScope::Private)));
    // It can be kept only if it is the same each time.
    let second = session.client().list_tools(None).await.unwrap();
    assert_eq!(first.tools, second.tools);
}

/// A tool that never ends by itself: it says when it has begun, and when it was dropped.
fn endless(begun: Arc<Notify>, dropped: Arc<Dropped>) -> Tool {
    let spec = ToolSpec::new("wait_forever", "Waits until it is cancelled.", Effect::Read);
    Tool::raw(spec, Map::new(), move |_, _| {
        let (begun, until) = (Arc::clone(&begun), Guard(Arc::clone(&dropped)));
        async move {
            begun.notify_one();
            std::future::pending::<()>().await;
            drop(until);
            Ok(())
        }
    })
}

#[derive(Default)]
struct Dropped {
    is: AtomicBool,
    told: Notify,
}

struct Guard(Arc<Dropped>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.is.store(true, Ordering::SeqCst);
        self.0.told.notify_one();
    }
}

#[tokio::test]
async fn a_call_that_the_client_takes_back_is_ended_and_the_connection_goes_on() {
    let take_back = async |era| {
        let (begun, dropped) = (Arc::new(Notify::new()), Arc::new(Dropped::default()));
        let tool = endless(Arc::clone(&begun), Arc::clone(&dropped));
        let session = Session::builder().era(era).tool(tool).start().await.unwrap();

        let call = send(&session, "wait_forever", json!({})).await;
        begun.notified().await;
        assert!(!dropped.is.load(Ordering::SeqCst), "{era:?}");
        call.cancel(Some("never mind".into())).await.unwrap();
        dropped.told.notified().await;
        assert!(session.call("list_servers", json!({})).await.unwrap().is_done(), "{era:?}");
    };
    tokio::join!(take_back(Era::Older), take_back(Era::Newer));
}
