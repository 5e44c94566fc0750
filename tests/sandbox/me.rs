//! The bot itself, its application, and where the gateway is.

use serde_json::json;

use super::stage::{Stage, get, ids};

pub(crate) async fn walk(stage: &Stage) {
    let Stage { server, ada, bot, .. } = *stage;
    let me = stage.call("get_my_user", get("/users/@me")).await.done();
    assert_eq!((&me["id"], &me["bot"]), (&json!(bot.to_string()), &json!(true)));
    let user = stage.call("get_user", get(format!("/users/{ada}"))).await.done();
    assert_eq!((&user["username"], &user["global_name"]), (&json!("ada"), &json!("Ada")));

    let second = stage.sandbox.world().add_server("Second");
    let listed = async |query: &str| {
        ids(&stage.call("list_my_guilds", get(format!("/users/@me/guilds{query}"))).await.done())
    };
    assert_eq!(listed("?with_counts=true").await, [server, second]);
    assert_eq!(listed(&format!("?after={server}")).await, [second]);
    assert_eq!(listed(&format!("?before={second}&limit=1")).await, [server]);
    let answer = stage.misuse("list_my_guilds", get("/users/@me/guilds?limit=0")).await;
    answer.invalid("limit", "NUMBER_TYPE_MIN");
    let member = get(format!("/users/@me/guilds/{server}/member"));
    let member = stage.call("get_my_guild_member", member).await.done();
    assert_eq!(member["user"]["id"], bot.to_string());

    for (operation, path) in [
        ("get_my_application", "/applications/@me"),
        ("get_my_oauth2_application", "/oauth2/applications/@me"),
    ] {
        let application = stage.call(operation, get(path)).await.done();
        assert_eq!(application["bot"]["id"], bot.to_string());
    }
    let gateway = stage.call("get_gateway", get("/gateway").without_token()).await.done();
    assert_eq!(stage.call("get_bot_gateway", get("/gateway/bot")).await.done()["url"], gateway["url"]);
}
