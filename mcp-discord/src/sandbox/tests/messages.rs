use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::json;

use super::{Stage, send};
use crate::sandbox::{ChannelType, NewChannel, NewMessage, permissions as bits};

#[tokio::test]
async fn sends_reads_edits_and_deletes() {
    let stage = Stage::set().await;
    let sent = stage.post(&stage.messages_path(), json!({ "content": " hello ", "nonce": "n1" })).await;
    assert_eq!(sent.status, 200);
    assert_eq!(sent.body["content"], "hello");
    assert_eq!(sent.body["nonce"], "n1");
    let path = format!("{}/{}", stage.messages_path(), sent.id());
    let edited = stage.patch(&path, json!({ "content": "bye" })).await;
    assert_eq!(edited.body["content"], "bye");
    assert!(edited.body["edited_timestamp"].is_string());
    assert_eq!(stage.get(&path).await.body["content"], "bye");
    assert_eq!(stage.delete(&path).await.status, 204);
    assert_eq!(stage.get(&path).await.refusal(), (404, 10008));
    let log = stage.sandbox.write_log();
    let operations: Vec<_> = log.iter().map(|write| write.operation).collect();
    assert_eq!(operations, ["create_message", "update_message", "delete_message"]);
    assert_eq!(log[0].target.nonce.as_deref(), Some("n1"));
    assert!(log.iter().zip(1..).all(|(write, sequence)| write.sequence == sequence));
}

#[tokio::test]
async fn pages_newest_first() {
    let stage = Stage::set().await;
    let ids: Vec<_> = (0..5)
        .map(|number| {
            let mut world = stage.sandbox.world();
            world.add_message(stage.channel, stage.person, &number.to_string()).unwrap()
        })
        .collect();
    let contents = async |query: String| {
        let list = stage.get(&format!("{}?{query}", stage.messages_path())).await.body;
        list.as_array().unwrap().iter().map(|m| m["content"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(contents("limit=2".to_owned()).await, ["4", "3"]);
    assert_eq!(contents(format!("limit=2&before={}", ids[3])).await, ["2", "1"]);
    assert_eq!(contents(format!("limit=2&after={}", ids[0])).await, ["2", "1"]);
    assert_eq!(contents(format!("limit=3&around={}", ids[2])).await, ["3", "2", "1"]);
    let refused = stage.get(&format!("{}?limit=101", stage.messages_path())).await;
    assert_eq!(refused.refusal(), (400, 50035));
}

#[tokio::test]
async fn a_repeated_nonce_returns_the_first_message() {
    let stage = Stage::set().await;
    let body = json!({ "content": "once", "nonce": "same", "enforce_nonce": true });
    let first = stage.post(&stage.messages_path(), body.clone()).await;
    let second = stage.post(&stage.messages_path(), body).await;
    assert_eq!(first.id(), second.id());
    assert_eq!(stage.sandbox.write_log().len(), 1);
    let other = stage.sandbox.world().add_channel(stage.server, NewChannel::text("other")).unwrap();
    let body = json!({ "content": "elsewhere", "nonce": "same", "enforce_nonce": true });
    let third = stage.post(&format!("/channels/{other}/messages"), body).await;
    assert_eq!(third.id(), first.id(), "a nonce is its author's, whatever the channel");
    let unenforced = stage.post(&stage.messages_path(), json!({ "content": "twice", "nonce": "same" })).await;
    assert_ne!(first.id(), unenforced.id());
}

#[tokio::test]
async fn refuses_what_is_too_long_or_empty() {
    let stage = Stage::set().await;
    let path = stage.messages_path();
    let long = stage.post(&path, json!({ "content": "ä".repeat(2_001) })).await;
    assert_eq!(long.refusal(), (400, 50035));
    assert_eq!(
        long.body["errors"]["content"]["_errors"][0],
        json!({ "code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 2000 or fewer in length." })
    );
    assert_eq!(stage.post(&path, json!({ "content": "ä".repeat(2_000) })).await.status, 200);
    assert_eq!(stage.post(&path, json!({ "content": "  " })).await.refusal(), (400, 50006));
    let fields = vec![json!({ "name": "n", "value": "v".repeat(1_024) }); 6];
    let huge = stage.post(&path, json!({ "embeds": [{ "fields": fields }] })).await;
    assert_eq!(huge.body["errors"]["embeds"]["_errors"][0]["code"], "MAX_EMBED_SIZE_EXCEEDED");
    let broken = stage.request(Method::POST, &path).header("Content-Type", "application/json").body("{");
    assert_eq!(send(broken).await.refusal(), (400, 50109));
    assert_eq!(stage.sandbox.write_log().len(), 1);
}

#[tokio::test]
async fn a_reply_carries_what_it_answers() {
    let stage = Stage::set().await;
    let asked = stage.sandbox.world().add_message(stage.channel, stage.person, "who?").unwrap();
    let reference = json!({ "message_id": asked });
    let body = json!({
        "content": "me",
        "message_reference": reference,
        "allowed_mentions": { "parse": [], "replied_user": false },
    });
    let reply = stage.post(&stage.messages_path(), body).await;
    assert_eq!(reply.body["type"], 19);
    assert_eq!(reply.body["referenced_message"]["content"], "who?");
    assert_eq!(reply.body["mentions"], json!([]));
    let lost = json!({ "content": "me", "message_reference": { "message_id": "1" } });
    assert_eq!(stage.post(&stage.messages_path(), lost).await.refusal(), (400, 50035));
}

#[tokio::test]
async fn pings_only_whom_it_is_allowed_to() {
    let stage = Stage::set().await;
    let content = format!("<@{}> @everyone", stage.person);
    let loud = stage.post(&stage.messages_path(), json!({ "content": content })).await;
    assert_eq!(loud.body["mentions"][0]["id"], stage.person.to_string());
    assert_eq!(loud.body["mention_everyone"], false, "the bot lacks MENTION_EVERYONE");
    let quiet = json!({ "content": content, "allowed_mentions": { "parse": [] } });
    assert_eq!(stage.post(&stage.messages_path(), quiet).await.body["mentions"], json!([]));
}

#[tokio::test]
async fn serves_back_the_files_it_was_sent() {
    let stage = Stage::set().await;
    let payload = json!({ "attachments": [{ "id": "1", "description": "second" }] });
    let form = Form::new()
        .text("payload_json", payload.to_string())
        .part("files[0]", Part::bytes(b"one".to_vec()).file_name("a b.txt").mime_str("text/plain").unwrap())
        .part("files[1]", Part::bytes(b"two".to_vec()).file_name("c.txt").mime_str("text/plain").unwrap());
    let sent = send(stage.request(Method::POST, &stage.messages_path()).multipart(form)).await;
    assert_eq!(sent.status, 200, "{:?}", sent.body);
    assert_eq!(sent.body["attachments"][1]["description"], "second");
    let url = sent.body["attachments"][0]["url"].as_str().unwrap();
    let file = stage.client.get(url).send().await.unwrap();
    assert_eq!(file.headers()["content-type"], "text/plain");
    assert_eq!(&file.bytes().await.unwrap()[..], b"one");
    let keep = json!({ "attachments": [{ "id": sent.body["attachments"][1]["id"] }] });
    let edited = stage.patch(&format!("{}/{}", stage.messages_path(), sent.id()), keep).await;
    assert_eq!(edited.body["attachments"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn adds_and_removes_reactions() {
    let stage = Stage::set().await;
    let message = stage
        .sandbox
        .world()
        .add_message_with(
            stage.channel,
            stage.person,
            NewMessage::text("vote").reaction("👍", [stage.person]),
        )
        .unwrap();
    let reactions = format!("{}/{message}/reactions", stage.messages_path());
    assert_eq!(stage.put(&format!("{reactions}/👍/@me"), json!({})).await.status, 204);
    assert_eq!(stage.put(&format!("{reactions}/👍/@me"), json!({})).await.status, 204);
    assert_eq!(stage.sandbox.write_log().len(), 1, "the second one changes nothing");
    let shown = stage.get(&format!("{}/{message}", stage.messages_path())).await;
    assert_eq!(shown.body["reactions"][0]["count"], 2);
    assert_eq!(shown.body["reactions"][0]["me"], true);
    assert_eq!(stage.get(&format!("{reactions}/👍")).await.body.as_array().unwrap().len(), 2);
    assert_eq!(stage.delete(&format!("{reactions}/👍/@me")).await.status, 204);
    assert_eq!(stage.put(&format!("{reactions}/smile/@me"), json!({})).await.refusal(), (400, 10014));
    assert_eq!(stage.delete(&reactions).await.refusal(), (403, 50013));
}

#[tokio::test]
async fn pins_with_the_permission_of_its_own() {
    let stage = Stage::set().await;
    let message = stage.sandbox.world().add_message(stage.channel, stage.person, "keep").unwrap();
    let path = format!("{}/pins/{message}", stage.messages_path());
    stage.allow(bits::VIEW_CHANNEL | bits::READ_MESSAGE_HISTORY | bits::MANAGE_MESSAGES);
    assert_eq!(stage.put(&path, json!({})).await.refusal(), (403, 50013));
    stage.allow(bits::VIEW_CHANNEL | bits::READ_MESSAGE_HISTORY | bits::PIN_MESSAGES);
    assert_eq!(stage.put(&path, json!({})).await.status, 204);
    let pins = stage.get(&format!("{}/pins", stage.messages_path())).await;
    assert_eq!(pins.body["items"][0]["message"]["pinned"], true);
    assert_eq!(pins.body["has_more"], false);
    let old = stage.get(&format!("/channels/{}/pins", stage.channel)).await;
    assert_eq!(old.body[0]["id"], message.to_string());
    assert_eq!(stage.get(&stage.messages_path()).await.body[0]["type"], 6, "the channel is told");
    assert_eq!(stage.delete(&path).await.status, 204);
    assert_eq!(stage.get(&format!("{}/pins", stage.messages_path())).await.body["items"], json!([]));
}

#[tokio::test]
async fn deletes_young_messages_at_once() {
    let stage = Stage::set().await;
    stage.allow(bits::VIEW_CHANNEL | bits::MANAGE_MESSAGES);
    let (one, two, old) = {
        let mut world = stage.sandbox.world();
        let mut add = |new| world.add_message_with(stage.channel, stage.person, new).unwrap();
        let old = NewMessage::text("old").at_ms(1_600_000_000_000);
        (add(NewMessage::text("1")), add(NewMessage::text("2")), add(old))
    };
    let path = format!("{}/bulk-delete", stage.messages_path());
    let delete = async |ids: &[_]| stage.post(&path, json!({ "messages": ids })).await;
    assert_eq!(delete(&[one]).await.refusal(), (400, 50016));
    assert_eq!(delete(&[one, old]).await.refusal(), (400, 50034));
    assert_eq!(delete(&[one, two]).await.status, 204);
    assert_eq!(stage.sandbox.world().messages(stage.channel).count(), 1);
    assert_eq!(stage.sandbox.write_log().len(), 2);
}

#[tokio::test]
async fn pings_everyone_only_with_permission_and_will() {
    let stage = Stage::set().await;
    stage.allow(bits::VIEW_CHANNEL | bits::SEND_MESSAGES | bits::MENTION_EVERYONE);
    let role = stage.sandbox.world().add_role(stage.server, "team", 0).unwrap();
    let content = format!("@everyone <@&{role}>");
    let loud = stage.post(&stage.messages_path(), json!({ "content": content })).await;
    assert_eq!(loud.body["mention_everyone"], true);
    assert_eq!(loud.body["mention_roles"], json!([role]));
    let quiet = json!({ "content": content, "allowed_mentions": { "parse": ["roles"] } });
    let quiet = stage.post(&stage.messages_path(), quiet).await;
    assert_eq!(
        (&quiet.body["mention_everyone"], &quiet.body["mention_roles"]),
        (&json!(false), &json!([role]))
    );
}

#[tokio::test]
async fn publishes_an_announcement_once() {
    let stage = Stage::set().await;
    let news = NewChannel::new(ChannelType::Announcement, "news");
    let news = stage.sandbox.world().add_channel(stage.server, news).unwrap();
    let sent = stage.post(&format!("/channels/{news}/messages"), json!({ "content": "new" })).await;
    let path = format!("/channels/{news}/messages/{}/crosspost", sent.id());
    assert_eq!(stage.post(&path, json!({})).await.body["flags"], 1);
    assert_eq!(stage.post(&path, json!({})).await.refusal(), (400, 40033));
}

#[tokio::test]
async fn edits_only_its_own_messages() {
    let stage = Stage::set().await;
    let message = stage.sandbox.world().add_message(stage.channel, stage.person, "mine").unwrap();
    let path = format!("{}/{message}", stage.messages_path());
    stage.allow(bits::ALL & !bits::ADMINISTRATOR);
    assert_eq!(stage.patch(&path, json!({ "content": "yours" })).await.refusal(), (403, 50005));
    assert_eq!(stage.patch(&path, json!({ "flags": 4 })).await.body["flags"], 4);
    assert_eq!(stage.sandbox.world().message(stage.channel, message).unwrap().content, "mine");
}
