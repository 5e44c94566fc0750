//! Threads, posts, and where they are put away.

use mcp_discord::sandbox::permissions::{
    CREATE_PRIVATE_THREADS, CREATE_PUBLIC_THREADS, MANAGE_THREADS, READ_MESSAGE_HISTORY, SEND_MESSAGES,
};
use serde_json::{Value, json};

use super::stage::{Request, Stage, delete, get, id, ids, patch, post};

pub(crate) async fn walk(stage: &Stage) {
    let Stage { general, news, message, .. } = *stage;
    let threads = format!("/channels/{general}/threads");
    let from = |message| format!("/channels/{general}/messages/{message}/threads");
    let named =
        |name: &str| json!({ "name": name, "auto_archive_duration": 1_440, "rate_limit_per_user": 5 });
    stage
        .denied("create_thread_from_message", post(from(message), &named("Build")), CREATE_PUBLIC_THREADS)
        .await;
    let public = stage.call("create_thread_from_message", post(from(message), &named("Build"))).await;
    assert_eq!(public.status, 201);
    let public = public.done();
    assert_eq!((&public["id"], &public["type"]), (&json!(message.to_string()), &json!(11)));
    let again = post(from(message), &named("Again"));
    stage.call("create_thread_from_message", again).await.refused(400, 160_004);
    let nothing = stage.misuse("create_thread_from_message", post(from(message), &json!({}))).await;
    // That there is a thread already comes first.
    nothing.refused(400, 160_004);
    let starter = stage.call("list_messages", get(format!("/channels/{message}/messages"))).await.done();
    assert_eq!((&starter[0]["type"], &starter[0]["referenced_message"]["id"]), (&json!(21), &public["id"]));

    let private = json!({ "name": "Secret", "type": 12, "invitable": false });
    stage.denied("create_thread", post(&*threads, &private), CREATE_PRIVATE_THREADS).await;
    let private = stage.call("create_thread", post(&*threads, &private)).await.done();
    assert_eq!(private["thread_metadata"]["invitable"], false);
    let open = json!({ "name": "Open", "type": 11 });
    assert_eq!(stage.call("create_thread", post(&*threads, &open)).await.done()["member"]["flags"], 1);
    let of_news = post(format!("/channels/{news}/threads"), &json!({ "name": "Talk", "type": 10 }));
    assert_eq!(stage.call("create_thread", of_news).await.done()["type"], 10);
    let wrong = json!({ "name": "", "type": 11, "auto_archive_duration": 5 });
    let answer = stage.misuse("create_thread", post(&*threads, &wrong)).await;
    assert_eq!(answer.body["errors"]["auto_archive_duration"]["_errors"][0]["code"], "BASE_TYPE_CHOICES");
    answer.invalid("name", "BASE_TYPE_BAD_LENGTH");
    let of_voice = post(format!("/channels/{}/threads", stage.voice), &json!({ "name": "x", "type": 11 }));
    stage.call("create_thread", of_voice).await.refused(400, 50024);

    posting(stage).await;
    archives(stage, &public, &private).await;
}

/// A post is a thread with a message, and takes files.
async fn posting(stage: &Stage) {
    let forum = stage.forum;
    let tag = stage.sandbox.world().channel(forum).unwrap().tags[0].id.to_string();
    stage.sandbox.world().channel_mut(forum).unwrap().default_thread_slow_mode_seconds = 30;
    let path = format!("/channels/{forum}/threads");
    let new = json!({
        "name": "Dark mode", "applied_tags": [tag],
        "message": {
            "content": "Please", "embeds": [{ "title": "How it could look" }],
            "attachments": [{ "id": "0", "filename": "dark.txt", "description": "a sketch" }],
        },
    });
    let upload = Request::new(reqwest::Method::POST, &*path).files(&new, &[("dark.txt", "#000")]);
    stage.denied("create_thread", upload.clone(), SEND_MESSAGES).await;
    let made = stage.call("create_thread", upload).await.done();
    assert_eq!(made["rate_limit_per_user"], 30, "the forum's own");
    assert_eq!((&made["message"]["id"], &made["applied_tags"]), (&made["id"], &json!([tag])));
    assert_eq!(made["message"]["attachments"][0]["description"], "a sketch");
    let unknown = json!({ "name": "x", "applied_tags": ["1"], "message": { "content": "y" } });
    let answer = stage.call("create_thread", post(&*path, &unknown)).await;
    answer.invalid("applied_tags.0", "INVALID_THREAD_TAG");
    let answer = stage.misuse("create_thread", post(&*path, &json!({ "name": "x" }))).await;
    answer.invalid("message", "BASE_TYPE_REQUIRED");
    stage.sandbox.world().channel_mut(forum).unwrap().flags = 1 << 4;
    let untagged = json!({ "name": "x", "message": { "content": "y" } });
    stage.call("create_thread", post(&*path, &untagged)).await.refused(400, 40067);

    let post = format!("/channels/{}", id(&made));
    let pinned =
        stage.call("update_channel", patch(&*post, &json!({ "flags": 2, "applied_tags": [] }))).await;
    assert_eq!(pinned.done()["flags"], 2);
    stage.denied("delete_channel", delete(&*post), MANAGE_THREADS).await;
    stage.call("delete_channel", delete(&*post)).await.done();
    stage.call("get_channel", get(&*post)).await.refused(404, 10003);
}

async fn archives(stage: &Stage, public: &Value, private: &Value) {
    let general = stage.general;
    let of_public = format!("/channels/{}", id(public));
    let close = json!({ "archived": true, "locked": true });
    stage.denied("update_channel", patch(&*of_public, &close), MANAGE_THREADS).await;
    let closed = stage.call("update_channel", patch(&*of_public, &close)).await.done();
    assert_eq!(
        (&closed["thread_metadata"]["archived"], &closed["thread_metadata"]["locked"]),
        (&json!(true), &json!(true))
    );
    let of_private = patch(format!("/channels/{}", id(private)), &json!({ "archived": true }));
    stage.call("update_channel", of_private).await.done();
    let rename = patch(&*of_public, &json!({ "name": "x" }));
    stage.call("update_channel", rename).await.refused(400, 50083);

    let lists = [
        ("list_public_archived_threads", format!("/channels/{general}/threads/archived/public"), public),
        ("list_private_archived_threads", format!("/channels/{general}/threads/archived/private"), private),
        (
            "list_my_private_archived_threads",
            format!("/channels/{general}/users/@me/threads/archived/private"),
            private,
        ),
    ];
    for (operation, path, thread) in lists {
        let listed = stage.call(operation, get(format!("{path}?limit=10"))).await.done();
        assert_eq!(ids(&listed["threads"]), [id(thread)], "{operation}");
        assert_eq!(listed["members"][0]["id"], thread["id"], "{operation}");
        let answer = stage.misuse(operation, get(format!("{path}?limit=101"))).await;
        answer.invalid("limit", "NUMBER_TYPE_MAX");
        stage.denied(operation, get(&*path), READ_MESSAGE_HISTORY).await;
        let none = if operation == "list_my_private_archived_threads" { "1" } else { "2020-01-01T00:00:00Z" };
        let listed = stage.call(operation, get(format!("{path}?before={none}"))).await.done();
        assert_eq!((&listed["threads"], &listed["has_more"]), (&json!([]), &json!(false)), "{operation}");
    }
}
