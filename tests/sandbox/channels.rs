//! Channels of every type.

use mcp_discord::sandbox::permissions::{MANAGE_CHANNELS, MANAGE_ROLES};
use serde_json::{Value, json};

use super::stage::{Stage, delete, get, id, patch, post};

pub(crate) async fn walk(stage: &Stage) {
    creating(stage).await;
    changing(stage).await;
    moving(stage).await;
}

async fn creating(stage: &Stage) {
    let Stage { server, category, ada, .. } = *stage;
    let path = format!("/guilds/{server}/channels");
    let overwrite = json!([{ "id": ada.to_string(), "type": 1, "allow": 1_024, "deny": 0 }]);
    let parent = category.to_string();
    let channels = [
        json!({
            "name": "Big Talk", "type": 0, "topic": "Anything", "parent_id": parent, "nsfw": true, "position": 3,
            "rate_limit_per_user": 10, "permission_overwrites": overwrite, "default_auto_archive_duration": 60,
        }),
        json!({ "name": "Lounge", "type": 2, "bitrate": 96_000, "user_limit": 5, "rtc_region": "rotterdam", "video_quality_mode": 2 }),
        json!({ "name": "Archive", "type": 4 }),
        json!({ "name": "releases", "type": 5, "topic": "What is out" }),
        json!({ "name": "Town hall", "type": 13, "bitrate": 64_000 }),
        json!({
            "name": "questions", "type": 15, "topic": "One each",
            "available_tags": [{ "name": "solved", "moderated": true, "emoji_name": "✅" }, { "name": "open" }],
            "default_thread_rate_limit_per_user": 30, "default_sort_order": 1, "default_forum_layout": 2,
            "default_reaction_emoji": { "emoji_id": null, "emoji_name": "👍" },
        }),
        json!({ "name": "photos", "type": 16, "parent_id": parent }),
    ];
    stage.denied("create_guild_channel", post(&*path, &channels[0]), MANAGE_CHANNELS).await;
    for body in &channels {
        let made = stage.call("create_guild_channel", post(&*path, body)).await;
        assert_eq!(made.status, 201);
        let made = made.done();
        let one = format!("/channels/{}", id(&made));
        assert_eq!(stage.call("get_channel", get(&*one)).await.done(), made);
        assert_eq!(made["type"], body["type"]);
        for given in [
            "topic",
            "parent_id",
            "nsfw",
            "rate_limit_per_user",
            "bitrate",
            "user_limit",
            "default_auto_archive_duration",
            "rtc_region",
            "video_quality_mode",
            "default_thread_rate_limit_per_user",
            "default_sort_order",
            "default_forum_layout",
            "default_reaction_emoji",
        ] {
            if let Some(value) = body.get(given) {
                assert_eq!(&made[given], value, "{given}");
            }
        }
        if body.get("permission_overwrites").is_some() {
            // Permissions are numbers in the document's requests, and text in its answers.
            let set = json!([{ "id": ada.to_string(), "type": 1, "allow": "1024", "deny": "0" }]);
            assert_eq!(made["permission_overwrites"], set);
        }
        if let Some(tags) = body["available_tags"].as_array() {
            assert_eq!(made["available_tags"].as_array().unwrap().len(), tags.len());
            assert_eq!(made["available_tags"][0]["emoji_name"], "✅");
        }
        stage.denied("delete_channel", delete(&*one), MANAGE_CHANNELS).await;
        assert_eq!(stage.call("delete_channel", delete(&*one)).await.done()["id"], made["id"]);
        stage.call("get_channel", get(&*one)).await.refused(404, 10003);
    }
    let wrong =
        json!({ "name": "x".repeat(101), "type": 99, "available_tags": [{ "name": "y".repeat(21) }] });
    let answer = stage.misuse("create_guild_channel", post(&*path, &wrong)).await;
    assert_eq!(answer.body["errors"]["type"]["_errors"][0]["code"], "BASE_TYPE_CHOICES");
    assert_eq!(
        answer.body["errors"]["available_tags"]["0"]["name"]["_errors"][0]["code"],
        "BASE_TYPE_BAD_LENGTH"
    );
    answer.invalid("name", "BASE_TYPE_BAD_LENGTH");
    let astray = json!({ "name": "x", "parent_id": stage.general.to_string() });
    let answer = stage.call("create_guild_channel", post(&*path, &astray)).await;
    answer.invalid("parent_id", "CHANNEL_PARENT_INVALID_TYPE");
}

async fn changing(stage: &Stage) {
    let Stage { general, voice, forum, role, .. } = *stage;
    let path = |channel| format!("/channels/{channel}");
    let change = json!({
        "name": "plenum", "topic": "Changed", "rate_limit_per_user": 21_600, "nsfw": true, "type": 5,
        "parent_id": null, "default_auto_archive_duration": 10_080,
    });
    stage.denied("update_channel", patch(path(general), &change), MANAGE_CHANNELS).await;
    stage.call("update_channel", patch(path(general), &change).reason("tidy%20up")).await.done();
    let read = stage.call("get_channel", get(path(general))).await.done();
    for (field, value) in change.as_object().unwrap() {
        assert_eq!(&read[field], value, "{field}");
    }
    let overwrites = json!({ "permission_overwrites": [{ "id": role.to_string(), "type": 0, "allow": 0, "deny": 2_048 }] });
    stage.denied("update_channel", patch(path(general), &overwrites), MANAGE_ROLES).await;
    let changed = stage.call("update_channel", patch(path(general), &overwrites)).await.done();
    let set = json!([{ "id": role.to_string(), "type": 0, "allow": "0", "deny": "2048" }]);
    assert_eq!(changed["permission_overwrites"], set);

    let of_voice = json!({ "bitrate": 8_000, "user_limit": 99 });
    let changed = stage.call("update_channel", patch(path(voice), &of_voice)).await.done();
    assert_eq!((&changed["bitrate"], &changed["user_limit"]), (&json!(8_000), &json!(99)));
    let kept = stage.call("get_channel", get(path(forum))).await.done()["available_tags"][0]["id"].clone();
    let tags =
        json!({ "available_tags": [{ "id": kept, "name": "defect" }, { "name": "wish" }], "flags": 16 });
    let changed = stage.call("update_channel", patch(path(forum), &tags)).await.done();
    assert_eq!(
        (&changed["available_tags"][0]["id"], &changed["available_tags"][1]["name"]),
        (&kept, &json!("wish"))
    );

    for (channel, wrong, field, code) in [
        (general, json!({ "topic": "x".repeat(1_025) }), "topic", "BASE_TYPE_MAX_LENGTH"),
        (general, json!({ "rate_limit_per_user": 21_601 }), "rate_limit_per_user", "NUMBER_TYPE_MAX"),
        (general, json!({ "nsfw": 1 }), "nsfw", "BOOLEAN_TYPE_CONVERT"),
        (general, json!({ "parent_id": "1" }), "parent_id", "CHANNEL_PARENT_INVALID"),
        (voice, json!({ "type": 0 }), "type", "BASE_TYPE_CHOICES"),
    ] {
        stage.misuse("update_channel", patch(path(channel), &wrong)).await.invalid(field, code);
    }
    let broken = patch(path(general), &Value::Null).body("application/json", "{");
    stage.misuse("update_channel", broken).await.refused(400, 50109);
    let text = patch(path(general), &Value::Null).body("text/plain", "name");
    stage.misuse("update_channel", text).await.invalid("_misc", "CONTENT_TYPE_INVALID");
}

async fn moving(stage: &Stage) {
    let Stage { server, general, voice, category, .. } = *stage;
    let path = format!("/guilds/{server}/channels");
    let moves = json!([
        { "id": general.to_string(), "position": 7, "parent_id": category.to_string(), "lock_permissions": true },
        { "id": voice.to_string(), "position": 8, "parent_id": null },
    ]);
    stage.denied("bulk_update_guild_channels", patch(&*path, &moves), MANAGE_CHANNELS).await;
    stage.call("bulk_update_guild_channels", patch(&*path, &moves)).await.empty();
    let after = stage.call("get_channel", get(format!("/channels/{general}"))).await.done();
    assert_eq!((&after["position"], &after["parent_id"]), (&json!(7), &json!(category.to_string())));
    assert_eq!(after["permission_overwrites"], json!([]));
    let unknown = json!([{ "id": "1", "position": 1 }]);
    stage.call("bulk_update_guild_channels", patch(&*path, &unknown)).await.refused(404, 10003);
    let nameless = json!([{ "position": 1 }]);
    let answer = stage.misuse("bulk_update_guild_channels", patch(&*path, &nameless)).await;
    answer.invalid("channels.0.id", "BASE_TYPE_REQUIRED");

    stage.call("delete_channel", delete(format!("/channels/{category}"))).await.done();
    let orphan = stage.call("get_channel", get(format!("/channels/{general}"))).await.done();
    assert_eq!(orphan["parent_id"], Value::Null);
}
