//! Messages, with everything that can be in them.

use mcp_discord::sandbox::permissions::{
    ATTACH_FILES, EMBED_LINKS, MANAGE_MESSAGES, READ_MESSAGE_HISTORY, SEND_MESSAGES, SEND_POLLS,
    SEND_TTS_MESSAGES,
};
use reqwest::Method;
use serde_json::{Value, json};

use super::stage::{Request, Stage, delete, get, id, ids, patch, post};

pub(crate) async fn walk(stage: &Stage) {
    sending(stage).await;
    refusing(stage).await;
    answering(stage).await;
    reading(stage).await;
    editing(stage).await;
    publishing(stage).await;
    deleting(stage).await;
}

fn full_embed() -> Value {
    json!({
        "title": "Nightly build", "description": "612 passed", "url": "https://example.com/builds/1284",
        "color": 0x00e6_7e22, "timestamp": "2026-11-24T06:00:00Z",
        "footer": { "text": "CI", "icon_url": "https://example.com/ci.png" },
        "image": { "url": "https://example.com/graph.png" },
        "thumbnail": { "url": "attachment://small.png" },
        "author": { "name": "builder", "url": "https://example.com", "icon_url": "https://example.com/b.png" },
        "fields": [{ "name": "Failed", "value": "1", "inline": true }, { "name": "Took", "value": "14 min" }],
    })
}

async fn sending(stage: &Stage) {
    let Stage { general, ada, role, .. } = *stage;
    let path = format!("/channels/{general}/messages");
    stage
        .call("trigger_typing_indicator", Request::new(Method::POST, format!("/channels/{general}/typing")))
        .await
        .empty();
    let typing = Request::new(Method::POST, format!("/channels/{general}/typing"));
    stage.denied("trigger_typing_indicator", typing, SEND_MESSAGES).await;

    let full = json!({
        "content": format!("<@{ada}> and <@&{role}>, @everyone: look"), "embeds": [full_embed()], "tts": true,
        "allowed_mentions": { "users": [ada.to_string()], "parse": ["roles", "everyone"] },
        "components": [{ "type": 1, "components": [
            { "type": 2, "style": 1, "label": "Retry", "custom_id": "retry" },
            { "type": 2, "style": 5, "label": "Log", "url": "https://example.com/log" },
        ]}],
        "nonce": "build-1284", "enforce_nonce": true, "flags": 4096,
        "attachments": [{ "id": "0", "filename": "log.txt", "description": "the log" }],
    });
    let upload =
        || Request::new(Method::POST, &*path).files(&full, &[("log.txt", "ok"), ("more.txt", "more")]);
    for bit in [SEND_MESSAGES, EMBED_LINKS, ATTACH_FILES, SEND_TTS_MESSAGES] {
        stage.denied("create_message", upload(), bit).await;
    }
    let sent = stage.call("create_message", upload()).await.done();
    assert_eq!(
        (&sent["mentions"][0]["id"], &sent["mention_roles"][0]),
        (&json!(ada.to_string()), &json!(role.to_string()))
    );
    assert_eq!((&sent["mention_everyone"], &sent["tts"]), (&json!(true), &json!(true)));
    assert_eq!(
        (&sent["attachments"][0]["description"], sent["attachments"].as_array().unwrap().len()),
        (&json!("the log"), 2)
    );
    assert_eq!(sent["embeds"][0]["fields"][1], json!({ "name": "Took", "value": "14 min", "inline": false }));
    assert_eq!(id(&stage.call("create_message", upload()).await.done()), id(&sent), "the nonce is enforced");
    let file = reqwest::get(sent["attachments"][0]["url"].as_str().unwrap()).await.unwrap();
    assert_eq!(file.text().await.unwrap(), "ok");
    let read = stage.call("get_message", get(format!("{path}/{}", id(&sent)))).await.done();
    assert_eq!((&read["content"], &read["embeds"]), (&sent["content"], &sent["embeds"]));

    let poll = json!({ "poll": {
        "question": { "text": "Lunch?" }, "duration": 24, "allow_multiselect": true, "layout_type": 1,
        "answers": [{ "poll_media": { "text": "Soup" } }, { "poll_media": { "text": "Salad" } }],
    }});
    stage.denied("create_message", post(&*path, &poll), SEND_POLLS).await;
    let sent = stage.call("create_message", post(&*path, &poll)).await.done();
    assert_eq!(sent["poll"]["answers"][1]["poll_media"]["text"], "Salad");
    let modern = json!({ "flags": 32_768, "components": [
        { "type": 17, "accent_color": 0x0034_98db, "components": [
            { "type": 10, "content": "# Title" }, { "type": 14, "divider": true, "spacing": 1 },
            { "type": 9, "components": [{ "type": 10, "content": "Beside" }],
              "accessory": { "type": 2, "style": 2, "label": "Go", "custom_id": "go" } },
        ]},
        { "type": 1, "components": [{ "type": 3, "custom_id": "pick", "placeholder": "Pick",
            "options": [{ "label": "One", "value": "1", "description": "first", "default": true }] }] },
    ]});
    let sent = stage.call("create_message", post(&*path, &modern)).await.done();
    assert_eq!(sent["components"][0]["components"][0]["content"], "# Title");
}

async fn refusing(stage: &Stage) {
    let path = format!("/channels/{}/messages", stage.general);
    stage.misuse("create_message", post(&*path, &json!({}))).await.refused(400, 50006);
    let text = json!({ "content": "x" });
    for (channel, code) in [(stage.forum, 40058), (stage.category, 50008)] {
        let request = post(format!("/channels/{channel}/messages"), &text);
        stage.call("create_message", request).await.refused(400, code);
    }
    for (wrong, field, code) in [
        (json!({ "content": "x".repeat(2_001) }), "content", "BASE_TYPE_MAX_LENGTH"),
        (json!({ "embeds": [{ "title": "x".repeat(257) }] }), "embeds.0.title", "BASE_TYPE_MAX_LENGTH"),
        (json!({ "embeds": [{ "url": "ftp://x" }] }), "embeds.0.url", "URL_TYPE_INVALID_SCHEME"),
        (
            json!({ "embeds": [{ "fields": [{ "name": "n" }] }] }),
            "embeds.0.fields.0.value",
            "BASE_TYPE_REQUIRED",
        ),
        (
            json!({ "embeds": vec![json!({ "description": "x".repeat(4_000) }); 2] }),
            "embeds",
            "MAX_EMBED_SIZE_EXCEEDED",
        ),
        (
            json!({ "content": "x", "allowed_mentions": { "parse": ["all"] } }),
            "allowed_mentions.parse.0",
            "BASE_TYPE_CHOICES",
        ),
        (json!({ "content": "x", "nonce": "x".repeat(26) }), "nonce", "BASE_TYPE_MAX_LENGTH"),
        (
            json!({ "content": "x", "message_reference": { "message_id": "1" } }),
            "message_reference",
            "REPLIES_UNKNOWN_MESSAGE",
        ),
        (json!({ "poll": { "question": { "text": "?" } } }), "poll.answers", "BASE_TYPE_REQUIRED"),
    ] {
        stage.misuse("create_message", post(&*path, &wrong)).await.invalid(field, code);
    }
    let stickers = post(&*path, &json!({ "sticker_ids": ["1"] }));
    stage.call("create_message", stickers).await.refused(400, 50081);
}

async fn answering(stage: &Stage) {
    let Stage { general, news, message, ada, .. } = *stage;
    let path = format!("/channels/{general}/messages");
    let to = json!({ "content": "Nice", "message_reference": { "message_id": message.to_string() } });
    let sent = stage.call("create_message", post(&*path, &to)).await.done();
    assert_eq!((&sent["type"], &sent["referenced_message"]["id"]), (&json!(19), &json!(message.to_string())));
    stage.allow(SEND_MESSAGES | mcp_discord::sandbox::permissions::VIEW_CHANNEL);
    stage.call("create_message", post(&*path, &to)).await.refused(400, 160_002);
    stage.allow(mcp_discord::sandbox::permissions::ALL);
    let forward = json!({ "message_reference": {
        "type": 1, "channel_id": general.to_string(), "message_id": message.to_string(),
    }});
    let sent =
        stage.call("create_message", post(format!("/channels/{news}/messages"), &forward)).await.done();
    assert_eq!(sent["message_snapshots"][0]["message"]["content"], "Look at this");
    let gone = stage.sandbox.world().add_message(general, ada, "Soon gone").unwrap();
    let to_gone = json!({ "content": "Oh", "message_reference": { "message_id": gone.to_string() } });
    let answer = stage.call("create_message", post(&*path, &to_gone)).await.done();
    stage.call("delete_message", delete(format!("{path}/{gone}"))).await.empty();
    let read = stage.call("get_message", get(format!("{path}/{}", id(&answer)))).await.done();
    assert_eq!(read["referenced_message"], Value::Null);
}

async fn reading(stage: &Stage) {
    let Stage { general, message, .. } = *stage;
    let path = format!("/channels/{general}/messages");
    let list =
        async |query: &str| ids(&stage.call("list_messages", get(format!("{path}?{query}"))).await.done());
    let all = list("limit=100").await;
    assert!(all.len() > 4 && all.is_sorted_by(|newer, older| newer > older), "{all:?}");
    assert_eq!(list(&format!("before={}&limit=1", all[0])).await, all[1..2]);
    assert_eq!(list(&format!("after={message}&limit=1")).await, all[all.len() - 2..all.len() - 1]);
    assert_eq!(list(&format!("around={}&limit=3", all[1])).await, all[..3]);
    stage.misuse("list_messages", get(format!("{path}?limit=101"))).await.invalid("limit", "NUMBER_TYPE_MAX");
    let one = format!("{path}/{message}");
    stage.denied("get_message", get(&*one), READ_MESSAGE_HISTORY).await;
    stage.call("get_message", get(format!("{path}/1"))).await.refused(404, 10008);
}

async fn editing(stage: &Stage) {
    let Stage { general, message, .. } = *stage;
    let path = format!("/channels/{general}/messages");
    let upload = Request::new(Method::POST, &*path).files(&json!({ "content": "Draft" }), &[("a.txt", "a")]);
    let sent = stage.call("create_message", upload).await.done();
    let one = format!("{path}/{}", id(&sent));
    let change = json!({
        "content": "Final", "embeds": [full_embed()], "allowed_mentions": { "parse": [] },
        "attachments": [{ "id": sent["attachments"][0]["id"] }, { "id": "0", "filename": "b.txt" }],
    });
    let upload = || Request::new(Method::PATCH, &*one).files(&change, &[("b.txt", "b")]);
    stage.denied("update_message", upload(), ATTACH_FILES).await;
    stage.call("update_message", upload()).await.done();
    let read = stage.call("get_message", get(&*one)).await.done();
    assert_eq!((&read["content"], read["attachments"].as_array().unwrap().len()), (&json!("Final"), 2));
    assert!(read["edited_timestamp"].is_string());
    let cleared = json!({ "content": null, "embeds": [], "attachments": [] });
    stage.call("update_message", patch(&*one, &cleared)).await.refused(400, 50006);
    let long = patch(&*one, &json!({ "content": "x".repeat(2_001) }));
    stage.misuse("update_message", long).await.invalid("content", "BASE_TYPE_MAX_LENGTH");

    let of_ada = format!("{path}/{message}");
    stage.call("update_message", patch(&*of_ada, &json!({ "content": "x" }))).await.refused(403, 50005);
    let hide = json!({ "flags": 4 });
    stage.denied("update_message", patch(&*of_ada, &hide), MANAGE_MESSAGES).await;
    assert_eq!(stage.call("update_message", patch(&*of_ada, &hide)).await.done()["flags"], 4);
}

async fn publishing(stage: &Stage) {
    let Stage { general, news, ada, .. } = *stage;
    let of_ada = stage.sandbox.world().add_message(news, ada, "Version 2 is out").unwrap();
    let publish = |channel, message| {
        Request::new(Method::POST, format!("/channels/{channel}/messages/{message}/crosspost"))
    };
    stage.denied("crosspost_message", publish(news, of_ada), MANAGE_MESSAGES).await;
    let published = stage.call("crosspost_message", publish(news, of_ada)).await.done();
    assert_eq!(published["flags"], 1);
    stage.call("crosspost_message", publish(news, of_ada)).await.refused(400, 40033);
    stage.call("crosspost_message", publish(general, stage.message)).await.refused(400, 50024);
}

async fn deleting(stage: &Stage) {
    let Stage { general, message, ada, .. } = *stage;
    let path = format!("/channels/{general}/messages");
    let one = format!("{path}/{message}");
    stage.denied("delete_message", delete(&*one), MANAGE_MESSAGES).await;
    stage.call("delete_message", delete(&*one)).await.empty();
    stage.call("delete_message", delete(&*one)).await.refused(404, 10008);

    let several: Vec<_> = (0..3)
        .map(|number| {
            stage.sandbox.world().add_message(general, ada, &format!("{number}")).unwrap().to_string()
        })
        .collect();
    let bulk = |ids: &[String]| post(format!("{path}/bulk-delete"), &json!({ "messages": ids }));
    stage.denied("bulk_delete_messages", bulk(&several), MANAGE_MESSAGES).await;
    stage.misuse("bulk_delete_messages", bulk(&several[..1])).await.refused(400, 50016);
    let old = [several[0].clone(), "175928847299117063".to_owned()];
    stage.call("bulk_delete_messages", bulk(&old)).await.refused(400, 50034);
    stage.call("bulk_delete_messages", bulk(&several)).await.empty();
    assert!(
        stage.sandbox.world().messages(general).all(|message| !several.contains(&message.id.to_string()))
    );
    let empty = post(format!("{path}/bulk-delete"), &json!({}));
    stage.misuse("bulk_delete_messages", empty).await.invalid("messages", "BASE_TYPE_REQUIRED");
}
