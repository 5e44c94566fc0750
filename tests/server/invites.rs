//! Invites.

use mcp_discord::{
    discord::{DiscordSettings, Reach},
    sandbox::{NewChannel, permissions::ADMINISTRATOR},
    tool::ServerId,
};
use serde_json::json;

use crate::workspace::{Workspace, server_of, workspace, workspace_with};

async fn managed() -> Workspace {
    let workspace = workspace().await;
    workspace.may(ADMINISTRATOR);
    workspace
}

#[tokio::test]
async fn invites_are_made_found_listed_and_ended() {
    let workspace = managed().await;
    let (server, general) = (workspace.server(), workspace.channel("general"));
    let arguments = json!({
        "channel_id": "#general", "max_age": 3_600, "max_uses": 5, "temporary": true, "reason": "for the demo",
    });
    let made = workspace.done("create_invite", arguments.clone()).await;
    assert_eq!(workspace.audited(), ("create_channel_invite", Some("for the demo".into())));
    let invite = workspace.sandbox().world().invites(server).next().unwrap().clone();
    assert_eq!((invite.channel, invite.max_age, invite.max_uses), (general, 3_600, 5));
    assert!(invite.temporary);
    let url = format!("https://discord.gg/{}", invite.code);
    assert!(made.text.starts_with(&format!("Created invite {url} to #general")), "{}", made.text);
    assert_eq!(made.structured.unwrap()["code"], json!(invite.code));

    // One of the same kind is handed out again, unless it has to be another one.
    workspace.done("create_invite", arguments.clone()).await;
    assert_eq!(workspace.sandbox().world().invites(server).count(), 1);
    let mut unique = arguments;
    unique["unique"] = json!(true);
    workspace.done("create_invite", unique).await;
    assert_eq!(workspace.sandbox().world().invites(server).count(), 2);

    for written in [invite.code.clone(), url.clone(), format!("discord.gg/{}", invite.code)] {
        let found = workspace.done("get_invite", json!({ "invite": written })).await;
        let members = workspace.sandbox().world().members(server).count();
        let line = format!("server: Claude Team Workspace (ID: {server}, Members: {members}");
        assert!(found.text.contains(&line), "{line} is missing in {}", found.text);
    }
    let blocked = workspace.channel("blocked");
    workspace.done("create_invite", json!({ "channel_id": blocked, "max_age_seconds": 0 })).await;
    let all = workspace.done("list_invites", json!({})).await;
    assert!(all.text.starts_with("Invites (3):"), "{}", all.text);
    assert!(all.text.contains("to #blocked") && all.text.contains("never expires"), "{}", all.text);
    let few = workspace.done("list_invites", json!({ "channel_id": general })).await;
    assert!(few.text.starts_with("Invites (2):") && few.text.contains("used 0 of 5 times"), "{}", few.text);

    let ended = workspace.done("delete_invite", json!({ "code": url, "reason": "over" })).await;
    assert_eq!(ended.text, format!("Deleted invite {} successfully", invite.code));
    assert_eq!(workspace.audited(), ("invite_revoke", Some("over".into())));
    assert_eq!(workspace.sandbox().world().invites(server).count(), 2);
    for tool in ["get_invite", "delete_invite"] {
        let said = workspace.refused("discord", tool, json!({ "invite": invite.code })).await;
        assert!(said.contains("wrong, expired or used up"), "{said}");
    }
    workspace.finish();
}

#[tokio::test]
async fn what_is_no_invite_is_refused() {
    let workspace = managed().await;
    for (tool, arguments, shown) in [
        ("get_invite", json!({ "invite": "../channels" }), "code or link"),
        ("delete_invite", json!({ "invite": "https://evil.example/abc" }), "code or link"),
        ("create_invite", json!({ "channel_id": "#general", "max_age_seconds": 700_000 }), "604800"),
        ("create_invite", json!({ "channel_id": "#general", "max_uses": 101 }), "100"),
    ] {
        let said = workspace.refused("argument", tool, arguments).await;
        assert!(said.contains(shown), "{shown} is missing in {said}");
    }
    let thread = workspace.channel("Review of #418");
    let said = workspace.refused("discord", "create_invite", json!({ "channel_id": thread })).await;
    assert!(said.contains("channel of this type"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn an_invite_into_a_server_that_is_not_allowed_is_out_of_reach() {
    let workspace = workspace_with(|sandbox, session| {
        let servers = vec![ServerId::new(server_of(sandbox).0).unwrap()];
        let reach = Reach { servers, ..Reach::default() };
        session.settings(DiscordSettings { reach, ..DiscordSettings::default() })
    })
    .await;
    workspace.may(ADMINISTRATOR);
    let person = workspace.person("mira.okafor");
    let general = workspace.channel("general");
    let (near, far) = {
        let mut world = workspace.sandbox().world();
        let other = world.add_server("Second Server");
        world.set_bot_permissions(other, ADMINISTRATOR).unwrap();
        let elsewhere = world.add_channel(other, NewChannel::text("elsewhere")).unwrap();
        (world.add_invite(general, person).unwrap(), world.add_invite(elsewhere, person).unwrap())
    };
    for tool in ["get_invite", "delete_invite"] {
        let said = workspace.refused("policy", tool, json!({ "invite": far })).await;
        assert!(said.contains("DISCORD_ALLOWED_SERVERS"), "{said}");
        workspace.done(tool, json!({ "invite": near })).await;
    }
    workspace.finish();
}
