//! Calls: how they ended, how long they took, what they waited for.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::future::join_all;
use mcp_discord::{
    Tool,
    call::{Confirm, Policy},
    observe::{InstallError, Metrics},
    sandbox::{Fault, Faults},
    testing::{Asked, Era, Person},
    tool::{Effect, ToolSpec},
};
use serde_json::json;

use crate::stage::{alone, measured, stage};

const CALLS: &str = "mcp_discord_calls_total";

#[tokio::test]
async fn calls_are_counted_by_tool_and_by_how_they_ended() {
    let policy = Policy { exclude: vec!["edit_channel".into()], ..Policy::default() };
    let stage = stage(|session| session.policy(policy).tool(panics())).await;
    let send = |content: &str| json!({ "channel_id": "#general", "content": content });
    for (tool, arguments, outcome, cause) in [
        ("send_message", send("one"), "done", None),
        ("send_message", send("two"), "done", None),
        ("send_message", send("three"), "done", None),
        // An alias is the tool that answers to it.
        ("get_pinned_messages", json!({ "channel_id": "#general" }), "done", None),
        ("send_message", json!({ "channel_id": "#general" }), "refused", Some("argument")),
        ("send_message", json!({ "channel_id": "#no-such", "content": "x" }), "refused", Some("name")),
        ("edit_channel", json!({ "channel_id": "#general" }), "refused", Some("policy")),
        ("panic_now", json!({}), "fault", None),
    ] {
        let called = stage.call(tool, arguments).await.unwrap();
        assert_eq!((called.outcome.as_str(), called.cause.as_deref()), (outcome, cause), "{}", called.text);
    }
    let labels = |tool, outcome| [("tool", tool), ("outcome", outcome)];
    assert_eq!(stage.rise(CALLS, &labels("send_message", "done")), 3);
    assert_eq!(stage.rise(CALLS, &labels("list_pins", "done")), 1);
    assert_eq!(stage.rise(CALLS, &labels("panic_now", "fault")), 1);
    for (tool, cause) in [("send_message", "argument"), ("send_message", "name"), ("edit_channel", "policy")]
    {
        let labels = [("tool", tool), ("outcome", "refused"), ("cause", cause)];
        assert_eq!(stage.rise(CALLS, &labels), 1, "{labels:?}");
    }
    assert_eq!(stage.rise_of_all(CALLS, &[]), 8);
    assert_eq!(stage.values("mcp_discord_call_duration_seconds", &[("tool", "send_message")]), 5);
    assert_eq!(
        stage.rise("discord_writes_total", &[("operation", "create_message"), ("settled", "done")]),
        3
    );
    assert_eq!(stage.sandbox().write_log().len(), 3);
}

fn panics() -> Tool {
    let spec = ToolSpec::new("panic_now", "Panics.", Effect::Read);
    Tool::raw(spec, serde_json::Map::new(), |_, _| async { if true { panic!("on purpose") } else { Ok(()) } })
}

#[tokio::test]
async fn a_change_whose_answer_was_lost_is_unknown() {
    let stage = stage(|session| session).await;
    stage.call("list_channels", json!({})).await.unwrap();
    stage.sandbox().set_faults(Faults::always(Fault::ResetAfter));
    let called = stage.call("create_text_channel", json!({ "name": "perhaps" })).await.unwrap();
    assert_eq!(called.outcome, "unknown", "{}", called.text);
    assert_eq!(stage.rise(CALLS, &[("tool", "create_text_channel"), ("outcome", "unknown")]), 1);
    let write = [("operation", "create_guild_channel"), ("settled", "unknown")];
    assert_eq!(stage.rise("discord_writes_total", &write), 1);
    let attempt = [("method", "POST"), ("route", "/guilds/{guild_id}/channels"), ("status", "lost")];
    assert_eq!(stage.rise("discord_requests_total", &attempt), 1);
    assert_eq!(measured().count("discord_writes_in_flight", &[]), 0);
}

#[tokio::test]
async fn a_call_is_in_flight_while_it_runs() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let looking = Arc::clone(&seen);
    let spec = ToolSpec::new("look_now", "Looks at the metrics.", Effect::Read);
    let look = Tool::raw(spec, serde_json::Map::new(), move |_, _| {
        looking.lock().unwrap().push(measured().count("mcp_discord_calls_in_flight", &[]));
        async { Ok(()) }
    });
    let stage = stage(|session| session.tool(look)).await;
    stage.call("look_now", json!({})).await.unwrap();
    assert_eq!(*seen.lock().unwrap(), [1]);
    assert_eq!(measured().count("mcp_discord_calls_in_flight", &[]), 0);
}

#[tokio::test]
async fn messages_that_wait_for_others_are_a_queue() {
    let stage = stage(|session| session).await;
    stage.call("send_message", json!({ "channel_id": "#general", "content": "first" })).await.unwrap();
    stage.sandbox().set_faults(Faults::always(Fault::Latency(Duration::from_millis(100))));
    let send = |n: usize| {
        stage.call("send_message", json!({ "channel_id": "#general", "content": format!("message {n}") }))
    };
    let mut sending = Box::pin(join_all((0..4).map(send)));
    // The first is under way, and the others stand behind it.
    let queued = loop {
        tokio::select! {
            biased;
            _ = &mut sending => panic!("nobody was seen to wait"),
            () = tokio::task::yield_now() => {}
        }
        let now = measured();
        if now.count("mcp_discord_messages_waiting", &[]) == 3 {
            break now;
        }
    };
    assert_eq!(queued.count("discord_writes_in_flight", &[]), 1);
    assert_eq!(queued.count("mcp_discord_calls_in_flight", &[]), 4);
    assert!(sending.await.into_iter().all(|called| called.unwrap().is_done()));
    for gauge in ["mcp_discord_messages_waiting", "discord_writes_in_flight", "mcp_discord_calls_in_flight"] {
        assert_eq!(measured().count(gauge, &[]), 0, "{gauge}");
    }
}

#[tokio::test]
async fn questions_are_counted_by_what_became_of_them() {
    for (era, person, replies, outcomes) in [
        (Era::Older, Person::Agrees(json!({}), Asked::default()), &["accepted"][..], &["done"][..]),
        (Era::Older, Person::Declines(Asked::default()), &["declined"], &["refused"]),
        (Era::Older, Person::Absent, &["nobody"], &["done"]),
        (
            Era::Newer,
            Person::Agrees(json!({}), Asked::default()),
            &["later", "accepted"],
            &["suspended", "done"],
        ),
        (Era::Newer, Person::Dismisses(Asked::default()), &["later", "dismissed"], &["suspended", "refused"]),
    ] {
        let told = format!("{era:?} {person:?}");
        let stage = stage(|session| session.era(era).person(person).confirm(Confirm::Ask)).await;
        stage.call("send_message", json!({ "channel_id": "#general", "content": "x" })).await.unwrap();
        let channel = stage.channel("general");
        let message = stage.last(channel);
        let arguments = json!({ "channel_id": channel, "message_id": message });
        stage.call("delete_message", arguments).await.unwrap();
        for reply in replies {
            assert_eq!(stage.rise("mcp_discord_questions_total", &[("reply", reply)]), 1, "{told}: {reply}");
        }
        assert_eq!(
            stage.rise_of_all("mcp_discord_questions_total", &[]),
            u32::try_from(replies.len()).unwrap()
        );
        for outcome in outcomes {
            let labels = [("tool", "delete_message"), ("outcome", *outcome)];
            assert_eq!(stage.rise_of_all(CALLS, &labels), 1, "{told}: {outcome}");
        }
    }
}

#[tokio::test]
async fn a_second_recorder_is_refused() {
    let _alone = alone().await;
    assert!(measured().value("process_start_time_seconds", &[]) > 1.7e9);
    assert_eq!(measured().count("mcp_discord_build_info", &[("version", env!("CARGO_PKG_VERSION"))]), 1);
    let refused = Metrics::install().unwrap_err();
    assert!(matches!(refused, InstallError::Installed), "{refused}");
    assert!(
        refused.to_string().starts_with("a metrics recorder is installed in this process already"),
        "{refused}"
    );
}
