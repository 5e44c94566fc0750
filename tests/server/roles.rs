//! The roles of a server: what they are, who has them, and their order.

use mcp_discord::sandbox::{Role, Snowflake, permissions};
use serde_json::{Value, json};

use crate::workspace::{Workspace, workspace};

/// A workspace whose bot may manage roles, and everything that it had before.
async fn managing() -> Workspace {
    let workspace = workspace().await;
    allow(&workspace, permissions::MANAGE_ROLES);
    workspace
}

fn allow(workspace: &Workspace, bits: u64) {
    let server = workspace.server();
    let mut world = workspace.sandbox().world();
    let bot = world.bot();
    let roles = world.server_mut(server).unwrap().roles.values_mut();
    roles.filter(|role| role.bot == Some(bot)).for_each(|role| role.permissions |= bits);
}

fn role(workspace: &Workspace, name: &str) -> Role {
    let world = workspace.sandbox().world();
    world.roles(workspace_server(&world)).find(|role| role.name == name).unwrap().clone()
}

fn workspace_server(world: &mcp_discord::sandbox::World) -> Snowflake {
    world.servers().next().unwrap().id
}

fn roles_of(workspace: &Workspace, user: Snowflake) -> Vec<Snowflake> {
    let world = workspace.sandbox().world();
    let server = workspace_server(&world);
    world.members(server).find(|member| member.user == user).unwrap().roles.clone()
}

fn last_reason(workspace: &Workspace) -> Option<String> {
    let world = workspace.sandbox().world();
    world.audit_log(workspace_server(&world)).last().unwrap().reason.clone()
}

#[tokio::test]
async fn roles_are_given_and_taken_by_name_and_by_id() {
    let workspace = managing().await;
    let (sam, engineer) = (workspace.person("sam_d"), role(&workspace, "Engineer").id);
    let called = workspace.done("add_role", json!({ "user_id": "@sam_d", "role_id": "Engineer" })).await;
    assert_eq!(called.text, format!("Added role Engineer (ID {engineer}) to user sam_d (ID {sam})"));
    assert_eq!(roles_of(&workspace, sam), [engineer]);
    assert_eq!(last_reason(&workspace).as_deref(), Some("Role added via MCP"));

    let arguments = json!({
        "server_id": workspace.server(), "user_id": sam, "role_id": engineer,
    });
    let called = workspace.done("remove_role", arguments).await;
    assert!(
        called.text.starts_with("Removed role ") && called.text.contains(&sam.to_string()),
        "{}",
        called.text
    );
    assert_eq!(roles_of(&workspace, sam), [Snowflake(0); 0]);
    assert_eq!(last_reason(&workspace).as_deref(), Some("Role removed via MCP"));

    let unknown = json!({ "user_id": sam, "role_id": "175928847299117063" });
    let said = workspace.refused("discord", "add_role", unknown).await;
    assert!(said.contains("10011") && said.contains("hint: no such role"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn roles_are_listed_from_the_highest_with_counts_and_permissions_when_asked() {
    let workspace = workspace().await;
    let plain = workspace.done("list_roles", json!({})).await;
    let listed = |structured: &Value| -> Vec<String> {
        let roles = structured["roles"].as_array().unwrap();
        roles.iter().map(|role| role["name"].as_str().unwrap().to_owned()).collect()
    };
    let structured = plain.structured.unwrap();
    assert_eq!(listed(&structured)[1..], ["Admin", "Engineer", "Designer", "Agent", "@everyone"]);
    assert!(
        structured["roles"][1].get("members").is_none()
            && structured["roles"][1].get("permissions").is_none()
    );
    let engineer = role(&workspace, "Engineer");
    let line = format!("Engineer (ID: {}, position 3, #3498db, listed apart, mentionable)", engineer.id);
    assert!(plain.text.lines().any(|shown| shown == line), "{line} is missing in {}", plain.text);

    let full = workspace.done("list_roles", json!({ "counts": true, "permissions": true })).await;
    let count = {
        let world = workspace.sandbox().world();
        world.members(workspace_server(&world)).filter(|member| member.roles.contains(&engineer.id)).count()
    };
    let structured = full.structured.unwrap();
    assert_eq!(structured["roles"][2]["members"], count);
    assert_eq!(
        structured["roles"][2]["permissions"],
        json!(["MANAGE_MESSAGES", "MANAGE_THREADS", "PIN_MESSAGES"])
    );
    assert!(full.text.contains("): ADMINISTRATOR\n"), "{}", full.text);
    workspace.finish();
}

#[tokio::test]
async fn who_has_a_role_is_listed_in_pages() {
    let workspace = workspace().await;
    let engineer = role(&workspace, "Engineer").id;
    let all: Vec<String> = {
        let world = workspace.sandbox().world();
        let members = world.members(workspace_server(&world));
        members
            .filter(|member| member.roles.contains(&engineer))
            .map(|member| member.user.to_string())
            .collect()
    };
    let ids = |structured: &Value| -> Vec<String> {
        let members = structured["members"].as_array().unwrap();
        members.iter().map(|member| member["id"].as_str().unwrap().to_owned()).collect()
    };
    let whole = workspace.done("list_role_members", json!({ "role_id": "Engineer" })).await;
    assert_eq!(ids(whole.structured.as_ref().unwrap()), all);
    assert!(
        whole.text.starts_with(&format!("{} of ", all.len())) && !whole.text.contains("hint:"),
        "{}",
        whole.text
    );

    let (mut paged, mut arguments) = (Vec::new(), json!({ "role_id": engineer, "limit": 1 }));
    loop {
        let structured = workspace.done("list_role_members", arguments.clone()).await.structured.unwrap();
        paged.extend(ids(&structured));
        let Some(next) = structured.get("next") else { break };
        arguments["after"] = next.clone();
    }
    assert_eq!(paged, all);
    workspace.finish();
}

#[tokio::test]
async fn a_role_is_created_changed_and_deleted() {
    let workspace = managing().await;
    let arguments =
        json!({ "name": "Release Crew", "color": "#ff8800", "hoist": true, "reason": "for the release" });
    let created = workspace.done("create_role", arguments).await;
    let made = role(&workspace, "Release Crew");
    assert!(
        created.text.starts_with(&format!("Created role Release Crew (ID: {}", made.id)),
        "{}",
        created.text
    );
    assert_eq!((made.color, made.hoist, made.permissions), (0xff_8800, true, 0), "it has nothing by default");
    assert_eq!(last_reason(&workspace).as_deref(), Some("for the release"));

    // A bit that nobody has named yet stays when others are added.
    let unnamed = 1 << 47;
    let server = workspace.server();
    workspace.sandbox().world().server_mut(server).unwrap().roles.get_mut(&made.id).unwrap().permissions =
        unnamed;
    let arguments = json!({
        "role_id": "Release Crew", "name": "Crew", "color": "none", "grant": ["Manage Messages", "VIEW_CHANNEL"],
    });
    workspace.done("edit_role", arguments).await;
    let changed = role(&workspace, "Crew");
    assert_eq!((changed.color, changed.hoist), (0, true));
    assert_eq!(changed.permissions, unnamed | permissions::MANAGE_MESSAGES | permissions::VIEW_CHANNEL);
    workspace.done("edit_role", json!({ "role_id": made.id, "revoke": ["VIEW_CHANNEL"] })).await;
    assert_eq!(role(&workspace, "Crew").permissions, unnamed | permissions::MANAGE_MESSAGES);

    let by_name = workspace.refused("name", "delete_role", json!({ "role_id": "Crew" })).await;
    assert!(by_name.contains(&made.id.to_string()), "{by_name}");
    let deleted = workspace.done("delete_role", json!({ "role_id": made.id })).await;
    assert!(deleted.text.starts_with("Deleted role Crew"), "{}", deleted.text);
    assert!(!workspace.sandbox().world().roles(server).any(|role| role.id == made.id));
    workspace.finish();
}

#[tokio::test]
async fn permissions_are_taken_as_a_number_too_and_what_is_none_is_refused() {
    let workspace = managing().await;
    workspace.done("create_role", json!({ "name": "Numbered", "permissions": "3072" })).await;
    let bits = permissions::VIEW_CHANNEL | permissions::SEND_MESSAGES;
    assert_eq!(role(&workspace, "Numbered").permissions, bits);
    let wrong = json!({ "name": "x", "permissions": ["SEND_MESAGES"] });
    let said = workspace.refused("argument", "create_role", wrong).await;
    assert!(said.contains("did you mean `SEND_MESSAGES`"), "{said}");
    let said = workspace.refused("argument", "create_role", json!({ "name": "x", "color": "reddish" })).await;
    assert!(said.contains("#e74c3c") && said.contains("reddish"), "{said}");
    let said = workspace.refused("argument", "edit_role", json!({ "role_id": "Agent" })).await;
    assert!(said.contains("hint: give at least one of"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn a_role_that_would_allow_more_than_the_bot_may_is_refused_with_what_it_lacks() {
    let workspace = managing().await;
    let arguments = json!({ "name": "Mighty", "permissions": ["BAN_MEMBERS", "VIEW_CHANNEL"] });
    let said = workspace.refused("permission", "create_role", arguments).await;
    assert!(said.contains("it lacks BAN_MEMBERS") && !said.contains("VIEW_CHANNEL"), "{said}");
    let arguments = json!({ "role_id": "Agent", "grant": ["BAN_MEMBERS"] });
    let said = workspace.refused("permission", "edit_role", arguments).await;
    assert!(said.contains("it lacks BAN_MEMBERS"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn a_role_is_moved_to_a_position_and_next_to_another() {
    let workspace = managing().await;
    let order = || {
        let world = workspace.sandbox().world();
        let mut roles: Vec<_> = world.roles(workspace_server(&world)).cloned().collect();
        roles.sort_by_key(|role| role.position);
        roles.into_iter().map(|role| role.name).skip(1).take(4).collect::<Vec<_>>()
    };
    assert_eq!(order(), ["Agent", "Designer", "Engineer", "Admin"]);
    for (arguments, wanted) in [
        (json!({ "role_id": "Agent", "above": "Engineer" }), ["Designer", "Engineer", "Agent", "Admin"]),
        (json!({ "role_id": "Agent", "below": "Engineer" }), ["Designer", "Agent", "Engineer", "Admin"]),
        (json!({ "role_id": "Engineer", "position": 1 }), ["Engineer", "Designer", "Agent", "Admin"]),
        (json!({ "role_id": "Engineer", "position": 4 }), ["Designer", "Agent", "Admin", "Engineer"]),
    ] {
        let moved = workspace.done("move_role", arguments.clone()).await;
        assert_eq!(order(), wanted, "{arguments}");
        assert!(moved.text.starts_with("Moved role "), "{}", moved.text);
    }
    // Where it is already: nothing is sent.
    let before = workspace.writes();
    workspace.done("move_role", json!({ "role_id": "Engineer", "position": 4 })).await;
    assert_eq!(workspace.writes(), before);
    let twice = json!({ "role_id": "Agent", "position": 1, "above": "Admin" });
    let said = workspace.refused("argument", "move_role", twice).await;
    assert!(said.contains("hint: give one of"), "{said}");
    workspace.finish();
}
