//! Members: finding them, and changing what they are called.

use mcp_discord::sandbox::{Member, permissions};
use serde_json::json;

use crate::workspace::{Workspace, workspace};

fn member(workspace: &Workspace, username: &str) -> Member {
    let (server, user) = (workspace.server(), workspace.person(username));
    let world = workspace.sandbox().world();
    world.members(server).find(|member| member.user == user).unwrap().clone()
}

fn allow(workspace: &Workspace, bits: u64) {
    let server = workspace.server();
    let mut world = workspace.sandbox().world();
    let bot = world.bot();
    let roles = world.server_mut(server).unwrap().roles.values_mut();
    roles.filter(|role| role.bot == Some(bot)).for_each(|role| role.permissions |= bits);
}

#[tokio::test]
async fn a_member_is_shown_with_roles_by_name() {
    let workspace = workspace().await;
    let mira = workspace.person("mira.okafor");
    {
        let server = workspace.server();
        let mut world = workspace.sandbox().world();
        let member = world.server_mut(server).unwrap().members.get_mut(&mira).unwrap();
        member.nick = Some("Mi".into());
        member.timed_out_until_ms = Some(4_102_444_800_000);
    }
    let told = workspace.done("get_member", json!({ "user_id": "mira.okafor" })).await;
    let structured = told.structured.unwrap();
    let roles: Vec<_> = structured["roles"].as_array().unwrap().iter().map(|role| &role["name"]).collect();
    assert_eq!(roles, ["Admin", "Engineer"], "the highest first");
    for line in
        ["Name: mira.okafor", "Shown as: Mi", &format!("ID: {mira}"), "Timed out until: 2100-01-01T00:00:00Z"]
    {
        assert!(told.text.lines().any(|shown| shown == line), "{line} is missing in {}", told.text);
    }
    let said = workspace.refused("discord", "get_member", json!({ "user_id": "175928847299117099" })).await;
    assert!(said.contains("10007") || said.contains("10013"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn members_are_found_by_the_start_of_a_name() {
    let workspace = workspace().await;
    let found = workspace.done("search_members", json!({ "query": "@rev" })).await;
    let reviewer = workspace.person("reviewer");
    let structured = found.structured.unwrap();
    assert_eq!(structured["members"].as_array().unwrap().len(), 1);
    assert_eq!(structured["members"][0]["id"], json!(reviewer));
    assert!(found.text.starts_with("Server Members (1):\n"), "{}", found.text);
    let none = workspace.done("search_members", json!({ "query": "zzz" })).await;
    assert!(none.text.starts_with("Server Members (0):"), "{}", none.text);
    workspace.finish();
}

#[tokio::test]
async fn nicknames_are_given_and_taken_away() {
    let workspace = workspace().await;
    allow(&workspace, permissions::MANAGE_NICKNAMES);
    let arguments = json!({ "user_id": "jonas_w", "nickname": "Jo", "reason": "asked for it" });
    let done = workspace.done("edit_member", arguments).await;
    assert!(
        done.text.starts_with("Changed member jonas_w") && done.text.ends_with("shown as Jo"),
        "{}",
        done.text
    );
    assert_eq!(member(&workspace, "jonas_w").nick.as_deref(), Some("Jo"));
    workspace.done("edit_member", json!({ "user_id": "jonas_w", "nickname": "" })).await;
    assert_eq!(member(&workspace, "jonas_w").nick, None);

    let said = workspace.refused("argument", "edit_member", json!({ "user_id": "jonas_w" })).await;
    assert!(said.contains("hint: give at least one of"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn the_bots_own_nickname_takes_another_permission() {
    let workspace = workspace().await;
    let bot = workspace.sandbox().world().bot();
    let server = workspace.server();
    workspace.sandbox().world().set_bot_permissions(server, permissions::CHANGE_NICKNAME).unwrap();
    workspace.done("edit_member", json!({ "user_id": bot, "nickname": "Helper" })).await;
    let nick =
        workspace.sandbox().world().members(server).find(|member| member.user == bot).unwrap().nick.clone();
    assert_eq!(nick.as_deref(), Some("Helper"));
    assert_eq!(workspace.sandbox().write_log().last().unwrap().operation, "update_my_guild_member");

    let other = json!({ "user_id": workspace.person("jonas_w"), "nickname": "Jo" });
    let said = workspace.refused("permission", "edit_member", other).await;
    assert!(said.contains("lacks MANAGE_NICKNAMES") && !said.contains("CHANGE_NICKNAME"), "{said}");
    workspace.sandbox().world().set_bot_permissions(server, permissions::MANAGE_NICKNAMES).unwrap();
    let said =
        workspace.refused("permission", "edit_member", json!({ "user_id": bot, "nickname": "x" })).await;
    assert!(said.contains("lacks CHANGE_NICKNAME") && !said.contains("MANAGE_NICKNAMES"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn voice_is_muted_and_deafened_in_one_request() {
    let workspace = workspace().await;
    allow(&workspace, permissions::MUTE_MEMBERS | permissions::DEAFEN_MEMBERS);
    let before = workspace.writes();
    workspace.done("edit_member", json!({ "user_id": "jonas_w", "mute": true, "deafen": true })).await;
    let jonas = member(&workspace, "jonas_w");
    assert_eq!((jonas.mute, jonas.deaf, workspace.writes()), (true, true, before + 1));
    workspace.finish();
}
