use serde_json::json;

use super::Stage;
use crate::sandbox::{ChannelType, NewChannel, permissions as bits};

#[tokio::test]
async fn starts_a_thread_at_a_message_once() {
    let stage = Stage::set().await;
    let message = stage.sandbox.world().add_message(stage.channel, stage.person, "topic").unwrap();
    let path = format!("{}/{message}/threads", stage.messages_path());
    let thread = stage.post(&path, json!({ "name": "aside" })).await;
    assert_eq!(thread.status, 201, "{:?}", thread.body);
    assert_eq!((thread.id(), &thread.body["type"]), (message, &json!(11)));
    assert_eq!(stage.post(&path, json!({ "name": "again" })).await.refusal(), (400, 160_004));
    let start = stage.get(&format!("{}/{message}", stage.messages_path())).await;
    assert_eq!(start.body["thread"]["name"], "aside");
    let first = stage.get(&format!("/channels/{message}/messages")).await;
    assert_eq!(first.body[0]["type"], 21);
    assert_eq!(first.body[0]["referenced_message"]["content"], "topic");
    let active = stage.get(&format!("/guilds/{}/threads/active", stage.server)).await;
    assert_eq!(active.body["threads"][0]["name"], "aside");
}

#[tokio::test]
async fn writing_in_a_thread_has_a_permission_of_its_own() {
    let stage = Stage::set().await;
    let message = stage.sandbox.world().add_message(stage.channel, stage.person, "topic").unwrap();
    stage.sandbox.world().add_thread_from(stage.channel, message, "aside", stage.person).unwrap();
    let path = format!("/channels/{message}/messages");
    stage.allow(bits::VIEW_CHANNEL | bits::SEND_MESSAGES);
    assert_eq!(stage.post(&path, json!({ "content": "x" })).await.refusal(), (403, 50013));
    stage.allow(bits::VIEW_CHANNEL | bits::SEND_MESSAGES_IN_THREADS);
    assert_eq!(stage.post(&path, json!({ "content": "x" })).await.status, 200);
}

#[tokio::test]
async fn archives_locks_and_lists() {
    let stage = Stage::set().await;
    let message = stage.sandbox.world().add_message(stage.channel, stage.person, "topic").unwrap();
    stage.sandbox.world().add_thread_from(stage.channel, message, "aside", stage.person).unwrap();
    let path = format!("/channels/{message}");
    stage.allow(bits::VIEW_CHANNEL | bits::SEND_MESSAGES_IN_THREADS | bits::READ_MESSAGE_HISTORY);
    assert_eq!(stage.patch(&path, json!({ "archived": true })).await.refusal(), (403, 50013));
    stage.allow(bits::VIEW_CHANNEL | bits::MANAGE_THREADS | bits::READ_MESSAGE_HISTORY);
    let put_away = stage.patch(&path, json!({ "archived": true, "locked": true })).await;
    assert_eq!(put_away.body["thread_metadata"]["locked"], true);
    assert_eq!(stage.patch(&path, json!({ "name": "x" })).await.refusal(), (400, 50083));
    let archived = stage.get(&format!("/channels/{}/threads/archived/public", stage.channel)).await;
    assert_eq!(archived.body["threads"][0]["id"], message.to_string());
    stage.allow(bits::VIEW_CHANNEL | bits::SEND_MESSAGES_IN_THREADS);
    let locked = stage.post(&format!("{path}/messages"), json!({ "content": "x" })).await;
    assert_eq!(locked.refusal(), (403, 160_005));
}

#[tokio::test]
async fn a_post_starts_with_its_message() {
    let stage = Stage::set().await;
    let forum = NewChannel::new(ChannelType::Forum, "bugs").tag("open");
    let forum = stage.sandbox.world().add_channel(stage.server, forum).unwrap();
    let tag = stage.sandbox.world().channel(forum).unwrap().tags[0].id;
    let plain = stage.post(&format!("/channels/{forum}/messages"), json!({ "content": "x" })).await;
    assert_eq!(plain.refusal(), (400, 40058));
    let path = format!("/channels/{forum}/threads");
    let empty = stage.post(&path, json!({ "name": "crash", "message": { "content": "" } })).await;
    assert_eq!(empty.refusal(), (400, 50006));
    assert_eq!(stage.sandbox.world().channels(stage.server).count(), 2, "a refused post leaves no thread");
    let body = json!({ "name": "crash", "applied_tags": [tag], "message": { "content": "it crashes" } });
    let post = stage.post(&path, body).await;
    assert_eq!(post.status, 201, "{:?}", post.body);
    assert_eq!(post.body["message"]["id"], post.body["id"]);
    assert_eq!(post.body["applied_tags"], json!([tag]));
    assert_eq!(stage.sandbox.write_log().len(), 1);
}
