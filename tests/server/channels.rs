//! Listing channels and servers.

use serde_json::json;

use crate::workspace::workspace;

#[tokio::test]
async fn channels_stand_under_their_categories_with_id_type_and_topic() {
    let workspace = workspace().await;
    let listed = workspace.done("list_channels", json!({})).await;
    let at = |shown: &str| {
        listed.text.find(shown).unwrap_or_else(|| panic!("{shown} is missing in {}", listed.text))
    };
    let (office, work) = (at("Office (ID: "), at("Work (ID: "));
    assert!(office < at("#general") && at("#general") < work && work < at("#pr-reviews"), "{}", listed.text);
    let reviews = workspace.channel("pr-reviews");
    at(&format!("#pr-reviews (ID: {reviews}) - text: Pull requests that wait for a review"));
    at("#ideas-and-bugs");
    at("- forum");
    at("- voice");
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
