//! Direct messages.

use serde_json::json;

use super::stage::{Stage, delete, get, id, post};

pub(crate) async fn walk(stage: &Stage) {
    let open = |user: &str| post("/users/@me/channels", &json!({ "recipient_id": user }));
    let ada = stage.ada.to_string();
    let channel = stage.call("create_dm", open(&ada)).await.done();
    assert_eq!((&channel["type"], &channel["recipients"][0]["id"]), (&json!(1), &json!(ada)));
    let again = stage.call("create_dm", open(&ada)).await.done();
    assert_eq!(id(&again), id(&channel));
    stage.call("create_dm", open("1")).await.refused(404, 10013);
    stage.call("create_dm", open(&stage.bot.to_string())).await.refused(400, 50033);
    stage.misuse("create_dm", open("ada")).await.invalid("recipient_id", "NUMBER_TYPE_COERCE");

    let path = format!("/channels/{}", id(&channel));
    let sent = post(format!("{path}/messages"), &json!({ "content": "just for you" }));
    let message = stage.call("create_message", sent.clone()).await.done();
    assert_eq!(stage.call("get_channel", get(&*path)).await.done()["last_message_id"], message["id"]);
    let listed = stage.call("list_messages", get(format!("{path}/messages"))).await.done();
    assert_eq!(listed[0]["content"], "just for you");
    assert_eq!(stage.call("delete_channel", delete(&*path)).await.done()["id"], channel["id"]);
    let invite = post(format!("{path}/invites"), &json!({}));
    stage.call("create_channel_invite", invite).await.refused(403, 50003);
    stage.sandbox.world().user_mut(stage.ada).unwrap().accepts_direct_messages = false;
    stage.call("create_message", sent).await.refused(403, 50007);
}
