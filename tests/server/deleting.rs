//! Deleting, and the person who is asked before.

use mcp_discord::{
    call::Confirm,
    sandbox::{NewMessage, permissions},
    testing::{Asked, Era, Person},
};
use serde_json::{Value, json};

use crate::workspace::{Workspace, workspace, workspace_with};

const ERAS: [Era; 2] = [Era::Older, Era::Newer];

async fn with(era: Era, person: Person, confirm: Confirm) -> Workspace {
    workspace_with(|_, session| session.era(era).person(person).confirm(confirm)).await
}

fn arguments(workspace: &Workspace) -> Value {
    let message = workspace.said("general", "delete me");
    json!({ "channel_id": workspace.channel("general"), "message_id": message, "reason": "off topic" })
}

fn is_there(workspace: &Workspace, arguments: &Value) -> bool {
    let message = arguments["message_id"].as_str().unwrap().parse().unwrap();
    let channel = workspace.channel("general");
    workspace.sandbox().world().message(channel, message).is_some()
}

#[tokio::test]
async fn a_person_who_agrees_is_asked_once_and_told_what_would_happen() {
    for era in ERAS {
        for confirm in [Confirm::Ask, Confirm::Require] {
            let asked = Asked::default();
            let workspace = with(era, Person::Agrees(json!({}), asked.clone()), confirm).await;
            let arguments = arguments(&workspace);
            workspace.done("delete_message", arguments.clone()).await;
            assert!(!is_there(&workspace, &arguments), "{era:?}");
            assert_eq!(workspace.writes(), 1);
            let asked = asked.lock().unwrap().clone();
            assert_eq!(asked.len(), 1, "{era:?}: {asked:?}");
            for shown in ["message_id", arguments["message_id"].as_str().unwrap(), "general", "off topic"] {
                assert!(asked[0].contains(shown), "{shown} is missing in {}", asked[0]);
            }
            workspace.finish();
        }
    }
}

#[tokio::test]
async fn a_person_who_does_not_agree_is_obeyed() {
    for era in ERAS {
        for confirm in [Confirm::Ask, Confirm::Require] {
            for person in [Person::Declines, Person::Dismisses] {
                let asked = Asked::default();
                let workspace = with(era, person(asked.clone()), confirm).await;
                let arguments = arguments(&workspace);
                workspace.refused("person", "delete_message", arguments.clone()).await;
                assert!(is_there(&workspace, &arguments), "{era:?} {confirm:?}");
                assert_eq!(asked.lock().unwrap().len(), 1, "{era:?} {confirm:?}");
                workspace.finish();
            }
        }
    }
}

#[tokio::test]
async fn where_nobody_can_be_asked_the_setting_decides() {
    for era in ERAS {
        let workspace = with(era, Person::Absent, Confirm::Ask).await;
        let arguments_of_one = arguments(&workspace);
        workspace.done("delete_message", arguments_of_one.clone()).await;
        assert!(!is_there(&workspace, &arguments_of_one), "{era:?}");
        workspace.finish();

        let workspace = with(era, Person::Absent, Confirm::Require).await;
        let arguments_of_one = arguments(&workspace);
        let said = workspace.refused("person", "delete_message", arguments_of_one.clone()).await;
        assert!(said.contains("DISCORD_CONFIRM"), "{said}");
        assert!(is_there(&workspace, &arguments_of_one), "{era:?}");
        workspace.finish();
    }
}

#[tokio::test]
async fn nobody_is_asked_where_the_setting_says_so_and_for_what_destroys_nothing() {
    for era in ERAS {
        let asked = Asked::default();
        let workspace = with(era, Person::Declines(asked.clone()), Confirm::Never).await;
        workspace.done("delete_message", arguments(&workspace)).await;
        workspace.finish();

        let workspace = with(era, Person::Declines(asked.clone()), Confirm::Require).await;
        workspace.done("send_message", json!({ "channel_id": "#general", "content": "hello" })).await;
        workspace.finish();
        assert_eq!(*asked.lock().unwrap(), [""; 0], "{era:?}");
    }
}

#[tokio::test]
async fn nobody_is_asked_for_what_the_bot_may_not_do() {
    let asked = Asked::default();
    let workspace = with(Era::Older, Person::Agrees(json!({}), asked.clone()), Confirm::Ask).await;
    let arguments = arguments(&workspace);
    let server = workspace.server();
    workspace.sandbox().world().set_bot_permissions(server, permissions::MANAGE_MESSAGES).unwrap();
    let called = workspace.call("delete_message", arguments.clone()).await.unwrap();
    assert_eq!(called.outcome, "refused", "{}", called.text);
    assert!(called.text.contains("VIEW_CHANNEL"), "{}", called.text);
    assert_eq!(*asked.lock().unwrap(), [""; 0]);
    assert!(is_there(&workspace, &arguments));
    workspace.finish();
}

#[tokio::test]
async fn the_reason_is_in_the_audit_log() {
    let workspace = workspace().await;
    workspace.done("delete_message", arguments(&workspace)).await;
    let server = workspace.server();
    let reasons = {
        let world = workspace.sandbox().world();
        world.audit_log(server).iter().map(|entry| entry.reason.clone()).collect::<Vec<_>>()
    };
    assert_eq!(reasons.last().unwrap().as_deref(), Some("off topic"));
    workspace.finish();
}

#[tokio::test]
async fn a_message_that_is_not_there_is_refused_with_a_hint() {
    let workspace = workspace().await;
    let channel = workspace.channel("general");
    let arguments = json!({ "channel_id": channel, "message_id": "175928847299117063" });
    let said = workspace.refused("discord", "delete_message", arguments).await;
    assert!(said.contains("10008") && said.contains("hint:"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn several_messages_are_deleted_at_once_and_no_other() {
    let workspace = workspace().await;
    let channel = workspace.channel("general");
    let said: Vec<_> = (0..4).map(|n| workspace.said("general", &format!("spam {n}"))).collect();
    let before = workspace.sandbox().world().messages(channel).count();
    let arguments = json!({ "channel_id": channel, "message_ids": said[..3], "reason": "spam" });
    let called = workspace.done("delete_messages", arguments).await;
    assert_eq!(called.text, "Deleted 3 messages successfully.");
    let log = workspace.sandbox().write_log();
    assert!(
        log.iter().all(|write| write.operation == "bulk_delete_messages" && write.request == log[0].request)
    );
    let server = workspace.server();
    let reason = workspace.sandbox().world().audit_log(server).last().unwrap().reason.clone();
    assert_eq!(reason.as_deref(), Some("spam"));
    assert_eq!(workspace.last(channel).id, said[3]);
    assert_eq!(workspace.sandbox().world().messages(channel).count(), before - 3);
    workspace.finish();
}

#[tokio::test]
async fn messages_that_can_not_be_deleted_at_once_are_named_before_any_is() {
    let workspace = workspace().await;
    let (channel, jonas) = (workspace.channel("general"), workspace.person("jonas_w"));
    let new = workspace.said("general", "new");
    let old = NewMessage::text("old").at_ms(1_750_000_000_000);
    let old = workspace.sandbox().world().add_message_with(channel, jonas, old).unwrap();
    let arguments = json!({ "channel_id": channel, "message_ids": [new, old] });
    let said = workspace.refused("argument", "delete_messages", arguments).await;
    assert!(said.contains(&old.to_string()) && !said.contains(&new.to_string()), "{said}");
    assert!(said.contains("delete_message"), "{said}");
    let arguments = json!({ "channel_id": channel, "message_ids": [new, new] });
    let said = workspace.refused("argument", "delete_messages", arguments).await;
    assert!(said.contains("hint: delete a single one by `delete_message`"), "{said}");
    workspace.finish();
}
