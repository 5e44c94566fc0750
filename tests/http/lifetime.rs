//! How calls, sessions and the server itself end.

use std::{sync::Arc, time::Duration};

use mcp_discord::{
    ServerBuilder,
    mcp::HttpSettings,
    sandbox::{Fault, Faults, Sandbox},
    tool::{CallRecord, Record, Settled, WriteRecord},
    toolsets,
};
use serde_json::json;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::{
    served::{Served, answer, outcome},
    tools::{held_up, wait_for},
};

/// Tells a test what is written down.
struct Told(UnboundedSender<String>);

impl Record for Told {
    fn call_ended(&self, call: &CallRecord<'_>) {
        let _ = self.0.send(format!("{} {}", call.name, call.outcome));
    }

    fn write_begins(&self, write: &WriteRecord<'_>) {
        let _ = self.0.send(format!("begins {}", write.operation));
    }

    fn write_settled(&self, _: &WriteRecord<'_>, _: Settled, _: Duration) {}
}

/// A server whose record a test reads.
async fn recorded(sandbox: mcp_discord::sandbox::SandboxBuilder) -> (Served, UnboundedReceiver<String>) {
    let (told, record) = unbounded_channel();
    let tools = |server: ServerBuilder| server.toolsets(toolsets::ALL).record(Arc::new(Told(told)));
    (Served::in_sandbox(sandbox, |_| Vec::new(), tools, |http| http).await, record)
}

/// The ID of a channel, so that nothing has to be looked up.
fn general(served: &Served) -> String {
    let world = served.sandbox.world();
    let workspace = world.servers().next().unwrap().id;
    world.channel_named(workspace, "general").unwrap().id.to_string()
}

#[tokio::test]
async fn a_client_of_the_newer_era_that_leaves_takes_its_call_back_and_the_record_says_what_came_of_it() {
    let (served, mut record) = recorded(Sandbox::builder().furnished()).await;
    served.sandbox.set_faults(Faults::always(Fault::Latency(Duration::from_mins(10))));
    let arguments = json!({ "channel_id": general(&served), "content": "x" });
    let call = tokio::spawn(served.client().start("send_message", arguments).send());
    assert_eq!(record.recv().await.unwrap(), "begins create_message");
    call.abort();
    assert_eq!(record.recv().await.unwrap(), "send_message unknown");
    served.finish().await;
}

#[tokio::test]
async fn a_panic_is_answered_and_the_session_lives() {
    let (served, _) = held_up(|http| http).await;
    for by in served.client().eras().await {
        for _ in 0..2 {
            let (text, failed) = by.call("fall", json!({})).await;
            assert!(
                failed && text.contains("internal error") && !text.contains("not for the model"),
                "{text}"
            );
        }
        assert!(!by.call("list_servers", json!({})).await.1);
    }
    served.finish().await;
}

#[tokio::test]
async fn at_the_end_calls_under_way_are_answered_and_nothing_new_begins() {
    let (served, signals) = held_up(|http| http).await;
    let [newer, older] = served.client().eras().await;
    let stream = older.request("GET").send().await.unwrap();
    let calls = [&newer, &older].map(|by| tokio::spawn(by.start("hold", json!({})).send()));
    wait_for(&signals.began, 2).await;
    served.shutdown.cancel();
    // Connections are refused as soon as the server knows.
    while served.client().start("list_servers", json!({})).send().await.is_ok() {}
    signals.go.add_permits(2);
    for call in calls {
        assert_eq!(outcome(&answer(call.await.unwrap().unwrap()).await), ("held".to_owned(), false));
    }
    stream.text().await.unwrap();
    served.finish().await;
}

#[tokio::test]
async fn the_end_waits_for_no_call_for_ever() {
    let settings = HttpSettings { grace: Duration::from_millis(100), ..HttpSettings::default() };
    let (served, signals) = held_up(|http| http.settings(settings)).await;
    let calls: Vec<_> = (served.client().eras().await.iter())
        .map(|by| tokio::spawn(by.start("hold", json!({})).send()))
        .collect();
    wait_for(&signals.began, 2).await;
    served.finish().await;
    for call in calls {
        let text = match call.await.unwrap() {
            Ok(response) => response.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        };
        assert!(!text.contains("held"), "{text}");
    }
}

#[tokio::test]
async fn a_session_whose_stream_is_open_outlives_every_pause() {
    let served = Served::start().await;
    let session = served.client().initialize().await;
    let mut stream = session.request("GET").send().await.unwrap();
    assert!(stream.chunk().await.unwrap().is_some());
    tokio::time::pause();
    // rmcp's own limit is five minutes.
    tokio::time::advance(Duration::from_mins(6)).await;
    tokio::time::resume();
    assert!(stream.chunk().await.unwrap().is_some(), "the stream has ended");
    drop(stream);
    assert!(!session.call("list_servers", json!({})).await.1);
    served.finish().await;
}

#[tokio::test]
async fn messages_of_the_newer_era_keep_the_order_of_their_agent() {
    let (statuses, mut exchanges) = unbounded_channel();
    let observer = move |exchange: &mcp_discord::sandbox::Exchange| {
        let _ = statuses.send(exchange.status);
    };
    let (served, mut record) = recorded(Sandbox::builder().furnished().observe(Arc::new(observer))).await;
    let channel = general(&served);
    let send = |text: &str| {
        let request =
            served.client().start("send_message", json!({ "channel_id": channel, "content": text }));
        tokio::spawn(async move { outcome(&answer(request.send().await.unwrap()).await) })
    };
    served.sandbox.set_faults(Faults::always(Fault::InternalServerError { effect: false }));
    let first = send("first");
    assert_eq!(record.recv().await.unwrap(), "begins create_message");
    assert_eq!(exchanges.recv().await.unwrap(), 500);
    served.sandbox.set_faults(Faults::none());
    // The first is tried again, and the second comes on a connection of its own.
    let second = send("second");
    assert!(!first.await.unwrap().1 && !second.await.unwrap().1);
    let said: Vec<_> = served.sandbox.write_log().into_iter().filter_map(|w| w.target.content).collect();
    assert_eq!(said, ["first", "second"]);
    served.finish().await;
}
