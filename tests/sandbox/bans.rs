//! Bans.

use mcp_discord::sandbox::permissions::BAN_MEMBERS;
use serde_json::json;

use super::stage::{Stage, delete, get, post, put};

pub(crate) async fn walk(stage: &Stage) {
    let Stage { server, ada, stranger, bot, .. } = *stage;
    let bans = format!("/guilds/{server}/bans");
    let ban = |user| format!("{bans}/{user}");
    let banned = |user| stage.sandbox.world().server(server).unwrap().bans.contains_key(&user);

    let put_ban = put(ban(ada)).json(&json!({ "delete_message_seconds": 3_600 })).reason("spam%20again");
    stage.denied("ban_user_from_guild", put_ban.clone(), BAN_MEMBERS).await;
    stage.call("ban_user_from_guild", put_ban).await.empty();
    assert!(banned(ada) && stage.sandbox.world().message(stage.general, stage.message).is_none());
    let too_long = put(ban(stranger)).json(&json!({ "delete_message_seconds": 604_801 }));
    let answer = stage.misuse("ban_user_from_guild", too_long).await;
    answer.invalid("delete_message_seconds", "NUMBER_TYPE_MAX");
    stage.call("ban_user_from_guild", put(ban(bot)).json(&json!({}))).await.refused(403, 50013);
    let nobody = put(format!("{bans}/1")).json(&json!({}));
    stage.call("ban_user_from_guild", nobody).await.refused(404, 10013);

    let one = stage.call("get_guild_ban", get(ban(ada))).await.done();
    assert_eq!((&one["reason"], &one["user"]["username"]), (&json!("spam again"), &json!("ada")));
    stage.call("get_guild_ban", get(ban(stranger))).await.refused(404, 10026);
    stage.denied("get_guild_ban", get(ban(ada)), BAN_MEMBERS).await;

    let both = json!({ "user_ids": [stranger, bot], "delete_message_seconds": 0 });
    let bulk = || post(format!("/guilds/{server}/bulk-ban"), &both);
    stage.denied("bulk_ban_users_from_guild", bulk(), BAN_MEMBERS).await;
    let told = stage.call("bulk_ban_users_from_guild", bulk()).await.done();
    assert_eq!(told, json!({ "banned_users": [stranger.to_string()], "failed_users": [bot.to_string()] }));
    stage.call("bulk_ban_users_from_guild", bulk()).await.refused(400, 500_000);
    let empty = post(format!("/guilds/{server}/bulk-ban"), &json!({}));
    let answer = stage.misuse("bulk_ban_users_from_guild", empty).await;
    answer.invalid("user_ids", "BASE_TYPE_REQUIRED");

    let all = stage.call("list_guild_bans", get(format!("{bans}?limit=10"))).await.done();
    assert_eq!(all.as_array().unwrap().len(), 2);
    let page = stage.call("list_guild_bans", get(format!("{bans}?limit=1&after={ada}"))).await.done();
    assert_eq!(page[0]["user"]["id"], stranger.to_string());
    stage.denied("list_guild_bans", get(&*bans), BAN_MEMBERS).await;
    let answer = stage.misuse("list_guild_bans", get(format!("{bans}?limit=1001"))).await;
    answer.invalid("limit", "NUMBER_TYPE_MAX");

    stage.denied("unban_user_from_guild", delete(ban(ada)), BAN_MEMBERS).await;
    stage.call("unban_user_from_guild", delete(ban(ada))).await.empty();
    assert!(!banned(ada) && banned(stranger));
    stage.call("unban_user_from_guild", delete(ban(ada))).await.refused(404, 10026);
}
