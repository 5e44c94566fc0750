//! Searching.

use std::time::Duration;

use mcp_discord::{
    discord::{DiscordSettings, Reach},
    sandbox::{NewChannel, NewMessage, Snowflake},
    testing::Called,
    tool::ChannelId,
};
use serde_json::{Value, json};

use crate::workspace::{Workspace, channel_of, workspace, workspace_with};

/// The IDs of the messages that were found, in the order of the result.
fn ids(found: &Called) -> Vec<String> {
    let messages = found.structured.as_ref().unwrap()["messages"].as_array().unwrap();
    messages.iter().map(|message| message["id"].as_str().unwrap().to_owned()).collect()
}

fn texts(ids: &[Snowflake]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

async fn found(workspace: &Workspace, arguments: Value) -> Vec<String> {
    ids(&workspace.done("search_messages", arguments).await)
}

#[tokio::test]
async fn every_filter_narrows_what_is_found() {
    let workspace = workspace().await;
    let (general, artifacts) = (workspace.channel("general"), workspace.channel("artifacts"));
    let (jonas, yuki) = (workspace.person("jonas_w"), workspace.person("yuki"));
    let (plain, rich, own) = {
        let mut world = workspace.sandbox().world();
        let bot = world.bot();
        let at = |day: u64| 1_750_000_000_000 + day * 86_400_000;
        let plain = NewMessage::text("zebra alone").at_ms(at(0));
        let plain = world.add_message_with(general, jonas, plain).unwrap();
        let rich = NewMessage::text(format!("zebra https://example.com <@{jonas}>")).at_ms(at(2)).pinned();
        let rich = world.add_message_with(artifacts, yuki, rich.file("stripes.png", "x")).unwrap();
        let own = NewMessage::text("zebra counted").at_ms(at(4)).reply_to(plain);
        (plain, rich, world.add_message_with(general, bot, own).unwrap())
    };
    for (mut arguments, wanted) in [
        (json!({}), vec![own, rich, plain]),
        (json!({ "order": "oldest" }), vec![plain, rich, own]),
        (json!({ "sort_by": "relevance" }), vec![own, rich, plain]),
        (json!({ "channel_id": ["#general"] }), vec![own, plain]),
        (json!({ "channel_id": artifacts }), vec![rich]),
        (json!({ "author_id": ["yuki", jonas] }), vec![rich, plain]),
        (json!({ "author_type": "bot" }), vec![own]),
        // An answer pings whom it answers.
        (json!({ "mentions": [jonas] }), vec![own, rich]),
        (json!({ "has": ["link"] }), vec![rich]),
        (json!({ "has": ["file", "image"] }), vec![rich]),
        (json!({ "has": ["-link"] }), vec![own, plain]),
        (json!({ "pinned": true }), vec![rich]),
        (json!({ "pinned": false }), vec![own, plain]),
        (json!({ "before": rich }), vec![plain]),
        (json!({ "after": rich }), vec![own]),
        (json!({ "after": "2025-06-16", "before": "2025-06-18T00:00:00Z" }), vec![rich]),
        (json!({ "more": { "replied_to_message_id": [plain] } }), vec![own]),
        (
            json!({ "more": { "attachment_extension": ["png"], "link_hostname": ["example.com"] } }),
            vec![rich],
        ),
        (json!({ "content": "zebra counted" }), vec![own]),
        (json!({ "content": "no such words" }), vec![]),
    ] {
        let object = arguments.as_object_mut().unwrap();
        object.entry("content").or_insert("zebra".into());
        assert_eq!(found(&workspace, arguments.clone()).await, texts(&wanted), "{arguments}");
    }
    let one = workspace.done("search_messages", json!({ "content": "zebra", "has": ["link"] })).await;
    assert!(one.text.starts_with("Found 1 messages, 1 here"), "{}", one.text);
    assert!(one.text.contains(&format!("[{rich}]")) && one.text.contains(&format!("<#{artifacts}>")));
    assert!(one.text.contains("<discord-content>"), "{}", one.text);
    workspace.finish();
}

#[tokio::test]
async fn a_search_is_paged_and_says_how_to_go_on() {
    let workspace = workspace().await;
    let said: Vec<_> = (0..5).map(|n| workspace.said("general", &format!("quokka {n}"))).collect();
    let mut seen = Vec::new();
    let mut arguments = json!({ "content": "quokka", "limit": 2, "order": "oldest" });
    loop {
        let page = workspace.done("search_messages", arguments.clone()).await;
        seen.extend(ids(&page));
        let structured = page.structured.unwrap();
        assert_eq!(structured["total"], 5);
        let Some(next) = structured["next"].as_u64() else { break };
        assert!(page.text.contains(&format!("`offset` = {next}")), "{}", page.text);
        arguments["offset"] = next.into();
    }
    assert_eq!(seen, texts(&said));
    for (wrong, named) in [
        (json!({ "limit": 26 }), "at most 25"),
        (json!({ "offset": 9_976 }), "at most 9975"),
        (json!({ "has": ["gif"] }), "sticker"),
        (json!({ "before": "yesterday" }), "2026-01-31"),
        (json!({ "more": { "colour": "red" } }), "colour"),
    ] {
        let said = workspace.refused("argument", "search_messages", wrong).await;
        assert!(said.contains(named), "{said}");
    }
    workspace.finish();
}

#[tokio::test]
async fn an_index_that_is_being_built_is_waited_for() {
    let workspace = workspace().await;
    let said = workspace.said("general", "quokka");
    workspace.sandbox().world().set_unindexed(2, Duration::ZERO);
    assert_eq!(found(&workspace, json!({ "content": "quokka" })).await, texts(&[said]));

    workspace.sandbox().world().set_unindexed(1, Duration::from_hours(1));
    let refused = workspace.refused("unavailable", "search_messages", json!({ "content": "quokka" })).await;
    assert!(refused.contains("retry after: 3600.0 s") && refused.contains("hint:"), "{refused}");
    workspace.finish();
}

#[tokio::test]
async fn a_search_needs_the_intent_to_read_messages() {
    let workspace = workspace().await;
    workspace.sandbox().world().application_flags = 0;
    let called = workspace.call("search_messages", json!({ "content": "quokka" })).await.unwrap();
    assert!(called.is_error && called.text.contains("MESSAGE_CONTENT"), "{}", called.text);
    workspace.finish();
}

#[tokio::test]
async fn a_search_does_not_reach_further_than_the_allow_list() {
    let workspace = workspace_with(|sandbox, session| {
        let channels = vec![ChannelId::new(channel_of(sandbox, "general").0).unwrap()];
        let reach = Reach { channels, ..Reach::default() };
        session.settings(DiscordSettings { reach, ..DiscordSettings::default() })
    })
    .await;
    let said = workspace.said("general", "quokka");
    workspace.said("artifacts", "quokka");
    let all = workspace.refused("policy", "search_messages", json!({ "content": "quokka" })).await;
    assert!(all.contains("DISCORD_ALLOWED_CHANNELS") && all.contains("channel_id"), "{all}");
    let artifacts = workspace.channel("artifacts");
    let other = json!({ "content": "quokka", "channel_id": [artifacts] });
    workspace.refused("policy", "search_messages", other).await;
    let allowed = json!({ "content": "quokka", "channel_id": ["#general"] });
    assert_eq!(found(&workspace, allowed).await, texts(&[said]));
    workspace.finish();
}

#[tokio::test]
async fn a_channel_says_which_server_is_searched() {
    let workspace = workspace().await;
    let (channel, said) = {
        let mut world = workspace.sandbox().world();
        let other = world.add_server("Other");
        let channel = world.add_channel(other, NewChannel::text("elsewhere")).unwrap();
        let bot = world.bot();
        (channel, world.add_message(channel, bot, "quokka").unwrap())
    };
    let named = json!({ "content": "quokka", "channel_id": channel });
    assert_eq!(found(&workspace, named).await, texts(&[said]));
    let said = workspace.refused("name", "search_messages", json!({ "content": "quokka" })).await;
    assert!(said.contains("server_id"), "{said}");
    workspace.finish();
}
