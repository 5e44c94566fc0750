//! Who may do what, and why.

use mcp_discord::sandbox::{NewChannel, OverwriteTarget, Snowflake, permissions};
use serde_json::json;

use crate::workspace::{Workspace, workspace};

fn role(workspace: &Workspace, name: &str) -> Snowflake {
    let server = workspace.server();
    let world = workspace.sandbox().world();
    world.roles(server).find(|role| role.name == name).unwrap().id
}

/// The names of what is allowed in a structured answer.
fn allowed(structured: &serde_json::Value) -> Vec<String> {
    let rulings = structured["allowed"].as_array().unwrap().iter();
    rulings
        .flat_map(|ruling| ruling["permissions"].as_array().unwrap())
        .map(|name| name.as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn what_is_allowed_agrees_with_discord_for_everybody_everywhere() {
    let workspace = workspace().await;
    let server = workspace.server();
    let channels = ["general", "leads", "announcements", "standup", "Review of #418", "ideas-and-bugs"];
    for person in ["mira.okafor", "jonas_w", "sam_d", "reviewer"] {
        for name in channels {
            let (user, channel) = (workspace.person(person), workspace.channel(name));
            let told = workspace
                .done("explain_permissions", json!({ "user_id": user, "channel_id": channel }))
                .await;
            let mut found = allowed(told.structured.as_ref().unwrap());
            let bits = {
                let world = workspace.sandbox().world();
                let bits = world.permissions(user, channel);
                // Discord's own bits say nothing of this one in threads, where another one counts.
                let thread = world.channel(channel).unwrap().kind.is_thread();
                if thread && bits != permissions::ALL { bits & !permissions::SEND_MESSAGES } else { bits }
            };
            let wanted = mcp_discord::tool::Permissions::from_bits(bits);
            let mut wanted: Vec<String> = wanted.names().map(str::to_owned).collect();
            found.sort();
            wanted.sort();
            assert_eq!(found, wanted, "{person} in {name}: {}", told.text);
        }
    }
    let told = workspace.done("explain_permissions", json!({ "server_id": server })).await;
    assert!(
        told.text.contains("Permissions of the bot (") && told.text.contains("allowed ("),
        "{}",
        told.text
    );
    workspace.finish();
}

#[tokio::test]
async fn each_permission_that_is_asked_for_says_what_decides_it() {
    let workspace = workspace().await;
    let server = workspace.server();
    let (sam, jonas) = (workspace.person("sam_d"), workspace.person("jonas_w"));
    let engineer = role(&workspace, "Engineer");
    let everyone = OverwriteTarget::Role(server);
    let room = NewChannel::text("room")
        .overwrite(everyone, 0, permissions::SEND_MESSAGES)
        .overwrite(OverwriteTarget::Role(engineer), permissions::SEND_MESSAGES, permissions::ADD_REACTIONS)
        .overwrite(
            OverwriteTarget::Member(sam),
            permissions::PIN_MESSAGES,
            permissions::READ_MESSAGE_HISTORY,
        );
    let room = workspace.sandbox().world().add_channel(server, room).unwrap();
    let asked = ["send messages", "ADD_REACTIONS", "PIN_MESSAGES", "READ_MESSAGE_HISTORY", "KICK_MEMBERS"];
    let explain = |user: Snowflake| json!({ "user_id": user, "channel_id": room, "permissions": asked });
    let told = workspace.done("explain_permissions", explain(jonas)).await.text;
    for line in [
        "SEND_MESSAGES: allowed: an overwrite for role `Engineer` on #room allows it",
        "ADD_REACTIONS: denied: an overwrite for role `Engineer` on #room denies it",
        "PIN_MESSAGES: allowed: role `Engineer` has it",
        "READ_MESSAGE_HISTORY: allowed: role `@everyone` has it",
        "KICK_MEMBERS: denied: role `Engineer` does not have it, and neither has @everyone",
    ] {
        assert!(told.lines().any(|shown| shown == line), "{line} is missing in {told}");
    }
    let told = workspace.done("explain_permissions", explain(sam)).await.text;
    for line in [
        "SEND_MESSAGES: denied: an overwrite for @everyone on #room denies it",
        "PIN_MESSAGES: allowed: an overwrite for this member on #room allows it",
        "READ_MESSAGE_HISTORY: denied: an overwrite for this member on #room denies it",
        "KICK_MEMBERS: denied: the member has no role but @everyone, which does not have it",
    ] {
        assert!(told.lines().any(|shown| shown == line), "{line} is missing in {told}");
    }
    assert!(told.contains(&format!("Permissions of @sam_d ({sam}) in #room ({room}):")), "{told}");
    workspace.finish();
}

#[tokio::test]
async fn owners_administrators_and_roles_are_explained_too() {
    let workspace = workspace().await;
    let server = workspace.server();
    let owner = workspace.sandbox().world().server(server).unwrap().owner;
    let told = workspace.done("explain_permissions", json!({ "user_id": owner })).await.text;
    assert!(told.contains("everything: who owns the server may do everything"), "{told}");
    let told =
        workspace.done("explain_permissions", json!({ "user_id": "ellen.b", "channel_id": "#leads" })).await;
    assert!(told.text.contains("everything: role `Admin` has ADMINISTRATOR"), "{}", told.text);

    let pins = json!({ "role_id": "Engineer", "permissions": ["PIN_MESSAGES", "BAN_MEMBERS"] });
    let told = workspace.done("explain_permissions", pins).await.text;
    assert!(told.contains("PIN_MESSAGES: allowed: role `Engineer` has it"), "{told}");
    assert!(told.contains("BAN_MEMBERS: denied: role `Engineer` does not have it"), "{told}");
    let everyone = json!({ "role_id": "@everyone", "permissions": ["BAN_MEMBERS", "VIEW_CHANNEL"], "channel_id": "leads" });
    let told = workspace.done("explain_permissions", everyone).await.text;
    assert!(told.contains("VIEW_CHANNEL: denied: an overwrite for @everyone on #leads denies it"), "{told}");
    workspace.finish();
}

#[tokio::test]
async fn a_timeout_and_a_hidden_channel_are_what_decides() {
    let workspace = workspace().await;
    let (server, sam) = (workspace.server(), workspace.person("sam_d"));
    let until = 4_102_444_800_000;
    workspace
        .sandbox()
        .world()
        .server_mut(server)
        .unwrap()
        .members
        .get_mut(&sam)
        .unwrap()
        .timed_out_until_ms = Some(until);
    let arguments = json!({ "user_id": sam, "channel_id": "#general", "permissions": ["SEND_MESSAGES"] });
    let told = workspace.done("explain_permissions", arguments).await.text;
    assert!(
        told.contains("SEND_MESSAGES: denied: the member is timed out until 2100-01-01T00:00:00Z"),
        "{told}"
    );

    // The bot itself can't see the channel; the list of channels has it all the same.
    let arguments = json!({ "channel_id": workspace.channel("leads"), "permissions": ["SEND_MESSAGES"] });
    let told = workspace.done("explain_permissions", arguments).await.text;
    let wanted = "SEND_MESSAGES: denied: VIEW_CHANNEL is missing, without which nothing works: an overwrite for \
                  @everyone on #leads denies it";
    assert!(told.contains(wanted), "{told}");
    workspace.finish();
}

#[tokio::test]
async fn what_can_not_be_explained_is_refused_with_what_to_do() {
    let workspace = workspace().await;
    let sam = workspace.person("sam_d");
    let both = json!({ "user_id": sam, "role_id": "Engineer" });
    let said = workspace.refused("argument", "explain_permissions", both).await;
    assert!(said.contains("hint: leave out"), "{said}");
    let said = workspace
        .refused("argument", "explain_permissions", json!({ "permissions": ["SEND_MESAGES"] }))
        .await;
    assert!(said.contains("did you mean `SEND_MESSAGES`"), "{said}");
    let unknown = json!({ "role_id": "175928847299117063" });
    let said = workspace.refused("discord", "explain_permissions", unknown).await;
    assert!(said.contains("no such role") && said.contains("hint:"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn a_channel_says_its_server() {
    let workspace = workspace().await;
    let room = {
        let mut world = workspace.sandbox().world();
        let other = world.add_server("Second Server");
        world.add_channel(other, NewChannel::text("room")).unwrap()
    };
    let told = workspace.done("explain_permissions", json!({ "channel_id": room })).await;
    assert!(told.text.contains(&format!("in #room ({room})")), "{}", told.text);
    workspace.finish();
}
