//! What permissions alone don't give: to stand above whom one acts on, and two factors.

use mcp_discord::{
    call::Confirm,
    discord::{DiscordSettings, Reach},
    sandbox::{Snowflake, permissions},
    testing::{Asked, Era, Person},
    tool::ServerId,
};
use serde_json::{Value, json};

use crate::workspace::{Workspace, server_of, workspace, workspace_with};

const ALL: u64 = permissions::MANAGE_ROLES
    | permissions::KICK_MEMBERS
    | permissions::BAN_MEMBERS
    | permissions::MODERATE_MEMBERS
    | permissions::MANAGE_NICKNAMES
    | permissions::MANAGE_MESSAGES
    | permissions::VIEW_CHANNEL;

/// A bot with every permission that the tools ask for, whose highest role is below `Engineer`.
async fn low() -> (Workspace, Snowflake) {
    let workspace = workspace().await;
    lower(&workspace);
    let engineer = role(&workspace, "Engineer");
    (workspace, engineer)
}

fn lower(workspace: &Workspace) {
    let server = workspace.server();
    let mut world = workspace.sandbox().world();
    world.set_bot_permissions(server, ALL).unwrap();
    let (bot, server) = (world.bot(), world.server_mut(server).unwrap());
    for role in server.roles.values_mut() {
        match role.name.as_str() {
            "Agent" => role.position = 2,
            "Designer" => role.position = 3,
            "Engineer" => role.position = 4,
            "Admin" => role.position = 5,
            _ if role.bot == Some(bot) => role.position = 1,
            _ => {}
        }
    }
}

fn role(workspace: &Workspace, name: &str) -> Snowflake {
    let server = workspace.server();
    let world = workspace.sandbox().world();
    world.roles(server).find(|role| role.name == name).unwrap().id
}

fn own_role(workspace: &Workspace) -> String {
    let server = workspace.server();
    let world = workspace.sandbox().world();
    let bot = world.bot();
    world.roles(server).find(|role| role.bot == Some(bot)).unwrap().name.clone()
}

#[tokio::test]
async fn whoever_stands_higher_is_named_with_the_role_that_makes_it_so() {
    let (workspace, engineer) = low().await;
    let (jonas, sam) = (workspace.person("jonas_w"), workspace.person("sam_d"));
    let own = own_role(&workspace);
    let over_member =
        format!("the bot's highest role, `{own}` (position 1), is not above `Engineer` (position 4)");
    let over_role =
        format!("the bot's highest role, `{own}` (position 1), is not above role `Engineer` (position 4)");
    for (tool, arguments, wanted) in [
        ("kick_member", json!({ "user_id": jonas }), &over_member),
        ("ban_member", json!({ "user_ids": [jonas] }), &over_member),
        ("timeout_member", json!({ "user_id": jonas, "minutes": 5 }), &over_member),
        ("edit_member", json!({ "user_id": jonas, "nickname": "J" }), &over_member),
        ("add_role", json!({ "user_id": sam, "role_id": engineer }), &over_role),
        ("remove_role", json!({ "user_id": jonas, "role_id": engineer }), &over_role),
        ("edit_role", json!({ "role_id": engineer, "name": "x" }), &over_role),
        ("delete_role", json!({ "role_id": engineer }), &over_role),
        ("move_role", json!({ "role_id": engineer, "position": 2 }), &over_role),
    ] {
        let said = workspace.refused("permission", tool, arguments).await;
        assert!(said.contains(wanted.as_str()), "{tool}: {wanted} is missing in {said}");
        assert!(said.contains("hint: a person can drag"), "{tool}: {said}");
    }
    workspace.finish();
}

#[tokio::test]
async fn making_room_for_a_role_is_a_matter_of_the_others_too() {
    let (workspace, _) = low().await;
    let server = workspace.server();
    let lowest = workspace.sandbox().world().add_role(server, "Lowest", 0).unwrap();
    let said =
        workspace.refused("permission", "move_role", json!({ "role_id": lowest, "above": "Agent" })).await;
    assert!(said.contains("is not above role"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn the_owner_can_not_be_touched_and_administrators_not_be_timed_out() {
    let workspace = workspace().await;
    let server = workspace.server();
    workspace.sandbox().world().set_bot_permissions(server, ALL).unwrap();
    let owner = workspace.sandbox().world().server(server).unwrap().owner;
    for (tool, arguments) in [
        ("kick_member", json!({ "user_id": owner })),
        ("ban_member", json!({ "user_ids": owner })),
        ("timeout_member", json!({ "user_id": owner, "minutes": 5 })),
        ("edit_member", json!({ "user_id": owner, "nickname": "J" })),
    ] {
        let said = workspace.refused("permission", tool, arguments).await;
        assert!(said.contains("owns the server") && said.contains("hint:"), "{tool}: {said}");
    }
    let mira = workspace.person("mira.okafor");
    let said =
        workspace.refused("permission", "timeout_member", json!({ "user_id": mira, "minutes": 5 })).await;
    assert!(said.contains("administrators can't be timed out") && said.contains("`Admin`"), "{said}");
    // The bot's role is above hers, so that everything else can be done.
    workspace.done("edit_member", json!({ "user_id": mira, "nickname": "Mi" })).await;
    workspace.finish();
}

#[tokio::test]
async fn of_equal_positions_the_lower_id_is_the_higher_role() {
    let workspace = workspace().await;
    let server = workspace.server();
    let (older, newer) = {
        let mut world = workspace.sandbox().world();
        let older = world.add_role(server, "Older", 0).unwrap();
        let newer = world.add_role(server, "Newer", 0).unwrap();
        world.set_bot_permissions(server, ALL).unwrap();
        let (bot, state) = (world.bot(), world.server_mut(server).unwrap());
        for role in state.roles.values_mut().filter(|role| role.bot != Some(bot)) {
            if [older, newer].contains(&role.id) {
                role.position = 3;
            }
        }
        // The bot has no role but `Older`'s equal: the one that was made in between stands for it.
        state.members.get_mut(&bot).unwrap().roles = vec![older];
        state.roles.get_mut(&older).unwrap().permissions = ALL;
        (older, newer)
    };
    let sam = workspace.person("sam_d");
    workspace.done("add_role", json!({ "user_id": sam, "role_id": newer })).await;
    let said = workspace.refused("permission", "add_role", json!({ "user_id": sam, "role_id": older })).await;
    assert!(said.contains("is not above role `Older`"), "{said}");
    workspace.done("kick_member", json!({ "user_id": sam })).await;
    workspace.finish();
}

#[tokio::test]
async fn nobody_is_asked_for_what_the_hierarchy_forbids() {
    let asked = Asked::default();
    let person = Person::Agrees(json!({}), asked.clone());
    let workspace =
        workspace_with(|_, session| session.era(Era::Older).person(person).confirm(Confirm::Require)).await;
    lower(&workspace);
    let (jonas, engineer) = (workspace.person("jonas_w"), role(&workspace, "Engineer"));
    for (tool, arguments) in [
        ("kick_member", json!({ "user_id": jonas })),
        ("ban_member", json!({ "user_ids": [jonas] })),
        ("delete_role", json!({ "role_id": engineer })),
    ] {
        workspace.refused("permission", tool, arguments).await;
        assert_eq!(*asked.lock().unwrap(), [""; 0], "{tool}");
    }
    let nobody = workspace.sandbox().world().add_user("nobody");
    workspace.refused("discord", "kick_member", json!({ "user_id": nobody })).await;
    assert_eq!(*asked.lock().unwrap(), [""; 0], "who is no member can't be kicked");
    // When somebody has mended it, what was known is not believed.
    let server = workspace.server();
    for role in workspace.sandbox().world().server_mut(server).unwrap().roles.values_mut() {
        role.position = if role.bot.is_some() { 9 } else { role.position };
    }
    workspace.done("kick_member", json!({ "user_id": jonas })).await;
    assert_eq!(asked.lock().unwrap().len(), 1);
    workspace.finish();
}

#[tokio::test]
async fn the_two_factor_rule_is_told_as_what_it_is() {
    let workspace = workspace_with(|sandbox, session| {
        let server = server_of(sandbox);
        let mut world = sandbox.world();
        world.set_bot_permissions(server, ALL).unwrap();
        world.server_mut(server).unwrap().mfa_level = 1;
        world.owner_has_two_factor = false;
        drop(world);
        session
    })
    .await;
    let sam = workspace.person("sam_d");
    let said = workspace.refused("permission", "kick_member", json!({ "user_id": sam })).await;
    assert!(said.contains("two-factor") && said.contains("KICK_MEMBERS") && said.contains("hint:"), "{said}");
    workspace.sandbox().world().owner_has_two_factor = true;
    workspace.done("kick_member", json!({ "user_id": sam })).await;
    workspace.finish();
}

#[tokio::test]
async fn a_channel_that_can_not_be_seen_is_refused_with_the_overwrite_that_hides_it() {
    let workspace = workspace().await;
    let leads = workspace.channel("leads");
    let calls: [(&str, Value); 2] = [
        ("send_message", json!({ "channel_id": leads, "content": "hello" })),
        ("read_messages", json!({ "channel_id": leads })),
    ];
    for (tool, arguments) in calls {
        let said = workspace.refused("permission", tool, arguments).await;
        assert!(said.contains("lacks VIEW_CHANNEL in #leads"), "{tool}: {said}");
        assert!(said.contains("an overwrite for @everyone on #leads denies it"), "{tool}: {said}");
    }
    // The same with a list of servers, which has to be told where the channel is.
    let limited = workspace_with(|sandbox, session| {
        let servers = vec![ServerId::new(server_of(sandbox).0).unwrap()];
        let reach = Reach { servers, ..Reach::default() };
        session.settings(DiscordSettings { reach, ..DiscordSettings::default() })
    })
    .await;
    let arguments = json!({ "channel_id": limited.channel("leads"), "content": "hello" });
    let said = limited.refused("permission", "send_message", arguments).await;
    assert!(said.contains("an overwrite for @everyone on #leads denies it"), "{said}");
    limited.finish();

    let message = workspace.sandbox().world().messages(leads).next().unwrap().id;
    let said = workspace
        .refused("permission", "delete_message", json!({ "channel_id": leads, "message_id": message }))
        .await;
    assert!(said.contains("an overwrite for @everyone on #leads denies it"), "{said}");
    workspace.finish();
}
