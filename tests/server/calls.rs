//! What all calls have in common: arguments, missing permissions, the number of requests, the record, the order.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use mcp_discord::{
    sandbox::{OverwriteTarget, permissions},
    tool::{CallRecord, Record, Settled, WriteRecord},
};
use serde_json::{Value, json};

use crate::{
    pipeline::pipeline,
    workspace::{workspace, workspace_with},
};

#[tokio::test]
async fn an_unknown_tool_is_an_error_that_says_what_was_probably_meant() {
    let workspace = workspace().await;
    let error = workspace.call("send_mesage", json!({})).await.unwrap_err().to_string();
    assert!(error.contains("send_mesage") && error.contains("did you mean `send_message`"), "{error}");
    let error = workspace.call("fly_to_the_moon", json!({})).await.unwrap_err().to_string();
    assert!(error.contains("fly_to_the_moon") && error.contains("tools/list"), "{error}");
    workspace.finish();
}

#[tokio::test]
async fn aliases_and_careless_spellings_are_understood() {
    let workspace = workspace().await;
    let channel = workspace.channel("general");
    for (tool, arguments) in [
        ("read_messages", json!({ "channelId": channel, "limit": "2" })),
        ("read_messages", json!({ "channel": channel, "limit": 2.0 })),
        ("get_channels", json!({ "guild_id": workspace.server() })),
        (
            "send_message",
            json!({ "channel_id": channel, "content": "x", "silent": "true", "reply_to": null }),
        ),
    ] {
        workspace.done(tool, arguments).await;
    }
    workspace.finish();
}

#[tokio::test]
async fn a_wrong_argument_is_refused_with_what_is_accepted() {
    let workspace = workspace().await;
    let channel = workspace.channel("general");
    for (tool, arguments, shown) in [
        (
            "send_message",
            json!({ "channel_id": channel, "contnt": "x" }),
            vec!["contnt", "did you mean `content`"],
        ),
        (
            "send_message",
            json!({ "channel_id": 175_928_847_299_117_063_u64, "content": "x" }),
            vec!["channel_id", "string"],
        ),
        (
            "read_messages",
            json!({ "channel_id": channel, "limit": "many" }),
            vec!["limit", "whole number", "many"],
        ),
        (
            "read_messages",
            json!({ "channel_id": channel, "order": "random" }),
            vec!["order", "random", "newest"],
        ),
        ("add_reaction", json!({ "channel_id": channel }), vec!["message_id", "emoji", "required"]),
        ("list_servers", json!({ "limit": 3 }), vec!["limit", "takes no arguments"]),
    ] {
        let said = workspace.refused("argument", tool, arguments).await;
        for part in shown {
            assert!(said.contains(part), "{part} is missing in {said}");
        }
    }
    assert_eq!(workspace.requests().await, 0, "what is wrong by itself is no reason to ask Discord");
    workspace.finish();
}

#[tokio::test]
async fn a_missing_permission_is_explained_down_to_what_decides() {
    let workspace = workspace().await;
    let (server, channel, bot) =
        (workspace.server(), workspace.channel("general"), workspace.sandbox().world().bot());
    let agent = {
        let world = workspace.sandbox().world();
        world.roles(server).find(|role| role.name == "Agent").unwrap().id
    };
    let send = json!({ "channel_id": channel, "content": "may I?" });
    for (target, decides) in [
        (OverwriteTarget::Role(server), "an overwrite for @everyone on #general denies it"),
        (OverwriteTarget::Role(agent), "an overwrite for role `Agent` on #general denies it"),
        (OverwriteTarget::Member(bot), "an overwrite for the bot itself on #general denies it"),
    ] {
        workspace.sandbox().world().set_overwrite(channel, target, 0, permissions::SEND_MESSAGES).unwrap();
        let said = workspace.refused("permission", "send_message", send.clone()).await;
        assert!(said.contains("SEND_MESSAGES") && said.contains(decides), "{said}");
        assert!(said.contains("hint:") && said.contains("permissions="), "{said}");
        workspace.sandbox().world().set_overwrite(channel, target, 0, 0).unwrap();
        // What was known is looked at again before it is held against a call.
        workspace.done("send_message", send.clone()).await;
    }
    workspace.sandbox().world().set_bot_permissions(server, permissions::VIEW_CHANNEL).unwrap();
    let said = workspace.refused("permission", "send_message", send).await;
    assert!(said.contains("role `claude-agent` does not have it"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn a_call_with_ids_is_one_request_cold_and_warm() {
    // Cold: the very first request of the server is the one that does it.
    let cold = workspace().await;
    let channel = cold.channel("general");
    cold.done("send_message", json!({ "channel_id": channel, "content": "first" })).await;
    assert_eq!(cold.sandbox().write_log()[0].request, 1);
    let message = cold.said("general", "a message");
    let server = cold.server();
    let calls = [
        ("send_message", json!({ "channel_id": channel, "content": "x", "reply_to": message })),
        ("read_messages", json!({ "channel_id": channel })),
        ("add_reaction", json!({ "channel_id": channel, "message_id": message, "emoji": "👍" })),
        ("list_channels", json!({ "server_id": server })),
        ("list_servers", json!({})),
    ];
    for (tool, arguments) in &calls {
        let before = cold.requests().await;
        cold.done(tool, arguments.clone()).await;
        // One for the count before, one for the call.
        assert_eq!(cold.requests().await - before, 2, "{tool}");
    }
    // Warm: names and permissions are known. A name then costs no more than an ID.
    cold.done("send_message", json!({ "channel_id": "#general", "content": "by name" })).await;
    let delete = |message| json!({ "channel_id": channel, "message_id": message });
    cold.done("delete_message", delete(cold.said("general", "delete me"))).await;
    let named = [
        ("send_message", json!({ "channel_id": "#general", "content": "by name again" })),
        ("read_messages", json!({ "channel_id": "#general" })),
        ("delete_message", delete(cold.said("general", "delete me too"))),
    ];
    for (tool, arguments) in calls.iter().chain(&named) {
        let before = cold.requests().await;
        cold.done(tool, arguments.clone()).await;
        assert_eq!(cold.requests().await - before, 2, "{tool} with what is known");
    }
    cold.finish();
}

#[tokio::test]
async fn messages_of_one_connection_keep_their_order_whether_named_or_by_id() {
    let workspace = workspace().await;
    let (server, channel) = (workspace.server(), workspace.channel("general"));
    let written = [
        "#general".to_owned(),
        channel.to_string(),
        "Claude Team Workspace/#general".into(),
        format!("<#{channel}>"),
        format!("https://discord.com/channels/{server}/{channel}"),
    ];
    let before = workspace.sandbox().world().messages(channel).count();
    let texts: Vec<_> = (0..60).map(|n| format!("number {n}")).collect();
    let calls = texts.iter().zip(written.iter().cycle());
    let called = pipeline(
        &workspace,
        calls.map(|(text, written)| ("send_message", json!({ "channel_id": written, "content": text }))),
    )
    .await;
    assert!(called.iter().all(mcp_discord::testing::Called::is_done), "{called:?}");
    let arrived: Vec<_> = {
        let world = workspace.sandbox().world();
        world.messages(channel).skip(before).map(|message| message.content.clone()).collect()
    };
    assert_eq!(arrived, texts);
    workspace.finish();
}

/// Keeps what it is told.
#[derive(Debug, Default)]
struct Kept {
    calls: Mutex<Vec<[String; 5]>>,
    writes: Mutex<Vec<String>>,
}

impl Record for Kept {
    fn call_ended(&self, call: &CallRecord<'_>) {
        let CallRecord { name, agent, outcome, cause, arguments, .. } = *call;
        self.calls.lock().unwrap().push([name, agent, outcome, cause, arguments].map(str::to_owned));
    }

    fn write_begins(&self, write: &WriteRecord<'_>) {
        self.writes.lock().unwrap().push(format!("begins {} {}", write.scope, write.operation));
    }

    fn write_settled(&self, write: &WriteRecord<'_>, settled: Settled, _: Duration) {
        self.writes.lock().unwrap().push(format!("{settled:?} {} {}", write.scope, write.operation));
    }
}

#[tokio::test]
async fn the_record_sees_every_call_refusals_too_and_every_change_before_and_after() {
    let kept = Arc::new(Kept::default());
    let record = Arc::clone(&kept);
    let workspace = workspace_with(|_, session| session.record(record)).await;
    let channel = workspace.channel("general");
    let gone = "175928847299117063";
    let calls: [(&str, Value, [&str; 2]); 5] = [
        ("send_message", json!({ "channel_id": channel, "content": "hello" }), ["done", ""]),
        ("send_message", json!({ "channel_id": channel, "nonsense": 1 }), ["refused", "argument"]),
        ("send_message", json!({ "channel_id": "#nowhere", "content": "x" }), ["refused", "name"]),
        ("delete_message", json!({ "channel_id": channel, "message_id": gone }), ["refused", "discord"]),
        ("read_messages", json!({ "channel_id": channel }), ["done", ""]),
    ];
    for (tool, arguments, _) in &calls {
        workspace.call(tool, arguments.clone()).await.unwrap();
    }
    let seen = kept.calls.lock().unwrap().clone();
    let seen: Vec<_> =
        seen.iter().map(|[name, _, outcome, cause, _]| (name.as_str(), [&outcome[..], cause])).collect();
    let wanted: Vec<_> = calls.iter().map(|(tool, _, ended)| (*tool, *ended)).collect();
    assert_eq!(seen, wanted);
    let agents: Vec<_> = kept.calls.lock().unwrap().iter().map(|call| call[1].clone()).collect();
    assert!(agents.iter().all(|agent| agent == "mcp-discord-testing"), "{agents:?}");
    assert!(kept.calls.lock().unwrap()[0][4].contains("hello"));
    assert_eq!(
        *kept.writes.lock().unwrap(),
        [
            "begins send_message create_message",
            "Done send_message create_message",
            "begins delete_message delete_message",
            "NotDone delete_message delete_message",
        ]
    );
    workspace.finish();
}
