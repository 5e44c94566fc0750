use serde_json::json;

use super::Stage;
use crate::sandbox::{NewChannel, OverwriteTarget, permissions as bits};

#[tokio::test]
async fn an_unseen_channel_gives_nothing_away() {
    let stage = Stage::set().await;
    stage.allow(bits::ALL & !bits::VIEW_CHANNEL & !bits::ADMINISTRATOR);
    assert_eq!(stage.get(&stage.messages_path()).await.refusal(), (403, 50001));
    assert_eq!(stage.post(&stage.messages_path(), json!({ "content": "x" })).await.refusal(), (403, 50001));
    assert_eq!(stage.get("/channels/1").await.refusal(), (404, 10003));
    assert_eq!(stage.get("/guilds/1").await.refusal(), (404, 10004));
    stage.allow(bits::ADMINISTRATOR);
    assert_eq!(stage.get(&stage.messages_path()).await.status, 200);
}

#[tokio::test]
async fn sending_needs_what_the_message_contains() {
    let stage = Stage::set().await;
    stage.allow(bits::VIEW_CHANNEL);
    let plain = json!({ "content": "x" });
    assert_eq!(stage.post(&stage.messages_path(), plain.clone()).await.refusal(), (403, 50013));
    stage.allow(bits::VIEW_CHANNEL | bits::SEND_MESSAGES);
    assert_eq!(stage.post(&stage.messages_path(), plain).await.status, 200);
    let embed = json!({ "embeds": [{ "title": "x" }] });
    assert_eq!(stage.post(&stage.messages_path(), embed.clone()).await.refusal(), (403, 50013));
    let asked = stage.sandbox.world().add_message(stage.channel, stage.person, "?").unwrap();
    let reply = json!({ "content": "x", "message_reference": { "message_id": asked } });
    assert_eq!(stage.post(&stage.messages_path(), reply).await.refusal(), (400, 160_002));
    stage.allow(bits::VIEW_CHANNEL | bits::SEND_MESSAGES | bits::EMBED_LINKS);
    assert_eq!(stage.post(&stage.messages_path(), embed).await.status, 200);
}

#[tokio::test]
async fn overwrites_go_from_everyone_over_roles_to_the_member() {
    let stage = Stage::set().await;
    stage.allow(bits::VIEW_CHANNEL | bits::SEND_MESSAGES);
    let bot = stage.sandbox.world().bot();
    let held = || {
        let world = stage.sandbox.world();
        world.permissions(bot, stage.channel) & (bits::VIEW_CHANNEL | bits::SEND_MESSAGES)
    };
    let set = |target, allow, deny| {
        stage.sandbox.world().set_overwrite(stage.channel, target, allow, deny).unwrap();
    };
    let role = stage.sandbox.world().server(stage.server).unwrap().members[&bot].roles[0];
    set(OverwriteTarget::Role(stage.server), 0, bits::SEND_MESSAGES);
    assert_eq!(held(), bits::VIEW_CHANNEL);
    set(OverwriteTarget::Role(role), bits::SEND_MESSAGES, 0);
    assert_eq!(held(), bits::VIEW_CHANNEL | bits::SEND_MESSAGES);
    set(OverwriteTarget::Member(bot), 0, bits::VIEW_CHANNEL);
    assert_eq!(held(), 0, "who can't see a channel can do nothing in it");
}

#[tokio::test]
async fn reacting_anew_needs_more_than_joining_in() {
    let stage = Stage::set().await;
    let message = stage.sandbox.world().add_message(stage.channel, stage.person, "x").unwrap();
    let path = format!("{}/{message}/reactions/👍/@me", stage.messages_path());
    stage.allow(bits::VIEW_CHANNEL | bits::READ_MESSAGE_HISTORY);
    assert_eq!(stage.put(&path, json!({})).await.refusal(), (403, 50013));
    stage.allow(bits::VIEW_CHANNEL | bits::READ_MESSAGE_HISTORY | bits::ADD_REACTIONS);
    assert_eq!(stage.put(&path, json!({})).await.status, 204);
    stage.allow(bits::VIEW_CHANNEL | bits::ADD_REACTIONS);
    assert_eq!(stage.put(&path, json!({})).await.refusal(), (403, 50013));
}

#[tokio::test]
async fn history_is_empty_without_the_permission_to_read_it() {
    let stage = Stage::set().await;
    stage.sandbox.world().add_message(stage.channel, stage.person, "x").unwrap();
    stage.allow(bits::VIEW_CHANNEL);
    assert_eq!(stage.get(&stage.messages_path()).await.body, json!([]));
}

#[tokio::test]
async fn two_factor_servers_hold_back_moderation() {
    let stage = Stage::set().await;
    let message = stage.sandbox.world().add_message(stage.channel, stage.person, "x").unwrap();
    stage.allow(bits::VIEW_CHANNEL | bits::MANAGE_MESSAGES);
    {
        let mut world = stage.sandbox.world();
        world.owner_has_two_factor = false;
        world.server_mut(stage.server).unwrap().mfa_level = 1;
    }
    let path = format!("{}/{message}", stage.messages_path());
    assert_eq!(stage.delete(&path).await.refusal(), (403, 60003));
    stage.sandbox.world().owner_has_two_factor = true;
    assert_eq!(stage.delete(&path).await.status, 204);
}

#[tokio::test]
async fn a_timed_out_member_only_reads() {
    let stage = Stage::set().await;
    let bot = stage.sandbox.world().bot();
    stage.allow(bits::ALL & !bits::ADMINISTRATOR);
    {
        let mut world = stage.sandbox.world();
        let server = world.server_mut(stage.server).unwrap();
        server.members.get_mut(&bot).unwrap().timed_out_until_ms = Some(u64::MAX);
    }
    assert_eq!(
        stage.sandbox.world().permissions(bot, stage.channel),
        bits::VIEW_CHANNEL | bits::READ_MESSAGE_HISTORY
    );
}

#[tokio::test]
async fn a_voice_channel_is_closed_to_whom_cannot_connect() {
    let stage = Stage::set().await;
    let voice = NewChannel::new(crate::sandbox::ChannelType::Voice, "standup");
    let voice = stage.sandbox.world().add_channel(stage.server, voice).unwrap();
    stage.allow(bits::VIEW_CHANNEL | bits::SEND_MESSAGES);
    let path = format!("/channels/{voice}/messages");
    assert_eq!(stage.post(&path, json!({ "content": "x" })).await.refusal(), (403, 50013));
    stage.allow(bits::VIEW_CHANNEL | bits::SEND_MESSAGES | bits::CONNECT);
    assert_eq!(stage.post(&path, json!({ "content": "x" })).await.status, 200);
}
