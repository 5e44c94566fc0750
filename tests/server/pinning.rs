//! Pins.

use mcp_discord::sandbox::{Faults, NewMessage};
use serde_json::json;

use crate::workspace::workspace;

#[tokio::test]
async fn a_message_is_pinned_and_unpinned_and_each_once() {
    let workspace = workspace().await;
    let channel = workspace.channel("general");
    let message = workspace.said("general", "the rules");
    let pinned = || workspace.sandbox().world().message(channel, message).unwrap().pinned_at_ms.is_some();
    let pin = json!({ "channel_id": channel, "message_id": message });
    let called = workspace.done("pin_message", pin.clone()).await;
    assert_eq!((called.text.as_str(), pinned()), ("Message pinned successfully.", true));
    workspace.done("pin_message", pin).await;
    let unpin = json!({ "channel_id": channel, "message_id": message, "pinned": false });
    let called = workspace.done("pin_message", unpin.clone()).await;
    assert_eq!((called.text.as_str(), pinned()), ("Message unpinned successfully.", false));
    workspace.done("pin_message", unpin).await;
    assert_eq!(workspace.writes(), 2, "a repeat changes nothing");

    let gone = json!({ "channel_id": channel, "message_id": "175928847299117063" });
    let said = workspace.refused("discord", "pin_message", gone).await;
    assert!(said.contains("10008") && said.contains("hint:"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn pins_are_listed_page_by_page() {
    let workspace = workspace().await;
    let (channel, jonas) = (workspace.channel("artifacts"), workspace.person("jonas_w"));
    let none = workspace.done("list_pins", json!({ "channel_id": channel })).await;
    assert_eq!(none.text, "No pinned messages");
    let old = |n: u64| NewMessage::text(format!("rule {n}")).pinned().at_ms(1_750_000_000_000 + n * 60_000);
    for n in 0..5 {
        workspace.sandbox().world().add_message_with(channel, jonas, old(n)).unwrap();
    }
    let mut seen = Vec::new();
    let mut arguments = json!({ "channel_id": channel, "limit": 2 });
    for page in 1..=3 {
        let listed = workspace.done("list_pins", arguments.clone()).await;
        let structured = listed.structured.unwrap();
        for message in structured["messages"].as_array().unwrap() {
            let text = message["content"].as_str().unwrap().to_owned();
            assert!(listed.text.contains(&text), "{}", listed.text);
            seen.push(text);
        }
        match structured["next"].as_str() {
            Some(next) => {
                assert!(listed.text.contains(&format!("`before` = \"{next}\"")), "{}", listed.text);
                arguments["before"] = next.into();
            }
            None => assert_eq!(page, 3, "{}", listed.text),
        }
    }
    seen.sort();
    assert_eq!(seen, (0..5).map(|n| format!("rule {n}")).collect::<Vec<_>>());
    let wrong = json!({ "channel_id": channel, "before": "yesterday" });
    let said = workspace.refused("argument", "list_pins", wrong).await;
    assert!(said.contains("before") && said.contains("hint:"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn what_does_nothing_more_the_second_time_is_sent_again_while_answers_are_lost() {
    let workspace = workspace().await;
    let (channel, jonas) = (workspace.channel("general"), workspace.person("jonas_w"));
    workspace.sandbox().set_faults(Faults::failing(0.4, 11));
    for n in 0..5 {
        let text = NewMessage::text(format!("rule {n}")).reaction("👍", vec![jonas]);
        let message = workspace.sandbox().world().add_message_with(channel, jonas, text).unwrap();
        let at = json!({ "channel_id": channel, "message_id": message });
        let with = |name: &str, value: bool| {
            let mut arguments = at.clone();
            arguments[name] = value.into();
            arguments
        };
        workspace.done("pin_message", at.clone()).await;
        workspace.done("pin_message", with("pinned", false)).await;
        workspace.done("edit_message", with("suppress_embeds", true)).await;
        workspace.done("clear_reactions", at.clone()).await;
        let other = workspace.said("general", "spam");
        workspace
            .done("delete_messages", json!({ "channel_id": channel, "message_ids": [message, other] }))
            .await;
        assert!(workspace.sandbox().world().message(channel, message).is_none());
    }
    let made = |operation: &str| {
        workspace.sandbox().write_log().iter().filter(|write| write.operation == operation).count()
    };
    assert_eq!((made("create_pin"), made("delete_pin")), (5, 5));
    assert_eq!((made("delete_all_message_reactions"), made("bulk_delete_messages")), (5, 10));
    workspace.finish();
}
