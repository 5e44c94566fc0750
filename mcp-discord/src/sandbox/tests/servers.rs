use serde_json::json;

use super::Stage;
use crate::sandbox::{NewChannel, permissions as bits};

#[tokio::test]
async fn makes_changes_and_deletes_channels() {
    let stage = Stage::set().await;
    let channels = format!("/guilds/{}/channels", stage.server);
    assert_eq!(stage.post(&channels, json!({ "name": "x" })).await.refusal(), (403, 50013));
    stage.allow(bits::VIEW_CHANNEL | bits::MANAGE_CHANNELS);
    let made = stage.post(&channels, json!({ "name": "Release Notes", "topic": "what is new" })).await;
    assert_eq!((made.status, &made.body["name"]), (201, &json!("release-notes")));
    let path = format!("/channels/{}", made.id());
    let long = stage.patch(&path, json!({ "topic": "t".repeat(1_025) })).await;
    assert_eq!(long.body["errors"]["topic"]["_errors"][0]["code"], "BASE_TYPE_MAX_LENGTH");
    assert_eq!(stage.patch(&path, json!({ "topic": null })).await.body["topic"], json!(null));
    let overwrite = json!({ "type": 0, "deny": bits::MANAGE_CHANNELS.to_string() });
    let overwrites = format!("{path}/permissions/{}", stage.server);
    assert_eq!(stage.put(&overwrites, overwrite.clone()).await.refusal(), (403, 50013));
    assert_eq!(stage.delete(&path).await.status, 200);
    assert_eq!(stage.get(&path).await.refusal(), (404, 10003));
}

#[tokio::test]
async fn grants_only_what_it_has() {
    let stage = Stage::set().await;
    stage.allow(bits::VIEW_CHANNEL | bits::MANAGE_ROLES);
    let path = format!("/channels/{}/permissions/{}", stage.channel, stage.person);
    let give = |bit: u64| json!({ "type": 1, "allow": bit.to_string() });
    assert_eq!(stage.put(&path, give(bits::BAN_MEMBERS)).await.refusal(), (403, 50013));
    assert_eq!(stage.put(&path, give(bits::VIEW_CHANNEL)).await.status, 204);
    assert_eq!(stage.delete(&path).await.status, 204);
    assert_eq!(stage.delete(&path).await.refusal(), (404, 10009));
    let roles = format!("/guilds/{}/roles", stage.server);
    let ban = json!({ "name": "mod", "permissions": bits::BAN_MEMBERS.to_string() });
    assert_eq!(stage.post(&roles, ban).await.refusal(), (403, 50013));
}

#[tokio::test]
async fn reaches_no_role_or_member_above_its_own() {
    let stage = Stage::set().await;
    stage.allow(bits::VIEW_CHANNEL | bits::MANAGE_ROLES | bits::KICK_MEMBERS | bits::MANAGE_NICKNAMES);
    let low = stage.sandbox.world().add_role(stage.server, "low", 0).unwrap();
    let high = stage.sandbox.world().add_role(stage.server, "high", 0).unwrap();
    stage.sandbox.world().server_mut(stage.server).unwrap().roles.get_mut(&high).unwrap().position = 9;
    let member = format!("/guilds/{}/members/{}", stage.server, stage.person);
    assert_eq!(stage.put(&format!("{member}/roles/{low}"), json!({})).await.status, 204);
    assert_eq!(stage.put(&format!("{member}/roles/{high}"), json!({})).await.refusal(), (403, 50013));
    assert_eq!(stage.patch(&member, json!({ "nick": "Ada" })).await.body["nick"], "Ada");
    let role = format!("/guilds/{}/roles/{high}", stage.server);
    assert_eq!(stage.delete(&role).await.refusal(), (403, 50013));
    {
        let mut world = stage.sandbox.world();
        let person = stage.person;
        let server = world.server_mut(stage.server).unwrap();
        server.members.get_mut(&person).unwrap().roles.push(high);
    }
    assert_eq!(stage.delete(&member).await.refusal(), (403, 50013));
}

#[tokio::test]
async fn bans_and_takes_messages_along() {
    let stage = Stage::set().await;
    stage.sandbox.world().add_message(stage.channel, stage.person, "spam").unwrap();
    stage.allow(bits::VIEW_CHANNEL | bits::BAN_MEMBERS | bits::READ_MESSAGE_HISTORY);
    let path = format!("/guilds/{}/bans/{}", stage.server, stage.person);
    assert_eq!(stage.put(&path, json!({ "delete_message_seconds": 60 })).await.status, 204);
    assert_eq!(stage.get(&path).await.body["user"]["id"], stage.person.to_string());
    assert_eq!(stage.get(&stage.messages_path()).await.body, json!([]));
    assert_eq!(stage.delete(&path).await.status, 204);
    assert_eq!(stage.delete(&path).await.refusal(), (404, 10026));
}

#[tokio::test]
async fn lists_also_the_channels_that_it_cannot_see() {
    let stage = Stage::set().await;
    let hidden = NewChannel::text("leads").overwrite(
        crate::sandbox::OverwriteTarget::Role(stage.server),
        0,
        bits::VIEW_CHANNEL,
    );
    let hidden = stage.sandbox.world().add_channel(stage.server, hidden).unwrap();
    let list = stage.get(&format!("/guilds/{}/channels", stage.server)).await;
    assert_eq!(list.body.as_array().unwrap().len(), 2);
    assert_eq!(stage.get(&format!("/channels/{hidden}")).await.refusal(), (403, 50001));
}

#[tokio::test]
async fn opens_one_direct_message_a_user() {
    let stage = Stage::set().await;
    let open = json!({ "recipient_id": stage.person });
    let first = stage.post("/users/@me/channels", open.clone()).await;
    assert_eq!(first.id(), stage.post("/users/@me/channels", open).await.id());
    let path = format!("/channels/{}/messages", first.id());
    assert_eq!(stage.post(&path, json!({ "content": "hi" })).await.status, 200);
    stage.sandbox.world().user_mut(stage.person).unwrap().accepts_direct_messages = false;
    assert_eq!(stage.post(&path, json!({ "content": "hi" })).await.refusal(), (403, 50007));
}

#[tokio::test]
async fn makes_finds_and_revokes_invites() {
    let stage = Stage::set().await;
    stage.allow(bits::VIEW_CHANNEL | bits::CREATE_INSTANT_INVITE);
    let path = format!("/channels/{}/invites", stage.channel);
    let made = stage.post(&path, json!({ "max_age": 0 })).await;
    assert_eq!((made.status, &made.body["expires_at"]), (200, &json!(null)));
    let again = stage.post(&path, json!({ "max_age": 0 })).await;
    assert_eq!(again.body["code"], made.body["code"], "one of the same kind is handed out again");
    let invite = format!("/invites/{}", made.body["code"].as_str().unwrap());
    assert_eq!(stage.get(&invite).await.body["guild"]["name"], "Stage");
    assert_eq!(stage.delete(&invite).await.refusal(), (403, 50013));
    stage.allow(bits::VIEW_CHANNEL | bits::MANAGE_CHANNELS);
    assert_eq!(stage.delete(&invite).await.status, 200);
    assert_eq!(stage.get(&invite).await.refusal(), (404, 10006));
}

#[tokio::test]
async fn moves_roles_among_those_below_its_own() {
    let stage = Stage::set().await;
    let (low, high) = {
        let mut world = stage.sandbox.world();
        let high = world.add_role(stage.server, "high", 0).unwrap();
        (world.add_role(stage.server, "low", 0).unwrap(), high)
    };
    stage.allow(bits::MANAGE_ROLES);
    let moved =
        stage.patch(&format!("/guilds/{}/roles", stage.server), json!([{ "id": low, "position": 2 }])).await;
    assert_eq!(moved.status, 200, "{:?}", moved.body);
    let world = stage.sandbox.world();
    let roles = &world.server(stage.server).unwrap().roles;
    assert_eq!((roles[&high].position, roles[&low].position), (1, 2));
}

#[tokio::test]
async fn times_members_out_but_no_administrators() {
    let stage = Stage::set().await;
    stage.allow(bits::MODERATE_MEMBERS);
    let path = format!("/guilds/{}/members/{}", stage.server, stage.person);
    let until = json!({ "communication_disabled_until": "2999-01-01T00:00:00Z" });
    assert_eq!(stage.patch(&path, until).await.refusal(), (400, 50035), "28 days at most");
    let soon = crate::sandbox::world::timestamp(crate::sandbox::world::now_ms() + 60_000);
    let soon = json!({ "communication_disabled_until": soon });
    assert_eq!(stage.patch(&path, soon.clone()).await.status, 200);
    let admin = stage.sandbox.world().add_role(stage.server, "admin", bits::ADMINISTRATOR).unwrap();
    let person = stage.person;
    let give = |server: &mut crate::sandbox::Server| {
        server.members.get_mut(&person).unwrap().roles.push(admin);
    };
    give(stage.sandbox.world().server_mut(stage.server).unwrap());
    assert_eq!(stage.patch(&path, soon).await.refusal(), (403, 50013));
}
