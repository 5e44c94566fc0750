//! Threads, forum posts, and who is in them.

use mcp_discord::{
    sandbox::{ChannelType, NewChannel, NewMessage, Snowflake, permissions::ADMINISTRATOR},
    testing::Called,
};
use serde_json::{Value, json};

use crate::workspace::{Workspace, workspace};

async fn managed() -> Workspace {
    let workspace = workspace().await;
    workspace.may(ADMINISTRATOR);
    workspace
}

fn id(called: &Called) -> Snowflake {
    called.structured.as_ref().unwrap()["id"].as_str().unwrap().parse().unwrap()
}

/// The names of what was listed, in order.
fn names(called: &Called) -> Vec<String> {
    let threads = called.structured.as_ref().unwrap()["threads"].as_array().unwrap();
    threads.iter().map(|thread| thread["name"].as_str().unwrap().to_owned()).collect()
}

/// Adds a post that was archived so many seconds ago.
fn archived_post(workspace: &Workspace, forum: Snowflake, title: &str, seconds: u64) -> Snowflake {
    let person = workspace.person("yuki");
    let mut world = workspace.sandbox().world();
    let post = world.add_post(forum, person, title, NewMessage::text("first")).unwrap();
    let state = world.channel_mut(post).unwrap().thread.as_mut().unwrap();
    state.archived = true;
    state.archive_changed_at_ms -= seconds * 1_000;
    post
}

#[tokio::test]
async fn a_thread_is_started_from_a_message_or_in_a_channel() {
    let workspace = managed().await;
    let message = workspace.said("general", "let's talk about this apart");
    let arguments = json!({
        "channel_id": "#general", "message_id": message, "name": "Apart", "auto_archive_duration": 60,
    });
    let started = workspace.done("create_thread", arguments).await;
    assert_eq!(started.text, format!("Created thread Apart (ID: {message})"));
    let general = workspace.channel("general");
    {
        let world = workspace.sandbox().world();
        let thread = world.channel(message).unwrap();
        assert_eq!((thread.name.as_str(), thread.parent), ("Apart", Some(general)));
        assert_eq!(thread.thread.as_ref().unwrap().auto_archive_minutes, 60);
    }
    for (channel, private, kind) in [
        ("general", false, ChannelType::PublicThread),
        ("general", true, ChannelType::PrivateThread),
        ("announcements", false, ChannelType::AnnouncementThread),
    ] {
        let arguments =
            json!({ "channel_id": workspace.channel(channel), "name": "New", "private": private });
        let started = workspace.done("create_thread", arguments).await;
        let parent = workspace.channel(channel);
        let world = workspace.sandbox().world();
        let thread = world.channel(id(&started)).unwrap();
        assert_eq!((thread.kind, thread.parent), (kind, Some(parent)));
    }
    let linked = workspace.said("blocked", "by link");
    let link = format!(
        "https://discord.com/channels/{}/{}/{linked}",
        workspace.server(),
        workspace.channel("blocked")
    );
    workspace.done("create_thread", json!({ "message_id": link, "name": "Linked" })).await;
    assert!(workspace.sandbox().world().channel(linked).is_some());
    workspace.finish();
}

#[tokio::test]
async fn a_thread_can_start_with_a_message_and_a_forum_is_pointed_elsewhere() {
    let workspace = managed().await;
    let arguments =
        json!({ "channel_id": "#general", "name": "Hello", "content": "Who is there? @everyone" });
    let started = workspace.done("create_thread", arguments).await;
    let thread = id(&started);
    let first = workspace.last(thread);
    assert_eq!(first.content, "Who is there? @everyone");
    assert!(started.text.ends_with(&format!("Message ID: {}", first.id)), "{}", started.text);
    assert_eq!(workspace.writes(), 2);

    let message = workspace.said("general", "x");
    for (arguments, shown) in [
        (json!({ "channel_id": "ideas-and-bugs", "name": "Post" }), "send_message"),
        (
            json!({ "channel_id": "#general", "message_id": message, "name": "P", "private": true }),
            "never private",
        ),
        (json!({ "channel_id": "#general", "name": "P", "auto_archive_minutes": 5 }), "one of 60"),
    ] {
        let said = workspace.refused("argument", "create_thread", arguments).await;
        assert!(said.contains(shown), "{shown} is missing in {said}");
    }
    let twice = json!({ "channel_id": "#general", "message_id": message, "name": "one" });
    workspace.done("create_thread", twice.clone()).await;
    let said = workspace.refused("discord", "create_thread", twice).await;
    assert!(said.contains("has a thread already"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn a_thread_whose_first_message_fails_is_told_of() {
    let workspace = managed().await;
    let arguments = json!({ "channel_id": "#general", "name": "Half", "content": "   " });
    let called = workspace.call("create_thread", arguments).await.unwrap();
    assert_eq!(called.outcome, "refused", "{}", called.text);
    let thread = workspace.channel("Half");
    assert!(called.text.contains(&thread.to_string()), "the thread is there: {}", called.text);
    assert!(called.text.contains("its first message was not done"), "{}", called.text);
    workspace.finish();
}

#[tokio::test]
async fn active_threads_are_listed_by_server_and_by_channel() {
    let workspace = managed().await;
    let listed = workspace.done("list_threads", json!({})).await;
    let all = names(&listed);
    for name in ["Review of #418", "Keyboard shortcuts for triage", "Search returns stale results"] {
        assert!(all.iter().any(|listed| listed == name), "{name} is missing in {}", listed.text);
    }
    let forum = workspace.channel("ideas-and-bugs");
    let (other, elsewhere) = {
        let mut world = workspace.sandbox().world();
        let other = world.add_server("Second Server");
        let elsewhere = world.add_channel(other, NewChannel::text("elsewhere")).unwrap();
        let thread = NewChannel::new(ChannelType::PublicThread, "Far away").parent(elsewhere);
        world.add_channel(other, thread).unwrap();
        (other, elsewhere)
    };
    let posts = workspace.done("list_threads", json!({ "channel_id": forum })).await;
    assert_eq!(names(&posts).len(), 3, "{}", posts.text);
    assert!(posts.text.contains("tags: bug") || posts.text.contains("tags: "), "{}", posts.text);
    // The channel says which server is meant, though the bot is in two and knows neither yet.
    let far = workspace.done("list_threads", json!({ "channel_id": elsewhere })).await;
    assert_eq!(names(&far), ["Far away"]);
    let far = workspace.done("list_threads", json!({ "server_id": other })).await;
    assert_eq!(names(&far), ["Far away"]);
    let few = workspace.done("list_threads", json!({ "channel_id": forum, "limit": 2 })).await;
    assert_eq!(names(&few).len(), 2);
    assert!(few.text.contains("hint: 1 more"), "{}", few.text);
    workspace.finish();
}

#[tokio::test]
async fn archived_posts_come_in_pages_that_leave_none_out() {
    let workspace = managed().await;
    let forum = workspace.channel("ideas-and-bugs");
    let wanted: Vec<String> = (0..7).map(|n| format!("old {n}")).collect();
    for (n, title) in (1..).zip(&wanted) {
        archived_post(&workspace, forum, title, 10 * n);
    }
    let mut arguments = json!({ "channel_id": forum, "archived": true, "limit": 3 });
    let mut found = Vec::new();
    loop {
        let page = workspace.done("list_threads", arguments.clone()).await;
        found.extend(names(&page));
        let Some(next) = page.structured.unwrap().get("next").cloned() else { break };
        assert!(page.text.contains("call again with `before`"), "{}", page.text);
        arguments["before"] = next;
    }
    assert_eq!(found, wanted);
    for (arguments, shown) in [
        (json!({ "archived": true }), "`channel_id`"),
        (json!({ "channel_id": forum, "before": "yesterday" }), "2026-01-31"),
    ] {
        let said = workspace.refused("argument", "list_threads", arguments).await;
        assert!(said.contains(shown), "{shown} is missing in {said}");
    }
    workspace.finish();
}

#[tokio::test]
async fn private_threads_are_only_listed_as_private() {
    let workspace = managed().await;
    let general = workspace.channel("general");
    let arguments = json!({ "channel_id": general, "name": "Among us", "private": true });
    let thread = id(&workspace.done("create_thread", arguments).await);
    workspace.done("edit_thread", json!({ "channel_id": thread, "archived": true })).await;
    let public = workspace.done("list_threads", json!({ "channel_id": general, "archived": true })).await;
    assert_eq!(names(&public), [""; 0]);
    let private = workspace
        .done("list_threads", json!({ "channel_id": general, "archived": true, "private": true }))
        .await;
    assert_eq!(names(&private), ["Among us"]);
    assert!(private.text.contains("private"), "{}", private.text);
    workspace.finish();
}

#[tokio::test]
async fn threads_are_put_away_locked_and_brought_back() {
    let workspace = managed().await;
    let thread = workspace.channel("Review of #418");
    let state = || {
        let world = workspace.sandbox().world();
        let state = world.channel(thread).unwrap().thread.clone().unwrap();
        (state.archived, state.locked)
    };
    let arguments = json!({ "thread": "Review of #418", "archived": true, "locked": true });
    let said = workspace.done("edit_thread", arguments).await;
    assert_eq!(said.text, format!("Changed thread Review of #418 (ID: {thread}), archived, locked"));
    assert_eq!(state(), (true, true));

    let said =
        workspace.refused("discord", "edit_thread", json!({ "channel_id": thread, "name": "x" })).await;
    assert!(said.contains("unarchive it first"), "{said}");
    workspace.done("edit_thread", json!({ "channel_id": thread, "archived": false, "locked": false })).await;
    assert_eq!(state(), (false, false));
    let arguments = json!({
        "channel_id": thread, "name": "Renamed", "slowmode_seconds": 5, "auto_archive_minutes": 4320,
    });
    workspace.done("edit_thread", arguments).await;
    {
        let world = workspace.sandbox().world();
        let channel = world.channel(thread).unwrap();
        assert_eq!((channel.name.as_str(), channel.slow_mode_seconds), ("Renamed", 5));
        assert_eq!(channel.thread.as_ref().unwrap().auto_archive_minutes, 4_320);
    }
    let said = workspace.refused("argument", "edit_thread", json!({ "channel_id": thread })).await;
    assert!(said.contains("nothing is given"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn posts_are_tagged_by_name_and_pinned() {
    let workspace = managed().await;
    let post = workspace.channel("Keyboard shortcuts for triage");
    let forum = workspace.channel("ideas-and-bugs");
    let tags = workspace.sandbox().world().channel(forum).unwrap().tags.clone();
    let applied = || workspace.sandbox().world().channel(post).unwrap().thread.clone().unwrap().applied_tags;
    let set = |tags: Value| json!({ "channel_id": post, "tags": tags });
    workspace.done("edit_thread", set(json!(["Done", tags[0].id]))).await;
    assert_eq!(applied(), [tags[2].id, tags[0].id]);
    let said = workspace.refused("name", "edit_thread", set(json!(["dnoe"]))).await;
    assert!(said.contains("its tags are: bug, idea, done"), "{said}");
    workspace.done("edit_thread", set(json!([]))).await;
    assert_eq!(applied(), []);
    for (pinned, flags) in [(true, 2), (false, 0)] {
        workspace.done("edit_thread", json!({ "channel_id": post, "pinned": pinned })).await;
        assert_eq!(workspace.sandbox().world().channel(post).unwrap().flags, flags);
    }
    workspace.finish();
}

#[tokio::test]
async fn members_come_and_go() {
    let workspace = managed().await;
    let thread = workspace.channel("Review of #418");
    let (yuki, priya, bot) =
        (workspace.person("yuki"), workspace.person("priya.n"), workspace.sandbox().world().bot());
    let inside = |user: Snowflake| {
        let world = workspace.sandbox().world();
        world.channel(thread).unwrap().thread.as_ref().unwrap().members.contains_key(&user)
    };
    let arguments = json!({ "thread_id": "Review of #418", "add": ["yuki", priya], "join": true });
    let said = workspace.done("edit_thread_members", arguments).await;
    assert_eq!(said.text, format!("Changed thread members: join, add {yuki}, add {priya}"));
    assert!(inside(yuki) && inside(priya) && inside(bot));

    let listed = workspace.done("list_thread_members", json!({ "channel_id": thread })).await;
    assert!(listed.text.contains(&format!("yuki (ID: {yuki})")), "{}", listed.text);
    let page = workspace.done("list_thread_members", json!({ "channel_id": thread, "limit": 1 })).await;
    let next = page.structured.unwrap()["next"].clone();
    let rest = workspace.done("list_thread_members", json!({ "channel_id": thread, "after": next })).await;
    assert!(!rest.text.contains(next.as_str().unwrap()), "{}", rest.text);

    let arguments = json!({ "channel_id": thread, "remove": [yuki], "leave": true });
    workspace.done("edit_thread_members", arguments).await;
    assert!(!inside(yuki) && inside(priya) && !inside(bot));

    let said = workspace.refused("argument", "edit_thread_members", json!({ "channel_id": thread })).await;
    assert!(said.contains("`leave`"), "{said}");
    let stranger = workspace.sandbox().world().add_user("stranger");
    let arguments = json!({ "channel_id": thread, "add": [yuki, stranger] });
    let called = workspace.call("edit_thread_members", arguments).await.unwrap();
    assert_eq!(called.outcome, "refused");
    let told = format!("add {stranger} was not done, after this was: add {yuki}");
    assert!(called.text.contains(&told), "{told} is missing in {}", called.text);
    assert!(inside(yuki));
    workspace.finish();
}
