//! What agents say makes no series, and no secret, ID or content is told.

use mcp_discord::{
    Tool,
    call::Policy,
    discord::{Method, Reach},
    tool::{Effect, ToolSpec},
};
use serde_json::json;

use crate::stage::{measured, stage};

const EVIL: [&str; 4] = ["evil\"} 1\nevil_total{a=\"b", "evil\\", "evil,evil=\"1\"", "send_message\u{0}evil"];

/// A tool that sends a request wherever it is told.
fn anywhere() -> Tool {
    let mut spec = ToolSpec::new("get_anything", "Reads any path.", Effect::Read);
    spec.scope.unscoped = true;
    Tool::raw(spec, serde_json::Map::new(), |context, arguments| async move {
        let path = arguments["path"].as_str().unwrap_or_default().to_owned();
        context.unscoped().request(Method::Get, &path, None).await.map(|answer| answer.to_string())
    })
}

fn names_of_series() -> Vec<String> {
    let now = measured();
    let families = now.families.iter();
    families
        .flat_map(|(name, family)| family.series().map(move |labels| format!("{name}{labels:?}")))
        .collect()
}

#[tokio::test]
async fn names_of_an_agents_choice_make_no_series() {
    let stage = stage(|session| session.tool(anywhere())).await;
    let before = names_of_series();
    for name in EVIL {
        assert!(stage.call(name, json!({})).await.is_err());
    }
    assert_eq!(stage.rise("mcp_discord_unknown_tools_total", &[]), 4);
    assert_eq!(names_of_series(), before);

    for agent in EVIL {
        let session = stage.narrowed(agent, Policy::default(), Reach::default()).await.unwrap();
        session.call("list_servers", json!({})).await.unwrap();
    }
    let labels = [("tool", "list_servers"), ("outcome", "done")];
    assert_eq!(stage.rise("mcp_discord_calls_total", &labels), 4);

    // A word looks like one of the API, whoever wrote it.
    for n in ["evil", "evil-too", "invites/evil", "users/@me/evil", "evil/41771983423143937", "a/b/c/d/e/f"] {
        stage.call("get_anything", json!({ "path": n })).await.unwrap();
    }
    let labels = [("method", "GET"), ("route", "other"), ("status", "404")];
    assert_eq!(stage.rise("discord_requests_total", &labels), 5);
    let labels = [("method", "GET"), ("route", "/invites/{code}"), ("status", "404")];
    assert_eq!(stage.rise("discord_requests_total", &labels), 1);
    assert!(!names_of_series().iter().any(|name| name.contains("evil")));
}

#[tokio::test]
async fn no_content_no_token_and_no_id_is_told() {
    let stage = stage(|session| session).await;
    let content = "something that only this message says";
    stage.call("send_message", json!({ "channel_id": "#general", "content": content })).await.unwrap();
    let message = stage.last(stage.channel("general")).to_string();
    stage.call("read_messages", json!({ "channel_id": "#general" })).await.unwrap();
    stage.call("get_message", json!({ "channel_id": "#general", "message_id": message })).await.unwrap();
    for name in names_of_series() {
        for secret in [content, &message, "#general", "general", stage.sandbox().token()] {
            assert!(!name.contains(secret), "{secret} is in {name}");
        }
        let digits = name.split(|character: char| !character.is_ascii_digit());
        assert!(digits.into_iter().all(|digits| digits.len() < 10), "there is an ID in {name}");
    }
}
