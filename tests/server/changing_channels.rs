//! Making, changing and deleting channels.

use std::time::Duration;

use mcp_discord::{
    sandbox::{ChannelType, Limits, NewChannel, Quota, Snowflake, permissions::ADMINISTRATOR},
    testing::{Asked, Person},
};
use serde_json::{Value, json};

use crate::workspace::{Workspace, workspace, workspace_with};

/// A workspace in which the bot may do everything.
async fn managed() -> Workspace {
    let workspace = workspace().await;
    workspace.may(ADMINISTRATOR);
    workspace
}

fn id(called: &mcp_discord::testing::Called) -> Snowflake {
    called.structured.as_ref().unwrap()["id"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_text_channel_is_made_as_the_older_server_made_it() {
    let workspace = managed().await;
    let arguments = json!({
        "server_id": workspace.server(), "name": "Release Notes", "category_id": "Work", "topic": "What changed",
    });
    let made = workspace.done("create_text_channel", arguments).await;
    let channel = id(&made);
    assert_eq!(made.text, format!("Created text channel #release-notes (ID: {channel})"));
    {
        let world = workspace.sandbox().world();
        let channel = world.channel(channel).unwrap();
        assert_eq!((channel.kind, channel.name.as_str()), (ChannelType::Text, "release-notes"));
        assert_eq!(channel.topic.as_deref(), Some("What changed"));
    }
    let work = workspace.channel("Work");
    assert_eq!(workspace.sandbox().world().channel(channel).unwrap().parent, Some(work));
    assert_eq!(workspace.audited(), ("create_guild_channel", Some("Channel created via MCP".into())));
    assert_eq!(workspace.writes(), 1);
    workspace.finish();
}

#[tokio::test]
async fn every_type_of_channel_can_be_made() {
    let workspace = managed().await;
    for (arguments, kind, text) in [
        (json!({ "name": "plain" }), ChannelType::Text, "text channel #plain"),
        (json!({ "name": "Talk", "type": "voice" }), ChannelType::Voice, "voice channel #Talk"),
        (json!({ "name": "Archive", "type": "category" }), ChannelType::Category, "category Archive"),
        (
            json!({ "name": "news", "type": "announcement" }),
            ChannelType::Announcement,
            "announcement channel #news",
        ),
        (json!({ "name": "Stage", "type": "stage" }), ChannelType::Stage, "stage channel #Stage"),
        (
            json!({ "name": "ideas", "type": "forum", "tags": ["new", "old"] }),
            ChannelType::Forum,
            "forum channel #ideas",
        ),
    ] {
        let made = workspace.done("create_channel", arguments).await;
        let channel = id(&made);
        assert_eq!(made.text, format!("Created {text} (ID: {channel})"));
        let world = workspace.sandbox().world();
        let channel = world.channel(channel).unwrap();
        assert_eq!(channel.kind, kind);
        if kind == ChannelType::Forum {
            assert_eq!(channel.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["new", "old"]);
        }
    }
    let settings = json!({
        "name": "adults", "nsfw": true, "slowmode_seconds": 30, "topic": "Careful", "reason": "asked for",
        "category": workspace.channel("Office"),
    });
    let channel = id(&workspace.done("create_channel", settings).await);
    assert_eq!(workspace.audited(), ("create_guild_channel", Some("asked for".into())));
    let office = workspace.channel("Office");
    let world = workspace.sandbox().world();
    let channel = world.channel(channel).unwrap();
    assert_eq!((channel.nsfw, channel.slow_mode_seconds), (true, 30));
    assert_eq!((channel.topic.as_deref(), channel.parent), (Some("Careful"), Some(office)));
    drop(world);
    workspace.finish();
}

#[tokio::test]
async fn where_a_category_is_meant_a_channel_of_its_name_is_not() {
    let workspace = managed().await;
    let (work, server) = (workspace.channel("Work"), workspace.server());
    workspace.sandbox().world().add_channel(server, NewChannel::text("work")).unwrap();
    let made = workspace.done("create_channel", json!({ "name": "inside", "category_id": "work" })).await;
    assert_eq!(workspace.sandbox().world().channel(id(&made)).unwrap().parent, Some(work));
    workspace.sandbox().world().add_channel(server, NewChannel::new(ChannelType::Category, "Works")).unwrap();
    let general = workspace.channel("general");
    workspace.done("edit_channel", json!({ "channel_id": general, "category_id": "Work" })).await;
    assert_eq!(workspace.sandbox().world().channel(general).unwrap().parent, Some(work));
    let said =
        workspace.refused("name", "create_channel", json!({ "name": "x", "category_id": "Wrok" })).await;
    assert!(said.contains("Work") && said.contains(&work.to_string()), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn only_what_is_given_is_changed() {
    let workspace = managed().await;
    let general = workspace.channel("general");
    let before = workspace.sandbox().world().channel(general).unwrap().clone();
    let arguments = json!({ "channel_id": "#general", "slowmode_seconds": 60, "reason": "too loud" });
    let said = workspace.done("edit_channel", arguments).await;
    assert_eq!(said.text, format!("Changed text #general (ID: {general})"));
    assert_eq!(workspace.audited(), ("update_channel", Some("too loud".into())));
    {
        let world = workspace.sandbox().world();
        let after = world.channel(general).unwrap();
        assert_eq!(after.slow_mode_seconds, 60);
        assert_eq!((&after.name, &after.topic, after.parent), (&before.name, &before.topic, before.parent));
        assert_eq!((after.position, after.nsfw), (before.position, before.nsfw));
    }
    let arguments = json!({
        "channel_id": general, "name": "Lounge", "topic": "", "nsfw": true, "position": 7,
        "category_id": workspace.channel("Work"),
    });
    workspace.done("edit_channel", arguments).await;
    let work = workspace.channel("Work");
    let after = workspace.sandbox().world().channel(general).unwrap().clone();
    assert_eq!((after.name.as_str(), after.topic.as_deref()), ("lounge", Some("")));
    assert_eq!((after.nsfw, after.position, after.parent), (true, 7, Some(work)));
    assert_eq!(after.slow_mode_seconds, 60);
    let talk = json!({ "channel_id": workspace.channel("standup"), "user_limit": 5, "bitrate": "32000" });
    workspace.done("edit_channel", talk).await;
    let voice = workspace.channel("standup");
    let after = workspace.sandbox().world().channel(voice).unwrap().clone();
    assert_eq!((after.user_limit, after.bitrate), (5, 32_000));
    workspace.finish();
}

#[tokio::test]
async fn what_cannot_be_changed_is_refused_before_it_is_tried() {
    let workspace = managed().await;
    let general = workspace.channel("general");
    for (arguments, shown) in [
        (json!({ "channel_id": general }), "nothing is given"),
        (json!({ "channel_id": general, "reason": "none" }), "nothing is given"),
        (json!({ "channel_id": general, "name": "" }), "must have 1 to 100 characters"),
        (json!({ "channel_id": general, "name": "x".repeat(101) }), "must have 1 to 100 characters"),
        (json!({ "channel_id": general, "slowmode_seconds": 30_000 }), "21600"),
        (json!({ "channel_id": general, "tags": ["a"] }), "only forums have tags"),
    ] {
        let said = workspace.refused("argument", "edit_channel", arguments).await;
        assert!(said.contains(shown), "{shown} is missing in {said}");
    }
    let not_a_category = json!({ "channel_id": general, "category_id": workspace.channel("blocked") });
    let said = workspace.refused("discord", "edit_channel", not_a_category).await;
    assert!(said.contains("parent_id"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn a_tag_that_stays_keeps_its_id() {
    let workspace = managed().await;
    let forum = workspace.channel("ideas-and-bugs");
    let tags = || -> Vec<(Snowflake, String)> {
        let world = workspace.sandbox().world();
        world.channel(forum).unwrap().tags.iter().map(|tag| (tag.id, tag.name.clone())).collect()
    };
    let before = tags();
    let arguments = json!({ "channel_id": forum, "tags": ["idea", "urgent", before[0].0] });
    workspace.done("edit_channel", arguments).await;
    let after = tags();
    assert_eq!(after.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>(), ["idea", "urgent", "bug"]);
    assert_eq!(after[0], before[1]);
    assert_eq!(after[2], before[0]);
    assert!(!before.contains(&after[1]));
    workspace.finish();
}

#[tokio::test]
async fn a_channel_that_was_renamed_twice_has_to_wait_and_says_so() {
    let workspace = managed().await;
    let quota = Quota::new(2, Duration::from_mins(10));
    workspace.sandbox().set_limits(Limits::default().operation("update_channel", quota));
    let general = workspace.channel("general");
    for name in ["one", "two"] {
        workspace.done("edit_channel", json!({ "channel_id": general, "name": name })).await;
    }
    let said =
        workspace.refused("limit", "edit_channel", json!({ "channel_id": general, "name": "three" })).await;
    assert!(said.contains("twice in ten minutes") && said.contains("retry after"), "{said}");
    assert_eq!(workspace.sandbox().world().channel(general).unwrap().name, "two");
    workspace.finish();
}

#[tokio::test]
async fn a_channel_is_deleted_as_the_older_server_deleted_it() {
    let workspace = managed().await;
    let (blocked, artifacts) = (workspace.channel("blocked"), workspace.channel("artifacts"));
    let gone = |channel: Snowflake| workspace.sandbox().world().channel(channel).is_none();
    let said = workspace.done("delete_channel", json!({ "channel_id": blocked })).await;
    assert_eq!(said.text, "Deleted channel successfully");
    assert!(gone(blocked));
    assert_eq!(workspace.audited(), ("delete_channel", Some("Channel deleted via MCP".into())));
    workspace.done("delete_channel", json!({ "channel_id": artifacts, "reason": "full" })).await;
    assert_eq!(workspace.audited(), ("delete_channel", Some("full".into())));

    for (tool, argument, name) in [
        ("delete_thread", "thread_id", "Review of #418"),
        ("delete_post", "post_id", "Keyboard shortcuts for triage"),
        ("delete_category", "category_id", "Work"),
    ] {
        let channel = workspace.channel(name);
        workspace.done(tool, json!({ argument: channel })).await;
        assert!(gone(channel), "{tool}");
    }
    assert!(!gone(workspace.channel("pr-reviews")), "the channels of a category stay");
    workspace.finish();
}

#[tokio::test]
async fn deleting_is_aimed_by_id_and_asked_about() {
    let asked = Asked::default();
    let person = Person::Declines(asked.clone());
    let workspace = workspace_with(|_, session| session.person(person)).await;
    workspace.may(ADMINISTRATOR);
    let general = workspace.channel("general");
    let said = workspace.refused("name", "delete_channel", json!({ "channel_id": "#general" })).await;
    assert!(said.contains(&general.to_string()), "{said}");
    assert!(asked.lock().unwrap().is_empty(), "nobody is asked for what isn't done anyway");
    workspace.refused("person", "delete_channel", json!({ "channel_id": general })).await;
    let asked: Vec<String> = asked.lock().unwrap().clone();
    assert!(asked.len() == 1 && asked[0].contains("#general"), "{asked:?}");
    assert!(workspace.sandbox().world().channel(general).is_some());
    workspace.finish();
}

/// After a change of ours the old names are forgotten, though they would be believed for minutes.
#[tokio::test]
async fn a_name_is_what_it_is_after_a_change() {
    let workspace = managed().await;
    let send = |channel: &str| json!({ "channel_id": channel, "content": "hello" });
    workspace.done("send_message", send("#general")).await;

    let made = id(&workspace.done("create_channel", json!({ "name": "brand-new" })).await);
    workspace.done("send_message", send("#brand-new")).await;
    assert_eq!(workspace.last(made).content, "hello");

    workspace.done("edit_channel", json!({ "channel_id": "#brand-new", "name": "renamed" })).await;
    workspace.done("send_message", send("#renamed")).await;
    workspace.refused("name", "send_message", send("#brand-new")).await;

    workspace.done("delete_channel", json!({ "channel_id": made })).await;
    workspace.refused("name", "send_message", send("#renamed")).await;

    let thread =
        workspace.done("create_thread", json!({ "channel_id": "#general", "name": "Side talk" })).await;
    workspace.done("send_message", send("Side talk")).await;
    assert_eq!(workspace.last(id(&thread)).content, "hello");
    workspace.done("edit_thread", json!({ "channel_id": "Side talk", "name": "Main talk" })).await;
    workspace.refused("name", "send_message", send("Side talk")).await;
    workspace.done("send_message", send("Main talk")).await;
    workspace.finish();
}

#[tokio::test]
async fn a_lost_answer_makes_no_second_channel_and_no_false_report() {
    use mcp_discord::sandbox::{Fault, Faults};
    let workspace = managed().await;
    let count = || {
        let (server, world) = (workspace.server(), workspace.sandbox().world());
        world.channels(server).filter(|channel| channel.name == "once").count()
    };
    let arguments: Value = json!({ "server_id": workspace.server(), "name": "once" });
    workspace.sandbox().set_faults(Faults::always(Fault::ResetAfter));
    let called = workspace.call("create_channel", arguments).await.unwrap();
    workspace.sandbox().set_faults(Faults::none());
    assert_eq!(called.outcome, "unknown", "{}", called.text);
    assert!(called.text.contains("look whether it is there"), "{}", called.text);
    assert_eq!(count(), 1);
    workspace.finish();
}
