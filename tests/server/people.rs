//! Servers and who is in them.

use serde_json::json;

use crate::workspace::workspace;

#[tokio::test]
async fn a_server_tells_its_member_count_and_its_owner() {
    let workspace = workspace().await;
    let server = workspace.server();
    let told = workspace.done("get_server_info", json!({})).await;
    let (members, owner) = {
        let world = workspace.sandbox().world();
        let server = world.server(server).unwrap();
        (server.members.len(), server.owner)
    };
    assert!(told.text.starts_with("Server Information:\n"), "{}", told.text);
    for line in [
        "name: Claude Team Workspace".to_owned(),
        format!("id: {server}"),
        format!("owner_id: {owner}"),
        format!("member_count: {members}"),
        "premium_tier: 0".to_owned(),
        "explicit_content_filter: ".to_owned(),
    ] {
        assert!(
            told.text.lines().any(|shown| shown.starts_with(&line)),
            "{line} is missing in {}",
            told.text
        );
    }
    let structured = told.structured.unwrap();
    assert_eq!((&structured["id"], &structured["member_count"]), (&json!(server), &json!(members)));
    workspace.finish();
}

#[tokio::test]
async fn members_are_listed_in_pages_that_leave_nobody_out() {
    let workspace = workspace().await;
    let server = workspace.server();
    let all: Vec<String> = {
        let world = workspace.sandbox().world();
        world.server(server).unwrap().members.keys().map(ToString::to_string).collect()
    };
    let ids = |structured: &serde_json::Value| -> Vec<String> {
        let members = structured["members"].as_array().unwrap();
        members.iter().map(|member| member["id"].as_str().unwrap().to_owned()).collect()
    };
    let whole = workspace.done("list_members", json!({})).await;
    assert!(whole.text.starts_with(&format!("Server Members ({}):\n", all.len())), "{}", whole.text);
    assert_eq!(ids(whole.structured.as_ref().unwrap()), all);
    assert!(!whole.text.contains("hint:"), "{}", whole.text);

    let mut paged = Vec::new();
    let mut arguments = json!({ "limit": 2 });
    loop {
        let page = workspace.done("list_members", arguments.clone()).await;
        let structured = page.structured.unwrap();
        paged.extend(ids(&structured));
        let Some(next) = structured.get("next") else { break };
        assert!(page.text.contains("call again with `after`"), "{}", page.text);
        arguments["after"] = next.clone();
    }
    assert_eq!(paged, all);
    workspace.finish();
}

#[tokio::test]
async fn a_user_is_found_by_id_mention_and_name() {
    let workspace = workspace().await;
    let server = workspace.server();
    let person = workspace.sandbox().world().add_user("zoe.nobody");
    workspace.sandbox().world().add_member(server, person, &[]).unwrap();
    let written = [person.to_string(), format!("<@{person}>"), "@zoe.nobody".into(), "Zoe.Nobody".into()];
    for written in written {
        let told = workspace.done("get_user_info", json!({ "user_id": written })).await;
        assert!(told.text.starts_with("User information:\n"), "{}", told.text);
        for line in ["Name: zoe.nobody".to_owned(), format!("ID: {person}"), "Bot: False".to_owned()] {
            assert!(told.text.lines().any(|shown| shown == line), "{line} is missing in {}", told.text);
        }
    }
    let said =
        workspace.refused("discord", "get_user_info", json!({ "user_id": "175928847299117099" })).await;
    assert!(said.contains("10013") && said.contains("hint:"), "{said}");
    let bot = workspace.sandbox().world().bot();
    let told = workspace.done("get_self_info", json!({})).await;
    assert!(told.text.contains(&format!("ID: {bot}\nBot: True")), "{}", told.text);
    workspace.finish();
}
