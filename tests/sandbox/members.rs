//! Members.

use jiff::{SignedDuration, Timestamp};
use mcp_discord::sandbox::permissions::{
    CHANGE_NICKNAME, DEAFEN_MEMBERS, KICK_MEMBERS, MANAGE_NICKNAMES, MANAGE_ROLES, MODERATE_MEMBERS,
    MOVE_MEMBERS, MUTE_MEMBERS,
};
use serde_json::json;

use super::stage::{Stage, delete, get, patch};

pub(crate) async fn walk(stage: &Stage) {
    reading(stage).await;
    changing(stage).await;
    let Stage { server, ada, .. } = *stage;
    let path = format!("/guilds/{server}/members/{ada}");
    stage.denied("delete_guild_member", delete(&*path), KICK_MEMBERS).await;
    stage.call("delete_guild_member", delete(&*path)).await.empty();
    stage.call("delete_guild_member", delete(&*path)).await.refused(404, 10007);
    stage.call("get_guild_member", get(&*path)).await.refused(404, 10007);
}

async fn reading(stage: &Stage) {
    let Stage { server, ada, .. } = *stage;
    let members = format!("/guilds/{server}/members");
    let one = stage.call("get_guild_member", get(format!("{members}/{ada}"))).await.done();
    assert_eq!((&one["nick"], &one["roles"]), (&json!("Countess"), &json!([stage.role.to_string()])));
    let all = stage.call("list_guild_members", get(format!("{members}?limit=10"))).await.done();
    assert_eq!(all.as_array().unwrap().len(), 3);
    let rest = stage.call("list_guild_members", get(format!("{members}?limit=10&after={}", stage.bot))).await;
    assert_eq!(rest.done().as_array().unwrap().len(), 1);
    stage
        .misuse("list_guild_members", get(format!("{members}?limit=x")))
        .await
        .invalid("limit", "NUMBER_TYPE_COERCE");
    let found =
        stage.call("search_guild_members", get(format!("{members}/search?query=count&limit=5"))).await;
    assert_eq!(found.done()[0]["user"]["id"], ada.to_string());
    let answer = stage.misuse("search_guild_members", get(format!("{members}/search"))).await;
    answer.invalid("query", "BASE_TYPE_REQUIRED");
    stage.sandbox.world().application_flags = 0;
    stage.call("list_guild_members", get(&*members)).await.refused(403, 50001);
}

async fn changing(stage: &Stage) {
    let Stage { server, ada, role, .. } = *stage;
    let path = format!("/guilds/{server}/members/{ada}");
    let until = (Timestamp::now() + SignedDuration::from_hours(24)).to_string();
    for (change, bit) in [
        (json!({ "nick": "Enchantress" }), MANAGE_NICKNAMES),
        (json!({ "roles": [] }), MANAGE_ROLES),
        (json!({ "communication_disabled_until": until }), MODERATE_MEMBERS),
        (json!({ "mute": true }), MUTE_MEMBERS),
        (json!({ "deaf": true }), DEAFEN_MEMBERS),
    ] {
        stage.denied("update_guild_member", patch(&*path, &change), bit).await;
        stage.call("update_guild_member", patch(&*path, &change)).await.done();
    }
    let read = stage.call("get_guild_member", get(&*path)).await.done();
    assert_eq!((&read["nick"], &read["roles"]), (&json!("Enchantress"), &json!([])));
    assert_eq!((&read["mute"], &read["deaf"]), (&json!(true), &json!(true)));
    let ends: Timestamp = read["communication_disabled_until"].as_str().unwrap().parse().unwrap();
    assert!(ends > Timestamp::now());
    let undo = json!({ "communication_disabled_until": null, "nick": null, "roles": [role.to_string()] });
    let undone = stage.call("update_guild_member", patch(&*path, &undo)).await.done();
    assert_eq!((&undone["nick"], &undone["communication_disabled_until"]), (&json!(null), &json!(null)));

    let late = json!({ "communication_disabled_until": "2999-01-01T00:00:00Z", "nick": "x".repeat(33) });
    let answer = stage.misuse("update_guild_member", patch(&*path, &late)).await;
    assert_eq!(answer.body["errors"]["nick"]["_errors"][0]["code"], "BASE_TYPE_MAX_LENGTH");
    answer.invalid("communication_disabled_until", "DATE_TYPE_MAX");
    let to_voice = || patch(&*path, &json!({ "channel_id": stage.voice.to_string() }));
    stage.denied("update_guild_member", to_voice(), MOVE_MEMBERS).await;
    stage.call("update_guild_member", to_voice()).await.refused(400, 40032);
    let unknown_role = patch(&*path, &json!({ "roles": ["1"] }));
    stage.call("update_guild_member", unknown_role).await.refused(404, 10011);
    stage
        .call("update_guild_member", patch(format!("/guilds/{server}/members/1"), &json!({})))
        .await
        .refused(404, 10007);

    let own = |nick| patch(format!("/guilds/{server}/members/@me"), &json!({ "nick": nick }));
    stage.denied("update_my_guild_member", own("Helper"), CHANGE_NICKNAME).await;
    assert_eq!(stage.call("update_my_guild_member", own("Helper")).await.done()["nick"], "Helper");
    let answer = stage.misuse("update_my_guild_member", own(&"x".repeat(33))).await;
    answer.invalid("nick", "BASE_TYPE_MAX_LENGTH");
}
