//! What a model has to read, in tokens of o200k: a budget like any other.

use mcp_discord::{
    call::Policy,
    sandbox::{NewChannel, NewMessage},
    toolsets,
};
use serde_json::json;

use crate::workspace::{Workspace, workspace, workspace_with};

/// What a model may be shown of the toolsets that are on by default, and of all.
const DEFAULT_TOOLSETS: usize = 4_000;
const ALL_TOOLSETS: usize = 12_000;
/// What twenty messages may take, with their IDs.
const TWENTY_MESSAGES: usize = 800;

fn tokens(text: &str) -> usize {
    tiktoken_rs::o200k_base_singleton().encode_ordinary(text).len()
}

/// The tools as a model is shown them: name, description, input schema.
async fn shown(workspace: &Workspace) -> Vec<(String, usize)> {
    let tools = workspace.tools().await.unwrap();
    let cost = |tool: rmcp::model::Tool| {
        let shown = json!({
            "name": tool.name, "description": tool.description, "input_schema": tool.input_schema
        });
        (tool.name.to_string(), tokens(&shown.to_string()))
    };
    let mut costs: Vec<_> = tools.into_iter().map(cost).collect();
    costs.sort_by_key(|(_, cost)| std::cmp::Reverse(*cost));
    costs
}

async fn within(policy: Policy, budget: usize) {
    let workspace = workspace_with(|_, session| session.policy(policy)).await;
    let costs = shown(&workspace).await;
    let all: usize = costs.iter().map(|(_, cost)| cost).sum();
    assert!(all <= budget, "{} tools take {all} tokens, and may take {budget}: {costs:?}", costs.len());
    workspace.finish();
}

#[tokio::test]
async fn what_is_shown_of_all_tools_is_within_its_budget() {
    within(Policy::default(), ALL_TOOLSETS).await;
}

#[tokio::test]
async fn what_is_shown_by_default_is_within_its_budget() {
    let on = toolsets::ALL.iter().filter(|toolset| toolset.on_by_default);
    let toolsets = on.map(|toolset| toolset.name.to_owned()).collect();
    within(Policy { toolsets: Some(toolsets), ..Policy::default() }, DEFAULT_TOOLSETS).await;
}

#[tokio::test]
async fn twenty_messages_are_within_their_budget() {
    let workspace = workspace().await;
    let channel = workspace.channel("general");
    let people = ["jonas_w", "sam_d"].map(|name| workspace.person(name));
    for number in 0..20 {
        let text =
            format!("The migration of table {number} is through, and the tests of it pass on both branches.");
        let author = people[number % people.len()];
        workspace.sandbox().world().add_message_with(channel, author, NewMessage::text(text)).unwrap();
    }
    let read = workspace.done("read_messages", json!({ "channel_id": channel, "limit": 20 })).await;
    let cost = tokens(&read.text);
    assert!(cost <= TWENTY_MESSAGES, "they take {cost} tokens: {}", read.text);
    assert_eq!(read.structured.unwrap()["messages"].as_array().unwrap().len(), 20);
    workspace.finish();
}

#[tokio::test]
async fn lists_take_at_most_a_third_of_discords_answer_as_indented_json() {
    let workspace = workspace().await;
    let server = workspace.server();
    for number in 0..60 {
        let mut world = workspace.sandbox().world();
        let user = world.add_user(&format!("agent.number.{number}"));
        let roles: Vec<_> =
            world.roles(server).map(|role| role.id).filter(|id| *id != server).take(2).collect();
        world.add_member(server, user, &roles).unwrap();
    }
    for number in 0..40 {
        let name = format!("project-{number}");
        workspace.sandbox().world().add_channel(server, NewChannel::text(name)).unwrap();
    }
    let base = workspace.sandbox().api_base();
    let http = reqwest::Client::builder()
        .user_agent("DiscordBot (https://example.com, 1)")
        .no_proxy()
        .build()
        .unwrap();
    for (tool, path) in [("list_channels", "channels"), ("list_members", "members?limit=100")] {
        let listed = workspace.done(tool, json!({ "server_id": server })).await;
        let request = http.get(format!("{base}/guilds/{server}/{path}"));
        let request = request.header("authorization", format!("Bot {}", workspace.sandbox().token()));
        let answer: serde_json::Value =
            serde_json::from_slice(&request.send().await.unwrap().bytes().await.unwrap()).unwrap();
        assert!(answer.as_array().unwrap().len() > 50);
        let json = tokens(&serde_json::to_string_pretty(&answer).unwrap());
        let text = tokens(&listed.text);
        assert!(text * 3 <= json, "{tool} takes {text} tokens, and as JSON {json}:\n{}", listed.text);
    }
    workspace.finish();
}
