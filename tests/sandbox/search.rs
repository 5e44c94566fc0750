//! Search.

use std::time::Duration;

use serde_json::json;

use super::stage::{Stage, get, patch, post};

pub(crate) async fn walk(stage: &Stage) {
    let Stage { server, general, ada, .. } = *stage;
    {
        let mut world = stage.sandbox.world();
        let thread = world.add_thread_from(general, stage.message, "Build", stage.bot).unwrap();
        world.add_message(thread, ada, "look, it works").unwrap();
    }
    let sent = json!({ "content": "somebody look" });
    stage.call("create_message", post(format!("/channels/{general}/messages"), &sent)).await.done();
    let search = async |query: &str| {
        stage.call("guild_search", get(format!("/guilds/{server}/messages/search?{query}"))).await
    };
    let found = search("content=look&sort_order=asc&limit=25").await.done();
    assert_eq!((&found["total_results"], found["threads"].as_array().unwrap().len()), (&json!(3), 1));
    assert_eq!(found["messages"][0][0]["hit"], true);
    let found = search(&format!("author_id={ada}&has=file&channel_id={general}&offset=0")).await.done();
    assert_eq!(found["messages"][0][0]["id"], stage.message.to_string());
    assert_eq!(search("content=nothing").await.done()["total_results"], 0);

    stage.sandbox.world().set_unindexed(1, Duration::from_secs(2));
    let later = search("content=look").await;
    assert_eq!((later.status, &later.body["code"]), (202, &json!(110_000)));
    for (query, field, code) in [
        ("limit=26", "limit", "NUMBER_TYPE_MAX"),
        ("offset=9976", "offset", "NUMBER_TYPE_MAX"),
        ("author_id=ada", "author_id.0", "NUMBER_TYPE_COERCE"),
        ("has=money", "has.0", "BASE_TYPE_CHOICES"),
    ] {
        let wrong = get(format!("/guilds/{server}/messages/search?{query}"));
        stage.misuse("guild_search", wrong).await.invalid(field, code);
    }
    let rename = patch(format!("/channels/{general}"), &json!({ "name": "elsewhere" }));
    stage.call("update_channel", rename).await.done();
    stage.sandbox.world().application_flags = 0;
    search("content=look").await.refused(403, 50001);
}
