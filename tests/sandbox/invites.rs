//! Invites.

use mcp_discord::sandbox::permissions::{
    CREATE_INSTANT_INVITE, MANAGE_CHANNELS, MANAGE_GUILD, VIEW_AUDIT_LOG,
};
use serde_json::json;

use super::stage::{Stage, delete, get, post};

pub(crate) async fn walk(stage: &Stage) {
    let Stage { server, general, .. } = *stage;
    let of_channel = format!("/channels/{general}/invites");
    let of_server = format!("/guilds/{server}/invites");
    let create = |body| post(&*of_channel, &body);

    let short = create(json!({ "max_age": 3_600, "max_uses": 5, "temporary": true, "unique": true }));
    stage.denied("create_channel_invite", short.clone(), CREATE_INSTANT_INVITE).await;
    let invite = stage.call("create_channel_invite", short).await.done();
    assert_eq!((&invite["max_age"], &invite["max_uses"]), (&json!(3_600), &json!(5)));
    assert_eq!(invite["channel"]["id"], general.to_string());
    let endless = stage.call("create_channel_invite", create(json!({ "max_age": 0 }))).await.done();
    assert_eq!(endless["expires_at"], json!(null));
    let again = stage.call("create_channel_invite", create(json!({ "max_age": 0 }))).await.done();
    assert_eq!(again["code"], endless["code"]);
    let answer = stage.misuse("create_channel_invite", create(json!({ "max_uses": 101 }))).await;
    answer.invalid("max_uses", "NUMBER_TYPE_MAX");

    let path = format!("/invites/{}", invite["code"].as_str().unwrap());
    let public = get(&*path).without_token();
    assert_eq!(stage.call("invite_resolve", public).await.done()["code"], invite["code"]);
    let counted = stage.call("invite_resolve", get(format!("{path}?with_counts=true"))).await.done();
    assert_eq!(counted["approximate_member_count"], 3);
    stage.call("invite_resolve", get("/invites/nothing")).await.refused(404, 10006);

    let listed = stage.call("list_channel_invites", get(&*of_channel)).await.done();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    stage.denied("list_channel_invites", get(&*of_channel), MANAGE_CHANNELS).await;
    let listed = stage.call("list_guild_invites", get(&*of_server)).await.done();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    stage.denied("list_guild_invites", get(&*of_server), MANAGE_GUILD | VIEW_AUDIT_LOG).await;

    stage.denied("invite_revoke", delete(&*path), MANAGE_CHANNELS | MANAGE_GUILD).await;
    assert_eq!(stage.call("invite_revoke", delete(&*path)).await.done()["code"], invite["code"]);
    stage.call("invite_resolve", get(&*path)).await.refused(404, 10006);
    stage.call("invite_revoke", delete(&*path)).await.refused(404, 10006);
}
