//! What a channel allows and denies to roles and members.

use mcp_discord::sandbox::{
    OverwriteTarget, Snowflake,
    permissions::{ADMINISTRATOR, ATTACH_FILES, EMBED_LINKS, MANAGE_ROLES, SEND_MESSAGES, VIEW_CHANNEL},
};
use serde_json::{Value, json};

use crate::workspace::{Workspace, workspace};

/// A bit that has no name yet.
const FUTURE: u64 = 1 << 58;

async fn managed() -> Workspace {
    let workspace = workspace().await;
    workspace.may(ADMINISTRATOR);
    workspace
}

fn role(workspace: &Workspace, name: &str) -> Snowflake {
    let (server, world) = (workspace.server(), workspace.sandbox().world());
    world.roles(server).find(|role| role.name == name).unwrap().id
}

/// What a channel allows and denies to a role or member; `None` where it says nothing.
fn overwrite(workspace: &Workspace, channel: &str, target: OverwriteTarget) -> Option<(u64, u64)> {
    let channel = workspace.channel(channel);
    let world = workspace.sandbox().world();
    let overwrites = &world.channel(channel).unwrap().overwrites;
    overwrites.iter().find(|overwrite| overwrite.target == target).map(|found| (found.allow, found.deny))
}

#[tokio::test]
async fn only_named_permissions_change_and_those_without_a_name_survive() {
    let workspace = managed().await;
    let engineer = OverwriteTarget::Role(role(&workspace, "Engineer"));
    let general = workspace.channel("general");
    let (allow, deny) = (EMBED_LINKS | FUTURE, SEND_MESSAGES | ATTACH_FILES | FUTURE << 1);
    workspace.sandbox().world().set_overwrite(general, engineer, allow, deny).unwrap();
    let set = |more: Value| {
        let mut arguments = json!({ "channel_id": "#general", "role_id": "Engineer" });
        arguments.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        arguments
    };
    let change =
        set(json!({ "allow": ["send messages"], "deny": ["EMBED_LINKS"], "clear": ["attach-files"] }));
    let said = workspace.done("set_channel_permissions", change).await;
    let now = Some((SEND_MESSAGES | FUTURE, EMBED_LINKS | FUTURE << 1));
    assert_eq!(overwrite(&workspace, "general", engineer), now);
    assert!(said.text.contains("allows SEND_MESSAGES, bit 58; denies EMBED_LINKS, bit 59"), "{}", said.text);

    // Nobody takes away what they don't have themselves, so what has no name stays.
    workspace.sandbox().world().set_overwrite(general, engineer, EMBED_LINKS, 0).unwrap();
    workspace.done("set_channel_permissions", set(json!({ "remove": true, "reason": "tidy" }))).await;
    assert_eq!(overwrite(&workspace, "general", engineer), None);
    assert_eq!(workspace.audited(), ("delete_channel_permission_overwrite", Some("tidy".into())));
    let said = workspace.refused("discord", "set_channel_permissions", set(json!({ "remove": true }))).await;
    assert!(said.contains("nothing to remove"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn everyone_and_members_are_meant_by_name_too() {
    let workspace = managed().await;
    let (server, jonas) = (workspace.server(), workspace.person("jonas_w"));
    for written in ["everyone", "@everyone"] {
        let arguments = json!({ "channel_id": "blocked", "role_id": written, "deny": ["SEND_MESSAGES"] });
        workspace.done("set_channel_permissions", arguments).await;
        let everyone = OverwriteTarget::Role(server);
        assert_eq!(overwrite(&workspace, "blocked", everyone), Some((0, SEND_MESSAGES)), "{written}");
    }
    let arguments =
        json!({ "channel_id": "blocked", "user": "jonas_w", "allow": ["VIEW_CHANNELS", "SEND_MESSAGES"] });
    workspace.done("set_channel_permissions", arguments).await;
    let member = overwrite(&workspace, "blocked", OverwriteTarget::Member(jonas));
    assert_eq!(member, Some((VIEW_CHANNEL | SEND_MESSAGES, 0)));
    assert_eq!(overwrite(&workspace, "blocked", OverwriteTarget::Role(jonas)), None);
    workspace.finish();
}

#[tokio::test]
async fn what_is_not_clear_is_refused() {
    let workspace = managed().await;
    let (general, engineer) = (workspace.channel("general"), role(&workspace, "Engineer"));
    let (thread, jonas) = (workspace.channel("Review of #418"), workspace.person("jonas_w"));
    for (arguments, shown) in [
        (json!({ "channel_id": general, "role_id": engineer }), "give either `remove`"),
        (
            json!({ "channel_id": general, "role_id": engineer, "remove": true, "allow": ["SPEAK"] }),
            "give either `remove`",
        ),
        (json!({ "channel_id": general, "allow": ["SPEAK"] }), "whose permissions"),
        (
            json!({ "channel_id": general, "role_id": engineer, "user_id": jonas, "allow": ["SPEAK"] }),
            "whose permissions",
        ),
        (
            json!({ "channel_id": general, "role_id": engineer, "allow": ["SPEAK"], "deny": ["speak"] }),
            "in two of",
        ),
        (
            json!({ "channel_id": general, "role_id": engineer, "deny": ["SPEAK"], "clear": ["speak"] }),
            "in two of",
        ),
        (
            json!({ "channel_id": general, "role_id": engineer, "allow": ["SEND_MESAGES"] }),
            "did you mean `SEND_MESSAGES`",
        ),
        (
            json!({ "channel_id": thread, "role_id": engineer, "allow": ["SPEAK"] }),
            "a thread has the permissions of its channel",
        ),
    ] {
        let said = workspace.refused("argument", "set_channel_permissions", arguments).await;
        assert!(said.contains(shown), "{shown} is missing in {said}");
    }
    workspace.finish();
}

#[tokio::test]
async fn the_bot_is_told_that_it_can_only_give_what_it_has() {
    let workspace = workspace().await;
    workspace.may(VIEW_CHANNEL | MANAGE_ROLES | SEND_MESSAGES | EMBED_LINKS);
    let engineer = role(&workspace, "Engineer");
    let arguments = json!({
        "channel_id": workspace.channel("general"), "role_id": engineer, "allow": ["EMBED_LINKS", "ATTACH_FILES"],
    });
    let said = workspace.refused("permission", "set_channel_permissions", arguments).await;
    assert!(said.contains("lacks: ATTACH_FILES") && !said.contains("EMBED_LINKS"), "{said}");
    workspace.finish();
}
