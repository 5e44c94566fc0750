//! Direct messages.

use mcp_discord::{
    discord::DiscordSettings,
    discord::Reach,
    sandbox::{ChannelType, Faults},
    tool::ServerId,
};
use serde_json::json;

use crate::workspace::{server_of, workspace, workspace_with};

#[tokio::test]
async fn a_direct_message_arrives_and_its_channel_works_like_any_other() {
    let workspace = workspace().await;
    let yuki = workspace.person("yuki");
    let sent = workspace.done("send_direct_message", json!({ "user_id": "yuki", "content": "psst" })).await;
    let log = workspace.sandbox().write_log();
    assert_eq!((log.len(), log[1].operation), (2, "create_message"));
    let (channel, message) = (log[1].target.channel.unwrap(), log[1].target.message.unwrap());
    assert_eq!(
        sent.text,
        format!("Direct message sent successfully to yuki. Message ID: {message}, Channel ID: {channel}")
    );
    {
        let world = workspace.sandbox().world();
        let direct = world.channel(channel).unwrap();
        assert_eq!((direct.kind, &direct.recipients), (ChannelType::DirectMessage, &vec![yuki]));
    }

    // The same channel again, which the other tools take by its ID.
    let again = workspace.done("send_direct_message", json!({ "user_id": yuki, "content": "hey" })).await;
    assert_eq!(again.structured.unwrap()["channel_id"], json!(channel));
    workspace.sandbox().world().add_message(channel, yuki, "what is it?").unwrap();
    let read = workspace.done("read_messages", json!({ "channel_id": channel, "order": "ascending" })).await;
    let places: Vec<_> =
        ["psst", "hey", "what is it?"].iter().map(|text| read.text.find(text).unwrap()).collect();
    assert!(places.is_sorted(), "{}", read.text);
    let edit = json!({ "channel_id": channel, "message_id": message, "content": "never mind" });
    workspace.done("edit_message", edit).await;
    assert_eq!(workspace.sandbox().world().message(channel, message).unwrap().content, "never mind");
    workspace.done("delete_message", json!({ "channel_id": channel, "message_id": message })).await;
    assert!(workspace.sandbox().world().message(channel, message).is_none());
    workspace.finish();
}

#[tokio::test]
async fn who_takes_none_or_is_nobody_gets_none() {
    let workspace = workspace().await;
    let yuki = workspace.person("yuki");
    workspace.sandbox().world().user_mut(yuki).unwrap().accepts_direct_messages = false;
    let closed =
        workspace.call("send_direct_message", json!({ "user_id": yuki, "content": "psst" })).await.unwrap();
    assert_eq!(closed.outcome, "refused", "{}", closed.text);
    assert!(closed.text.contains("50007") && closed.text.contains("hint:"), "{}", closed.text);
    assert!(workspace.sandbox().write_log().iter().all(|write| write.operation == "create_dm"));

    let nobody = json!({ "user_id": "99999999999999999", "content": "psst" });
    let said = workspace.refused("discord", "send_direct_message", nobody).await;
    assert!(said.contains("10013") && said.contains("hint:"), "{said}");
    let empty = json!({ "user_id": yuki, "content": "" });
    assert!(workspace.refused("argument", "send_direct_message", empty).await.contains("content"));
    workspace.finish();
}

#[tokio::test]
async fn a_server_that_is_limited_to_some_servers_writes_no_direct_messages() {
    let workspace = workspace_with(|sandbox, session| {
        let servers = vec![ServerId::new(server_of(sandbox).0).unwrap()];
        let reach = Reach { servers, ..Reach::default() };
        session.settings(DiscordSettings { reach, ..DiscordSettings::default() })
    })
    .await;
    let called =
        workspace.call("send_direct_message", json!({ "user_id": "yuki", "content": "psst" })).await.unwrap();
    assert_eq!(called.cause.as_deref(), Some("policy"), "{}", called.text);
    assert!(called.text.contains("DISCORD_ALLOWED_SERVERS"), "{}", called.text);
    assert!(workspace.sandbox().write_log().iter().all(|write| write.operation == "create_dm"));
    workspace.finish();
}

#[tokio::test]
async fn a_direct_message_arrives_once_while_answers_are_lost() {
    let workspace = workspace().await;
    workspace.sandbox().set_faults(Faults::failing(0.4, 7));
    let yuki = workspace.person("yuki");
    for n in 0..10 {
        let arguments = json!({ "user_id": yuki, "content": format!("number {n}") });
        workspace.done("send_direct_message", arguments).await;
    }
    let log = workspace.sandbox().write_log();
    let sent: Vec<_> = log.iter().filter(|write| write.operation == "create_message").collect();
    let texts: Vec<_> = sent.iter().map(|write| write.target.content.clone().unwrap()).collect();
    assert_eq!(texts, (0..10).map(|n| format!("number {n}")).collect::<Vec<_>>());
    assert_eq!(log.len(), 11, "the channel was opened once");
    workspace.finish();
}
