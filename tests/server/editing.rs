//! Editing, publishing, and reading one message.

use mcp_discord::sandbox::{ChannelType, NewChannel, NewMessage, Snowflake};
use serde_json::json;

use crate::workspace::{Workspace, workspace};

/// The message flag that hides the previews of links.
const SUPPRESS_EMBEDS: u64 = 1 << 2;

fn own(workspace: &Workspace, channel: Snowflake, message: NewMessage) -> Snowflake {
    let mut world = workspace.sandbox().world();
    let bot = world.bot();
    world.add_message_with(channel, bot, message).unwrap()
}

#[tokio::test]
async fn only_what_is_named_is_changed() {
    let workspace = workspace().await;
    let channel = workspace.channel("general");
    let card = json!({ "type": "rich", "title": "Build 7" });
    let message = own(&workspace, channel, NewMessage::text("first").embed(card));
    let edit = json!({ "channel_id": channel, "message_id": message, "content": "second <@1>" });
    let called = workspace.done("edit_message", edit).await;
    assert_eq!(called.text, format!("Message edited successfully. Message ID: {message}"));
    let edited = workspace.last(channel);
    assert_eq!((edited.content.as_str(), edited.embeds.len()), ("second <@1>", 1));

    let card = json!({ "title": "Build 8", "color": "#2ECC71" });
    let edit = json!({ "channel_id": channel, "message_id": message, "embeds": [card] });
    workspace.done("edit_message", edit).await;
    let edited = workspace.last(channel);
    assert_eq!((edited.content.as_str(), &edited.embeds[0]["title"]), ("second <@1>", &json!("Build 8")));

    let edit = json!({ "channel_id": channel, "message_id": message, "embeds": [] });
    workspace.done("edit_message", edit).await;
    assert_eq!(workspace.last(channel).embeds.len(), 0);
    workspace.finish();
}

#[tokio::test]
async fn of_others_messages_only_the_previews_can_be_hidden() {
    let workspace = workspace().await;
    let channel = workspace.channel("general");
    let theirs = workspace.said("general", "https://example.com");
    let edit = json!({ "channel_id": channel, "message_id": theirs, "content": "no link" });
    let said = workspace.refused("discord", "edit_message", edit).await;
    assert!(said.contains("50005") && said.contains("only the bot's own messages"), "{said}");
    for (hide, flags) in [(true, SUPPRESS_EMBEDS), (false, 0)] {
        let edit = json!({ "channel_id": channel, "message_id": theirs, "suppress_embeds": hide });
        workspace.done("edit_message", edit).await;
        assert_eq!(workspace.last(channel).flags & SUPPRESS_EMBEDS, flags);
    }
    let nothing = json!({ "channel_id": channel, "message_id": theirs });
    assert!(
        workspace.refused("argument", "edit_message", nothing).await.contains("nothing is to be changed")
    );
    let gone = json!({ "channel_id": channel, "message_id": "175928847299117063", "content": "x" });
    assert!(workspace.refused("discord", "edit_message", gone).await.contains("10008"));
    let wrong = json!({ "channel_id": channel, "message_id": theirs, "embeds": [{ "titel": "Build" }] });
    assert!(workspace.refused("argument", "edit_message", wrong).await.contains("titel"));
    workspace.finish();
}

#[tokio::test]
async fn one_message_is_read_with_the_links_to_its_files() {
    let workspace = workspace().await;
    let channel = workspace.channel("general");
    let message = own(&workspace, channel, NewMessage::text("see").file("notes.md", "# Notes"));
    let link = format!("https://discord.com/channels/{}/{channel}/{message}", workspace.server());
    let read = workspace.done("get_message", json!({ "message_id": link })).await;
    let url = read.structured.as_ref().unwrap()["message"]["attachments"][0]["url"].as_str().unwrap();
    assert!(url.contains("/attachments/") && read.text.contains(url), "{}", read.text);
    assert!(read.text.contains(&format!("[{message}]")) && read.text.contains(&format!("<#{channel}>")));
    let gone = json!({ "channel_id": channel, "message_id": "175928847299117063" });
    let said = workspace.refused("discord", "get_message", gone).await;
    assert!(said.contains("10008") && said.contains("hint:"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn an_announcement_is_published_once() {
    let workspace = workspace().await;
    let server = workspace.server();
    let news = NewChannel::new(ChannelType::Announcement, "news");
    let channel = workspace.sandbox().world().add_channel(server, news).unwrap();
    let message = own(&workspace, channel, NewMessage::text("release 1.0"));
    let arguments = json!({ "channel_id": channel, "message_id": message });
    workspace.done("publish_message", arguments.clone()).await;
    assert_eq!(workspace.last(channel).flags & 1, 1, "the message says that it was sent on");
    let said = workspace.refused("discord", "publish_message", arguments).await;
    assert!(said.contains("40033"), "{said}");
    let general = workspace.said("general", "no news");
    let arguments = json!({ "channel_id": "#general", "message_id": general });
    assert!(workspace.refused("discord", "publish_message", arguments).await.contains("50024"));
    workspace.finish();
}
