//! Servers that others build: shared state, layers, tools in the place of others, and agents who may do less.

use std::{
    convert::Infallible,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use mcp_discord::{
    Server,
    call::{Ending, Policy, ToolRequest},
    discord::{Discord, Reach},
    prelude::*,
    testing::Session,
    tool::{ChannelId, Effect, ServerId, ToolSpec},
    toolsets,
};
use serde_json::json;
use tower::{Service, service_fn};

use crate::workspace::{server_of, workspace};

#[derive(Default)]
struct Visits(AtomicU64);

/// Counts how often it was called.
#[discord_tool(toolset = counters, effect = read, state(Visits))]
async fn visit(ctx: Context<visit>) -> ToolResult<String> {
    Ok(format!("visit {}", ctx.state::<Visits>().0.fetch_add(1, Ordering::Relaxed) + 1))
}

toolset! { counters: "Counting" => [visit] }

#[tokio::test]
async fn the_tools_of_a_server_share_its_state_across_clients() {
    let session = Session::builder()
        .toolsets(&[counters()])
        .server(|server| server.state(Visits(AtomicU64::new(40))))
        .start()
        .await
        .unwrap();
    let other = session.narrowed("other", Policy::default(), Reach::default()).await.unwrap();
    assert_eq!(session.call("visit", json!({})).await.unwrap().text, "visit 41");
    assert_eq!(other.call("visit", json!({})).await.unwrap().text, "visit 42");
}

#[tokio::test]
async fn the_function_of_a_tool_is_called_with_what_the_tools_share() {
    let session = Session::builder()
        .toolsets(&[counters()])
        .server(|server| server.state(Visits(AtomicU64::new(1))))
        .start()
        .await
        .unwrap();
    assert_eq!(visit(session.context()).await.unwrap(), "visit 2");
    assert_eq!(session.call("visit", json!({})).await.unwrap().text, "visit 3");
}

#[test]
fn a_server_whose_tools_lack_something_is_not_built() {
    let builder = || Server::builder(Discord::with_token("token").unwrap());
    let why = |builder: mcp_discord::ServerBuilder| builder.build().unwrap_err().to_string();

    let said = why(builder().toolset(counters()));
    assert!(said.contains("`visit`") && said.contains("sdk::Visits") && said.contains("`state`"), "{said}");
    let said = why(builder().toolset(counters()).state(Visits::default()).state(Visits::default()));
    assert!(said.contains("two values of one type") && said.contains("sdk::Visits"), "{said}");
    let said = why(builder().toolset(counters()).toolset(counters()));
    assert!(said.contains("two tools answer to one name: `visit`"), "{said}");
    let spec = ToolSpec::new("vist", "A slip.", Effect::Read);
    let slip = mcp_discord::Tool::raw(spec, serde_json::Map::new(), |_, _| async { Ok(()) });
    let said = why(builder().toolset(counters()).replace(slip));
    assert!(said.contains("no tool to replace") && said.contains("vist"), "{said}");
}

#[tokio::test]
async fn a_tool_may_take_the_place_of_a_built_in_one() {
    let spec = ToolSpec::new("send_message", "Keeps quiet.", Effect::Read);
    let quiet =
        mcp_discord::Tool::raw(spec, serde_json::Map::new(), |_, _| async { Ok("said nothing".to_owned()) });
    let session = Session::builder().server(|server| server.replace(quiet)).start().await.unwrap();
    let called = session.call("send_message", json!({})).await.unwrap();
    assert_eq!(called.text, "said nothing");
    assert_eq!(session.sandbox().write_log().len(), 0);
    let listed = session.tools().await.unwrap();
    let same: Vec<_> = listed.iter().filter(|tool| tool.name == "send_message").collect();
    assert_eq!(same.len(), 1);
    assert_eq!(same[0].description.as_deref(), Some("Keeps quiet."));
}

#[tokio::test]
async fn a_layer_sees_every_call_and_may_answer_in_the_place_of_the_tool() {
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let names = Arc::clone(&seen);
    let layer = tower::layer::layer_fn(move |inner: mcp_discord::call::Layered| {
        let names = Arc::clone(&names);
        service_fn(move |request: ToolRequest| {
            let mut inner = inner.clone();
            names.lock().unwrap().push(format!("{} by {}", request.tool.name(), request.caller.agent));
            async move {
                if request.tool.name() == "add_reaction" {
                    let closed = mcp_discord::tool::Refusal::new(
                        mcp_discord::tool::Cause::Policy,
                        "reactions are closed on Sundays",
                    );
                    return Ok::<_, Infallible>(Ending::Over(mcp_discord::tool::Outcome::Refused(closed)));
                }
                inner.call(request).await
            }
        })
    });
    let session = Session::builder()
        .toolsets(toolsets::ALL)
        .server(move |server| server.layer(layer).agent("tester"))
        .start()
        .await
        .unwrap();
    assert!(session.call("list_channels", json!({})).await.unwrap().is_done());
    let refused = session.call("add_reaction", json!({ "message_id": "1", "emoji": "👍" })).await.unwrap();
    assert_eq!(refused.outcome, "refused");
    assert!(refused.text.contains("closed on Sundays"), "{}", refused.text);
    assert_eq!(*seen.lock().unwrap(), ["list_channels by tester", "add_reaction by tester"]);
}

#[tokio::test]
async fn an_agent_may_do_what_its_rules_and_those_of_the_server_allow() {
    let workspace = workspace().await;
    let session = &*workspace;
    let server = ServerId::new(server_of(workspace.sandbox()).0).unwrap();
    let general = ChannelId::new(workspace.channel("general").0).unwrap();

    let policy = Policy { toolsets: Some(vec!["messages".into()]), ..Policy::default() };
    let reach = Reach { servers: vec![server], channels: vec![general], within: None };
    let agent = session.narrowed("reviewer", policy, reach).await.unwrap();
    let listed: Vec<_> = agent.tools().await.unwrap().into_iter().map(|tool| tool.name).collect();
    assert!(listed.iter().any(|name| name == "send_message"));
    assert!(!listed.iter().any(|name| name == "list_channels"), "{listed:?}");

    let said = agent.call("list_channels", json!({})).await.unwrap();
    assert!(said.text.contains("of this agent"), "{}", said.text);
    assert!(!said.text.contains("DISCORD_"), "{}", said.text);
    let said = agent
        .call(
            "send_message",
            json!({ "channel_id": workspace.channel("blocked").to_string(), "content": "x" }),
        )
        .await;
    let said = said.unwrap().text;
    assert!(said.contains("out of reach") && said.contains("`allowed_channels` of this agent"), "{said}");
    assert_eq!(workspace.sandbox().write_log().len(), 0);
    let sent = agent.call("send_message", json!({ "channel_id": "#general", "content": "x" })).await.unwrap();
    assert!(sent.is_done(), "{}", sent.text);
    // The one that it was narrowed from goes on as before.
    let sent =
        session.call("send_message", json!({ "channel_id": "#blocked", "content": "x" })).await.unwrap();
    assert!(sent.is_done(), "{}", sent.text);

    // Rules that are wider than those of the server they stand in widen nothing.
    let inner = Reach {
        channels: vec![general, ChannelId::new(workspace.channel("blocked").0).unwrap()],
        ..Reach::default()
    };
    let outer = session
        .narrowed("outer", Policy { read_only: true, ..Policy::default() }, Reach::default())
        .await
        .unwrap();
    let wider = outer.narrowed("inner", Policy::default(), inner).await.unwrap();
    let said = wider.call("send_message", json!({ "channel_id": "#general", "content": "x" })).await.unwrap();
    assert!(said.text.contains("only reads"), "{}", said.text);
}
