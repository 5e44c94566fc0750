//! How a call says which channel, server or message it means.

use mcp_discord::sandbox::NewChannel;
use serde_json::json;

use crate::workspace::workspace;

#[tokio::test]
async fn a_channel_is_found_however_it_is_written() {
    let workspace = workspace().await;
    let (server, channel) = (workspace.server(), workspace.channel("pr-reviews"));
    for (n, written) in [
        channel.to_string(),
        format!("<#{channel}>"),
        format!("https://discord.com/channels/{server}/{channel}"),
        format!("https://canary.discord.com/channels/{server}/{channel}/175928847299117063"),
        "#pr-reviews".into(),
        "pr-reviews".into(),
        "PR Reviews".into(),
        "Claude Team Workspace/#pr-reviews".into(),
        "claude team workspace/pr-reviews".into(),
        format!("{server}/#pr-reviews"),
    ]
    .into_iter()
    .enumerate()
    {
        let text = format!("message {n}");
        workspace.done("send_message", json!({ "channel_id": written, "content": text })).await;
        assert_eq!(workspace.last(channel).content, text, "{written}");
    }
    workspace.finish();
}

#[tokio::test]
async fn threads_and_posts_are_found_by_name_too() {
    let workspace = workspace().await;
    let post = workspace.channel("Keyboard shortcuts for triage");
    for written in ["Keyboard shortcuts for triage", "#keyboard-shortcuts-for-triage"] {
        workspace.done("send_message", json!({ "channel_id": written, "content": written })).await;
        assert_eq!(workspace.last(post).content, written);
    }
    workspace.finish();
}

#[tokio::test]
async fn several_channels_of_one_name_are_listed_with_their_ids() {
    let workspace = workspace().await;
    let (general, other) = (workspace.channel("general"), {
        let mut world = workspace.sandbox().world();
        let other = world.add_server("Second Server");
        world.add_channel(other, NewChannel::text("general")).unwrap()
    });
    let arguments = json!({ "channel_id": "#general", "content": "which one?" });
    let said = workspace.refused("name", "send_message", arguments).await;
    for shown in
        [general.to_string(), other.to_string(), "Second Server".into(), "Claude Team Workspace".into()]
    {
        assert!(said.contains(&shown), "{shown} is missing in {said}");
    }
    workspace
        .done("send_message", json!({ "channel_id": "Second Server/#general", "content": "this one" }))
        .await;
    assert_eq!(workspace.last(other).content, "this one");
    workspace.finish();
}

#[tokio::test]
async fn an_unknown_name_gives_the_nearest_ones() {
    let workspace = workspace().await;
    let daily = workspace.channel("daily-status");
    let arguments = json!({ "channel_id": "#daily-stats", "content": "x" });
    let said = workspace.refused("name", "send_message", arguments).await;
    assert!(said.contains("#daily-status") && said.contains(&daily.to_string()), "{said}");
    let said =
        workspace.refused("name", "send_message", json!({ "channel_id": "#zzz", "content": "x" })).await;
    assert!(said.contains("zzz") && said.contains("hint:"), "{said}");
    let said = workspace.refused("name", "list_channels", json!({ "server_id": "Claude Team" })).await;
    assert!(
        said.contains("Claude Team Workspace") && said.contains(&workspace.server().to_string()),
        "{said}"
    );
    workspace.finish();
}

#[tokio::test]
async fn a_message_link_says_its_channel() {
    let workspace = workspace().await;
    let (server, channel) = (workspace.server(), workspace.channel("blocked"));
    let message = workspace.said("blocked", "look at this");
    let link = format!("https://discord.com/channels/{server}/{channel}/{message}");
    workspace.done("add_reaction", json!({ "message_id": link, "emoji": "👀" })).await;
    let reactions = workspace.last(channel).reactions;
    assert_eq!(reactions.len(), 1);

    let other = workspace.channel("general");
    let arguments = json!({ "channel_id": other, "message_id": link, "emoji": "👀" });
    let said = workspace.refused("argument", "add_reaction", arguments).await;
    assert!(said.contains(&channel.to_string()) && said.contains(&other.to_string()), "{said}");
    let said =
        workspace.refused("argument", "add_reaction", json!({ "message_id": message, "emoji": "👀" })).await;
    assert!(said.contains("channel_id"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn what_destroys_is_aimed_by_id() {
    let workspace = workspace().await;
    let channel = workspace.channel("general");
    let message = workspace.said("general", "keep me");
    let arguments = json!({ "channel_id": "#general", "message_id": message });
    let said = workspace.refused("name", "delete_message", arguments).await;
    assert!(said.contains(&channel.to_string()), "the ID to call again with is missing in {said}");
    assert_eq!(workspace.last(channel).id, message);
    workspace.finish();
}
