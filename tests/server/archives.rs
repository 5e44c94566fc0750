//! Archived threads by name: found, with a bounded number of requests, and forgotten when they change.

use mcp_discord::sandbox::{NewMessage, Snowflake, permissions::ADMINISTRATOR};
use serde_json::{Value, json};

use crate::workspace::{Workspace, workspace};

async fn managed() -> Workspace {
    let workspace = workspace().await;
    workspace.may(ADMINISTRATOR);
    workspace
}

/// Adds an archived thread to a channel.
fn archived(workspace: &Workspace, channel: &str, title: &str) -> Snowflake {
    let message = workspace.said(channel, "the start of it");
    let (channel, person) = (workspace.channel(channel), workspace.person("jonas_w"));
    let mut world = workspace.sandbox().world();
    let thread = world.add_thread_from(channel, message, title, person).unwrap();
    world.channel_mut(thread).unwrap().thread.as_mut().unwrap().archived = true;
    thread
}

fn read(channel: &str) -> Value {
    json!({ "channel_id": channel })
}

#[tokio::test]
async fn an_archived_thread_is_found_by_its_title() {
    let workspace = managed().await;
    let thread = archived(&workspace, "blocked", "Vault outage, March");
    let forum = workspace.channel("ideas-and-bugs");
    let yuki = workspace.person("yuki");
    let post = {
        let mut world = workspace.sandbox().world();
        let post = world.add_post(forum, yuki, "Dark mode", NewMessage::text("please")).unwrap();
        world.channel_mut(post).unwrap().thread.as_mut().unwrap().archived = true;
        post
    };
    for (written, id) in [
        ("Vault outage, March", thread),
        ("#vault-outage,-march", thread),
        ("#blocked/Vault outage, March", thread),
        ("blocked/vault outage, march", thread),
        ("Dark mode", post),
        ("#ideas-and-bugs/dark-mode", post),
    ] {
        let read = workspace.done("get_channel", read(written)).await;
        assert_eq!(read.structured.unwrap()["id"], json!(id), "{written}");
    }
    let said = workspace.refused("name", "get_channel", read("#general/Vault outage, March")).await;
    assert!(said.contains("hint:"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn an_active_thread_is_meant_before_an_archived_one_and_several_are_listed() {
    let workspace = managed().await;
    let active = workspace.channel("Review of #418");
    let old = archived(&workspace, "pr-reviews", "Review of #418");
    assert_ne!(active, old);
    for written in ["Review of #418", "#pr-reviews/Review of #418"] {
        let found = workspace.done("get_channel", read(written)).await;
        assert_eq!(found.structured.unwrap()["id"], json!(active), "{written}");
    }
    let (one, other) = (archived(&workspace, "general", "Retro"), archived(&workspace, "blocked", "retro"));
    let found = workspace.done("get_channel", read("Retro")).await;
    assert_eq!(found.structured.unwrap()["id"], json!(one), "to the letter");
    let said = workspace.refused("name", "get_channel", read("RETRO")).await;
    assert!(said.contains(&one.to_string()) && said.contains(&other.to_string()), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn looking_takes_few_requests_and_a_slip_of_the_pen_none() {
    let workspace = managed().await;
    // Channels and active threads are known from here on.
    workspace.done("send_message", json!({ "channel_id": "#general", "content": "first" })).await;
    let before = workspace.requests().await;
    workspace.refused("name", "get_channel", read("#daily-stats")).await;
    assert_eq!(workspace.requests().await - before, 1, "only the one that counts");

    {
        let (server, mut world) = (workspace.server(), workspace.sandbox().world());
        for n in 0..40 {
            world.add_channel(server, mcp_discord::sandbox::NewChannel::text(format!("room-{n}"))).unwrap();
        }
    }
    workspace.done("create_channel", json!({ "name": "one-more" })).await;
    workspace.done("send_message", json!({ "channel_id": "#one-more", "content": "known again" })).await;
    let before = workspace.requests().await;
    workspace.refused("name", "get_channel", read("xyzzy")).await;
    let asked = workspace.requests().await - before - 1;
    assert!((1..=25).contains(&asked), "{asked}");
    let before = workspace.requests().await;
    workspace.refused("name", "get_channel", read("xyzzy")).await;
    assert_eq!(workspace.requests().await - before, 1, "what was found is known for a while");
    workspace.finish();
}

#[tokio::test]
async fn what_was_put_away_or_brought_back_is_found_where_it_is_now() {
    let workspace = managed().await;
    let old = archived(&workspace, "blocked", "Vault outage");
    let find = async |written: &str| {
        let found = workspace.done("get_channel", read(written)).await.structured.unwrap();
        (found["id"].clone(), found["thread"]["archived"].clone())
    };
    // The archives are known from here on, without what is put away later.
    assert_eq!(find("Vault outage").await, (json!(old), json!(true)));
    workspace.refused("name", "get_channel", read("#pr-reviews/nothing")).await;

    let review = workspace.channel("Review of #418");
    workspace.done("edit_thread", json!({ "channel_id": review, "archived": true })).await;
    assert_eq!(find("Review of #418").await, (json!(review), json!(true)));
    assert_eq!(find("#pr-reviews/Review of #418").await, (json!(review), json!(true)));

    workspace
        .done("edit_thread", json!({ "channel_id": "Vault outage", "archived": false, "name": "Vault" }))
        .await;
    assert_eq!(find("Vault").await, (json!(old), json!(false)));
    workspace.refused("name", "get_channel", read("#blocked/Vault outage")).await;

    workspace.done("delete_channel", json!({ "channel_id": review })).await;
    workspace.refused("name", "get_channel", read("#pr-reviews/Review of #418")).await;
    workspace.finish();
}
