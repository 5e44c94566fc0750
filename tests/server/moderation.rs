//! Timing out, kicking and banning.

use std::time::{SystemTime, UNIX_EPOCH};

use mcp_discord::{
    call::Confirm,
    sandbox::{Snowflake, permissions},
    testing::{Asked, Era, Person},
};
use serde_json::json;

use crate::workspace::{Workspace, server_of, workspace, workspace_with};

const MODERATOR: u64 = permissions::MODERATE_MEMBERS
    | permissions::KICK_MEMBERS
    | permissions::BAN_MEMBERS
    | permissions::MANAGE_GUILD
    | permissions::MANAGE_MESSAGES;

async fn moderating() -> Workspace {
    let workspace = workspace().await;
    let server = workspace.server();
    let mut world = workspace.sandbox().world();
    let bot = world.bot();
    let roles = world.server_mut(server).unwrap().roles.values_mut();
    roles.filter(|role| role.bot == Some(bot)).for_each(|role| role.permissions |= MODERATOR);
    drop(world);
    workspace
}

fn is_member(workspace: &Workspace, user: Snowflake) -> bool {
    let server = workspace.server();
    workspace.sandbox().world().members(server).any(|member| member.user == user)
}

fn is_banned(workspace: &Workspace, user: Snowflake) -> bool {
    let server = workspace.server();
    workspace.sandbox().world().server(server).unwrap().bans.contains_key(&user)
}

/// Minutes until a member may write again.
fn timed_out(workspace: &Workspace, user: Snowflake) -> Option<u64> {
    let server = workspace.server();
    let world = workspace.sandbox().world();
    let until = world.server(server).unwrap().members.get(&user).unwrap().timed_out_until_ms?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
    Some(u64::try_from(u128::from(until).saturating_sub(now).div_ceil(60_000)).unwrap())
}

fn last_reason(workspace: &Workspace) -> Option<String> {
    let server = workspace.server();
    let world = workspace.sandbox().world();
    world.audit_log(server).last().unwrap().reason.clone()
}

#[tokio::test]
async fn a_member_is_timed_out_and_let_back() {
    let workspace = moderating().await;
    let jonas = workspace.person("jonas_w");
    let arguments = json!({ "user_id": "jonas_w", "minutes": 10, "reason": "cool down" });
    let done = workspace.done("timeout_member", arguments).await;
    assert!(
        done.text.starts_with("Timed out user jonas_w") && done.text.contains("10 minutes"),
        "{}",
        done.text
    );
    assert_eq!(timed_out(&workspace, jonas), Some(10));
    assert_eq!(last_reason(&workspace).as_deref(), Some("cool down"));
    workspace.done("timeout_member", json!({ "user_id": jonas, "minutes": 40_320 })).await;
    assert!(timed_out(&workspace, jonas).is_some_and(|minutes| (40_319..=40_320).contains(&minutes)));
    workspace.done("timeout_member", json!({ "user_id": jonas, "minutes": 0 })).await;
    assert_eq!(timed_out(&workspace, jonas), None);
    let said =
        workspace.refused("argument", "timeout_member", json!({ "user_id": jonas, "minutes": 40_321 })).await;
    assert!(said.contains("minutes"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn a_message_is_moderated_as_the_python_server_said_it_would() {
    let workspace = moderating().await;
    let (channel, jonas) = (workspace.channel("general"), workspace.person("jonas_w"));
    let gone = |message| workspace.sandbox().world().message(channel, message).is_none();
    let message = workspace.said("general", "buy now");
    let mut arguments = json!({ "channel_id": channel, "message_id": message, "reason": "spam" });
    let done = workspace.done("moderate_message", arguments.clone()).await;
    assert_eq!(done.text, "Message deleted successfully.");
    assert!(gone(message) && timed_out(&workspace, jonas).is_none());
    assert_eq!(last_reason(&workspace).as_deref(), Some("spam"));

    let message = workspace.said("general", "buy now!");
    arguments["message_id"] = json!(message);
    arguments["timeout_minutes"] = json!(30);
    let done = workspace.done("moderate_message", arguments).await;
    assert_eq!(done.text, "Message deleted and user timed out for 30 minutes.");
    assert!(gone(message));
    assert_eq!(timed_out(&workspace, jonas), Some(30));
    workspace.finish();
}

#[tokio::test]
async fn a_message_of_somebody_who_can_not_be_timed_out_is_not_deleted_either() {
    let workspace = moderating().await;
    let (channel, mira) = (workspace.channel("general"), workspace.person("mira.okafor"));
    let message = workspace.sandbox().world().add_message(channel, mira, "hello").unwrap();
    let arguments =
        json!({ "channel_id": channel, "message_id": message, "reason": "x", "timeout_minutes": 5 });
    let said = workspace.refused("permission", "moderate_message", arguments).await;
    assert!(said.contains("administrators can't be timed out") && said.contains("@mira.okafor"), "{said}");
    assert!(workspace.sandbox().world().message(channel, message).is_some());
    workspace.finish();
}

#[tokio::test]
async fn a_timeout_that_fails_after_the_message_was_deleted_is_told_as_it_is() {
    let workspace = moderating().await;
    let (channel, jonas) = (workspace.channel("general"), workspace.person("jonas_w"));
    let message = workspace.said("general", "buy now");
    // What is known of the bot gets old: the permission was there, and then it wasn't.
    workspace.done("timeout_member", json!({ "user_id": jonas, "minutes": 0 })).await;
    workspace.done("get_member", json!({ "user_id": jonas })).await;
    let other = json!({ "channel_id": channel, "message_id": workspace.said("general", "x"), "reason": "x" });
    workspace.done("moderate_message", other).await;
    let server = workspace.server();
    for role in workspace.sandbox().world().server_mut(server).unwrap().roles.values_mut() {
        role.permissions &= !permissions::MODERATE_MEMBERS;
    }
    let arguments =
        json!({ "channel_id": channel, "message_id": message, "reason": "spam", "timeout_minutes": 5 });
    let called = workspace.call("moderate_message", arguments).await.unwrap();
    assert!(called.is_error, "{}", called.text);
    let said = format!("timing user {jonas} out was not done, after this was: deleting the message");
    assert!(called.text.contains(&said), "{}", called.text);
    assert!(called.text.contains("lacks MODERATE_MEMBERS"), "{}", called.text);
    assert!(workspace.sandbox().world().message(channel, message).is_none());
    workspace.finish();
}

#[tokio::test]
async fn a_member_is_kicked_by_id_and_by_the_forks_name() {
    let workspace = moderating().await;
    let (jonas, sam) = (workspace.person("jonas_w"), workspace.person("sam_d"));
    workspace.done("kick_member", json!({ "user_id": jonas, "reason": "asked to leave" })).await;
    assert!(!is_member(&workspace, jonas) && !is_banned(&workspace, jonas));
    assert_eq!(last_reason(&workspace).as_deref(), Some("asked to leave"));
    let said = workspace.refused("name", "kick_user", json!({ "user_id": "sam_d" })).await;
    assert!(said.contains(&sam.to_string()), "what destroys is aimed by ID: {said}");
    workspace.done("kick_user", json!({ "user_id": sam })).await;
    assert!(!is_member(&workspace, sam));
    let said = workspace.refused("discord", "kick_member", json!({ "user_id": sam })).await;
    assert!(said.contains("10007") && said.contains("hint:"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn one_user_is_banned_and_unbanned() {
    let workspace = moderating().await;
    let (channel, jonas) = (workspace.channel("general"), workspace.person("jonas_w"));
    let message = workspace.said("general", "spam");
    let arguments = json!({ "user_id": jonas, "delete_message_days": 1, "reason": "spam" });
    let done = workspace.done("ban_user", arguments).await;
    assert_eq!(done.text, format!("Banned 1 user: {jonas}"));
    assert!(is_banned(&workspace, jonas) && !is_member(&workspace, jonas));
    assert!(workspace.sandbox().world().message(channel, message).is_none());
    assert_eq!(workspace.sandbox().write_log().last().unwrap().operation, "ban_user_from_guild");

    let listed = workspace.done("list_bans", json!({})).await;
    assert!(listed.text.contains(&format!("jonas_w (ID: {jonas}): spam")), "{}", listed.text);
    workspace.done("unban_member", json!({ "user_id": jonas, "reason": "a mistake" })).await;
    assert!(!is_banned(&workspace, jonas));
    assert_eq!(last_reason(&workspace).as_deref(), Some("a mistake"));
    let said = workspace.refused("discord", "unban_member", json!({ "user_id": jonas })).await;
    assert!(said.contains("10026") && said.contains("hint:"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn several_are_banned_at_once_and_who_was_not_is_named() {
    let workspace = moderating().await;
    let (jonas, sam) = (workspace.person("jonas_w"), workspace.person("sam_d"));
    let server = workspace.server();
    let owner = workspace.sandbox().world().server(server).unwrap().owner;
    let before = workspace.writes();
    let arguments = json!({ "user_ids": [jonas, sam, owner, jonas], "reason": "raid" });
    let done = workspace.done("ban_member", arguments).await;
    assert!(is_banned(&workspace, jonas) && is_banned(&workspace, sam) && is_member(&workspace, owner));
    assert!(
        done.text.contains(&format!("Not banned: {owner}")) && done.text.contains("hint:"),
        "{}",
        done.text
    );
    let structured = done.structured.unwrap();
    assert_eq!((&structured["banned"], &structured["failed"]), (&json!([jonas, sam]), &json!([owner])));
    assert_eq!(workspace.writes(), before + 2);
    assert_eq!(workspace.sandbox().write_log().last().unwrap().operation, "bulk_ban_users_from_guild");

    let said = workspace.refused("discord", "ban_member", json!({ "user_ids": [jonas, sam] })).await;
    assert!(said.contains("500000") && said.contains("hint: nobody could be banned"), "{said}");
    workspace.refused("argument", "ban_member", json!({ "user_ids": [] })).await;
    // A list as JSON in a text, as command lines and some hosts write it; and one user as that user.
    let said = workspace.refused("name", "ban_member", json!({ "user_ids": "[\"yuki\"]" })).await;
    assert!(said.contains("must be an ID") && said.contains("@yuki"), "{said}");
    let yuki = workspace.person("yuki");
    workspace.done("ban_member", json!({ "user_id": yuki })).await;
    assert!(is_banned(&workspace, yuki));
    workspace.finish();
}

#[tokio::test]
async fn bans_are_listed_in_pages() {
    let workspace = moderating().await;
    let mut users = [workspace.person("jonas_w"), workspace.person("sam_d"), workspace.person("yuki")];
    users.sort();
    workspace.done("ban_member", json!({ "user_ids": users })).await;
    let (mut listed, mut arguments) = (Vec::new(), json!({ "limit": 2 }));
    loop {
        let structured = workspace.done("list_bans", arguments.clone()).await.structured.unwrap();
        listed.extend(structured["bans"].as_array().unwrap().iter().map(|ban| ban["id"].clone()));
        let Some(next) = structured.get("next") else { break };
        arguments["after"] = next.clone();
    }
    assert_eq!(listed, users.map(|user| json!(user)));
    workspace.finish();
}

#[tokio::test]
async fn a_person_is_asked_with_the_name_of_whom_it_would_hit() {
    let asked = Asked::default();
    let person = Person::Declines(asked.clone());
    let workspace = workspace_with(|sandbox, session| {
        let server = server_of(sandbox);
        sandbox.world().set_bot_permissions(server, permissions::KICK_MEMBERS).unwrap();
        session.era(Era::Newer).person(person).confirm(Confirm::Require)
    })
    .await;
    let jonas = workspace.person("jonas_w");
    workspace.refused("person", "kick_member", json!({ "user_id": jonas })).await;
    assert!(is_member(&workspace, jonas));
    let asked = asked.lock().unwrap().clone();
    assert!(asked.len() == 1 && asked[0].contains("@jonas_w"), "{asked:?}");
    workspace.finish();
}
