//! Listing channels and servers.

use mcp_discord::{
    discord::{DiscordSettings, Reach},
    tool::ChannelId,
};
use serde_json::json;

use crate::workspace::{channel_of, workspace, workspace_with};

#[tokio::test]
async fn channels_stand_under_their_categories_with_id_type_and_topic() {
    let workspace = workspace().await;
    let listed = workspace.done("list_channels", json!({})).await;
    let at = |shown: &str| {
        listed.text.find(shown).unwrap_or_else(|| panic!("{shown} is missing in {}", listed.text))
    };
    let (office, work) = (at("Office "), at("Work "));
    assert!(office < at("#general") && at("#general") < work && work < at("#pr-reviews"), "{}", listed.text);
    let reviews = workspace.channel("pr-reviews");
    at(&format!("#pr-reviews {reviews}: Pull requests that wait for a review"));
    at(&format!("#ideas-and-bugs {} forum", workspace.channel("ideas-and-bugs")));
    at(&format!("#standup {} voice", workspace.channel("standup")));
    at(&format!("Work {} category", workspace.channel("Work")));
    assert!(!listed.text.contains("Review of #418"), "threads are no channels: {}", listed.text);

    let structured = listed.structured.unwrap();
    let channels = structured["channels"].as_array().unwrap();
    let server = workspace.server();
    let in_world =
        workspace.sandbox().world().channels(server).filter(|channel| !channel.kind.is_thread()).count();
    assert_eq!(channels.len(), in_world);
    let reviews = channels.iter().find(|channel| channel["id"] == json!(reviews)).unwrap();
    assert_eq!((&reviews["name"], &reviews["type"]), (&json!("pr-reviews"), &json!("text")));
    workspace.finish();
}

#[tokio::test]
async fn the_server_must_be_said_where_there_are_several() {
    let workspace = workspace().await;
    let other = workspace.sandbox().world().add_server("Second Server");
    let said = workspace.refused("name", "list_channels", json!({})).await;
    assert!(said.contains(&other.to_string()) && said.contains(&workspace.server().to_string()), "{said}");
    for server in [json!(workspace.server()), json!("claude team workspace")] {
        let listed = workspace.done("list_channels", json!({ "server_id": server })).await;
        assert!(listed.text.contains("#general"), "{}", listed.text);
    }
    let unknown = json!({ "server_id": "175928847299117063" });
    let said = workspace.refused("discord", "list_channels", unknown).await;
    assert!(said.contains("hint:"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn servers_are_listed_with_id_and_members() {
    let workspace = workspace().await;
    let server = workspace.server();
    let listed = workspace.done("list_servers", json!({})).await;
    let members = workspace.sandbox().world().members(server).count();
    let line = format!("Claude Team Workspace (ID: {server}, Members: {members})");
    assert!(listed.text.contains(&line), "{line} is missing in {}", listed.text);
    assert_eq!(listed.structured.unwrap()["servers"][0]["id"], json!(server));
    workspace.finish();
}

#[tokio::test]
async fn channels_are_found_by_a_part_of_their_name_and_by_type() {
    let workspace = workspace().await;
    let names = |listed: &serde_json::Value| -> Vec<String> {
        let channels = listed["channels"].as_array().unwrap();
        channels.iter().map(|channel| channel["name"].as_str().unwrap().to_owned()).collect()
    };
    for (arguments, wanted) in [
        (json!({ "name": "PR Rev" }), vec!["pr-reviews"]),
        (json!({ "name": "#daily_status" }), vec!["daily-status"]),
        (json!({ "name": "office" }), vec!["Office"]),
        (json!({ "type": "forum" }), vec!["ideas-and-bugs"]),
        (json!({ "type": "news" }), vec!["announcements"]),
        (json!({ "type": "text", "name": "led" }), vec![]),
        (json!({ "type": "voice", "name": "stand" }), vec!["standup"]),
    ] {
        let listed = workspace.done("list_channels", arguments.clone()).await;
        assert_eq!(names(listed.structured.as_ref().unwrap()), wanted, "{arguments}");
        assert_eq!(listed.text.contains("hint:"), wanted.is_empty(), "{}", listed.text);
    }
    let said = workspace.refused("argument", "list_channels", json!({ "type": "texts" })).await;
    assert!(said.contains("announcement") && said.contains("forum"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn the_listing_has_its_older_name_too() {
    let workspace = workspace().await;
    // The name of the server is known once it was asked for.
    workspace.done("list_servers", json!({})).await;
    let listed = workspace.done("get_channels", json!({ "server_id": workspace.server() })).await;
    let newer = workspace.done("list_channels", json!({ "server_id": workspace.server() })).await;
    assert_eq!(listed.structured, newer.structured);
    let general = workspace.channel("general");
    assert!(listed.text.contains(&format!("#general (ID: {general}) - text")), "{}", listed.text);
    let by_name = workspace.done("get_channels", json!({ "server_id": "claude team workspace" })).await;
    assert!(by_name.text.starts_with("Channels in Claude Team Workspace:\n"), "{}", by_name.text);
    workspace.finish();
}

#[tokio::test]
async fn what_is_out_of_reach_is_not_listed() {
    let workspace = workspace_with(|sandbox, session| {
        let allowed = ChannelId::new(channel_of(sandbox, "pr-reviews").0).unwrap();
        let reach = Reach { channels: vec![allowed], ..Reach::default() };
        session.settings(DiscordSettings { reach, ..DiscordSettings::default() })
    })
    .await;
    for tool in ["list_channels", "get_channels"] {
        let listed = workspace.done(tool, json!({})).await;
        assert!(listed.text.contains("#pr-reviews") && !listed.text.contains("#general"), "{}", listed.text);
    }
    let listed = workspace.done("list_threads", json!({})).await;
    assert!(listed.text.contains("Review of #418"), "{}", listed.text);
    assert!(!listed.text.contains("Keyboard shortcuts"), "{}", listed.text);
    workspace.finish();
}

#[tokio::test]
async fn a_channel_tells_its_topic_its_tags_and_who_may_do_what() {
    let workspace = workspace().await;
    let (general, server) = (workspace.channel("general"), workspace.server());
    let told = workspace.done("get_channel", json!({ "channel_id": "#general" })).await;
    for line in [
        format!("#general (ID: {general}) - text"),
        format!("server: {server}"),
        format!("category: Office (ID: {})", workspace.channel("Office")),
        "topic: Everything that has no better place".to_owned(),
    ] {
        assert!(told.text.lines().any(|shown| shown == line), "{line} is missing in {}", told.text);
    }

    let told =
        workspace.done("get_channel", json!({ "channel_id": workspace.channel("announcements") })).await;
    let line = format!("role @everyone (ID: {server}): denies SEND_MESSAGES");
    assert!(told.text.contains(&line), "{line} is missing in {}", told.text);
    let permissions = &told.structured.unwrap()["permissions"][0];
    assert_eq!(permissions["deny"], json!(["SEND_MESSAGES"]));
    assert_eq!(permissions["name"], json!("@everyone"));

    let forum = workspace.channel("ideas-and-bugs");
    let told = workspace.done("get_channel", json!({ "channel_id": forum })).await;
    let tags = workspace.sandbox().world().channel(forum).unwrap().tags.clone();
    assert_eq!(tags.len(), 3);
    for tag in tags {
        let line = format!("tag: {} (ID: {})", tag.name, tag.id);
        assert!(told.text.contains(&line), "{line} is missing in {}", told.text);
    }

    let thread = workspace.channel("Review of #418");
    let told = workspace.done("get_channel", json!({ "channel_id": thread })).await;
    let jonas = workspace.person("jonas_w");
    let parent = format!("(ID: {})", workspace.channel("pr-reviews"));
    assert!(told.text.contains("thread: active") && told.text.contains(&parent), "{}", told.text);
    assert_eq!(told.structured.unwrap()["thread"]["owner_id"], json!(jonas));

    let unknown = json!({ "channel_id": "175928847299117063" });
    let said = workspace.refused("discord", "get_channel", unknown).await;
    assert!(said.contains("hint:") && said.contains("list the channels"), "{said}");
    workspace.finish();
}
