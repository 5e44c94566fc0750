//! Servers, their channels and active threads.

use mcp_discord::sandbox::{NewMessage, permissions};
use serde_json::json;

use super::stage::{Stage, get, ids};

pub(crate) async fn walk(stage: &Stage) {
    let Stage { server, general, forum, ada, bot, .. } = *stage;
    stage.sandbox.world().add_emoji(server, "ferris").unwrap();
    let path = format!("/guilds/{server}");
    let read = stage.call("get_guild", get(format!("{path}?with_counts=true"))).await.done();
    assert_eq!((&read["name"], &read["approximate_member_count"]), (&json!("Stage"), &json!(3)));
    assert_eq!((&read["emojis"][0]["name"], read["roles"].as_array().unwrap().len()), (&json!("ferris"), 3));

    let listed = stage.call("list_guild_channels", get(format!("{path}/channels"))).await.done();
    let kinds: Vec<_> = listed.as_array().unwrap().iter().map(|channel| &channel["type"]).collect();
    assert_eq!(kinds, [4, 0, 5, 15, 2, 13, 16]);
    // Each by itself as well, since a list and a single channel have schemas of their own.
    for channel in ids(&listed) {
        let one = stage.call("get_channel", get(format!("/channels/{channel}"))).await.done();
        assert!(listed.as_array().unwrap().contains(&one), "{one}");
    }

    let thread = {
        let mut world = stage.sandbox.world();
        let post = world.add_post(forum, ada, "Dark mode", NewMessage::text("Please")).unwrap();
        let tag = world.channel(forum).unwrap().tags[0].id;
        world.channel_mut(post).unwrap().thread.as_mut().unwrap().applied_tags.push(tag);
        let thread = world.add_thread_from(general, stage.message, "Build", bot).unwrap();
        world.add_message(thread, bot, "It works").unwrap();
        thread
    };
    let active = stage.call("get_active_guild_threads", get(format!("{path}/threads/active"))).await.done();
    assert_eq!(active["threads"].as_array().unwrap().len(), 2);
    assert_eq!(active["members"][0]["id"], thread.to_string());
    stage.allow(permissions::ALL & !permissions::ADMINISTRATOR & !permissions::VIEW_CHANNEL);
    stage.call("get_channel", get(format!("/channels/{general}"))).await.refused(403, 50001);
    stage.sandbox.world().server_mut(server).unwrap().members.remove(&bot);
    stage.call("get_guild", get(&*path)).await.refused(403, 50001);
}
