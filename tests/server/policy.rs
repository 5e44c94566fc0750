//! What whoever runs the server has decided: how far it reaches, and which tools there are.

use mcp_discord::{
    call::{Policy, Registry},
    config::schema,
    discord::{Defaults, DiscordSettings, Reach},
    sandbox::{NewChannel, Sandbox, Snowflake},
    testing::SessionBuilder,
    tool::{ChannelId, ServerId},
    toolsets,
};
use serde_json::{Value, json};

use crate::workspace::{Workspace, channel_of, server_of, workspace_with};

fn settings(session: SessionBuilder, reach: Reach) -> SessionBuilder {
    session.settings(DiscordSettings { reach, ..DiscordSettings::default() })
}

/// A workspace whose server may be used, while the bot is in another one too; the ID of the other one's channel.
async fn one_of_two_servers() -> (Workspace, Snowflake, Snowflake) {
    let mut elsewhere = None;
    let workspace = workspace_with(|sandbox, session| {
        let allowed = server_of(sandbox);
        let mut world = sandbox.world();
        let server = world.add_server("Second Server");
        elsewhere = Some((server, world.add_channel(server, NewChannel::text("secret")).unwrap()));
        settings(session, Reach { servers: vec![ServerId::new(allowed.0).unwrap()], ..Reach::default() })
    })
    .await;
    let (server, channel) = elsewhere.unwrap();
    (workspace, server, channel)
}

/// A call of each tool that is aimed at a channel.
fn calls(channel: &Value, message: &Value) -> Vec<(&'static str, Value)> {
    vec![
        ("send_message", json!({ "channel_id": channel, "content": "hello" })),
        ("read_messages", json!({ "channel_id": channel })),
        ("add_reaction", json!({ "channel_id": channel, "message_id": message, "emoji": "👍" })),
        ("delete_message", json!({ "channel_id": channel, "message_id": message })),
    ]
}

#[tokio::test]
async fn a_server_that_is_not_allowed_is_out_of_reach_however_it_is_written() {
    let (workspace, server, channel) = one_of_two_servers().await;
    let person = workspace.person("jonas_w");
    let message = workspace.sandbox().world().add_message(channel, person, "secret").unwrap();
    let link = format!("https://discord.com/channels/{server}/{channel}/{message}");
    for written in [json!(channel), json!(format!("<#{channel}>")), json!(link)] {
        for (tool, arguments) in calls(&written, &json!(message)) {
            let said = workspace.refused("policy", tool, arguments).await;
            assert!(said.contains("DISCORD_ALLOWED_SERVERS"), "{said}");
        }
    }
    for tool in ["add_reaction", "delete_message"] {
        let arguments = match tool {
            "add_reaction" => json!({ "message_id": link, "emoji": "👍" }),
            _ => json!({ "message_id": link }),
        };
        workspace.refused("policy", tool, arguments).await;
    }
    let by_name = json!({ "channel_id": "Second Server/#secret", "content": "hello" });
    workspace.refused("policy", "send_message", by_name).await;
    workspace.refused("policy", "list_channels", json!({ "server_id": server })).await;
    // A link that claims the allowed server, with the channel of the other one.
    let forged = format!("https://discord.com/channels/{}/{channel}/{message}", workspace.server());
    workspace.refused("policy", "read_messages", json!({ "channel_id": forged })).await;

    let listed = workspace.done("list_servers", json!({})).await;
    assert!(
        !listed.text.contains("Second Server") && !listed.structured.unwrap().to_string().contains("Second")
    );
    workspace.done("send_message", json!({ "channel_id": "#general", "content": "allowed" })).await;
    workspace.finish();
}

#[tokio::test]
async fn with_a_list_of_channels_the_others_are_out_of_reach_and_threads_are_where_their_channel_is() {
    let workspace = workspace_with(|sandbox, session| {
        let allowed = channel_of(sandbox, "pr-reviews");
        settings(session, Reach { channels: vec![ChannelId::new(allowed.0).unwrap()], ..Reach::default() })
    })
    .await;
    let message = workspace.said("general", "out of reach");
    for (tool, arguments) in calls(&json!(workspace.channel("general")), &json!(message)) {
        let said = workspace.refused("policy", tool, arguments).await;
        assert!(said.contains("DISCORD_ALLOWED_CHANNELS"), "{said}");
    }
    let named = json!({ "channel_id": "#general", "content": "x" });
    workspace.refused("policy", "send_message", named).await;
    for written in [json!("#pr-reviews"), json!(workspace.channel("Review of #418"))] {
        workspace.done("send_message", json!({ "channel_id": written, "content": "in reach" })).await;
    }
    workspace.finish();
}

#[tokio::test]
async fn what_is_left_out_is_the_default() {
    let workspace = workspace_with(|sandbox: &Sandbox, session| {
        let channel = ChannelId::new(channel_of(sandbox, "daily-status").0).unwrap();
        let defaults = Defaults { channel: Some(channel.into()), server: None };
        session.settings(DiscordSettings { defaults, ..DiscordSettings::default() })
    })
    .await;
    workspace.done("send_message", json!({ "content": "by default" })).await;
    assert_eq!(workspace.last(workspace.channel("daily-status")).content, "by default");
    workspace.finish();
}

async fn listed(workspace: &Workspace) -> Vec<String> {
    workspace.tools().await.unwrap().iter().map(|tool| tool.name.to_string()).collect()
}

#[tokio::test]
async fn a_server_that_only_reads_offers_and_runs_only_what_reads() {
    let policy = Policy { read_only: true, ..Policy::default() };
    let workspace = workspace_with(|_, session| session.policy(policy)).await;
    let tools = workspace.tools().await.unwrap();
    for reads in ["read_messages", "list_channels", "list_servers"] {
        assert!(tools.iter().any(|tool| tool.name == reads), "{reads} is not offered");
    }
    for tool in tools {
        let hint = tool.annotations.and_then(|annotations| annotations.read_only_hint);
        assert_eq!(hint, Some(true), "{} is offered, and doesn't say that it only reads", tool.name);
    }
    let channel = workspace.channel("general");
    let message = workspace.said("general", "keep");
    for (tool, arguments) in calls(&json!(channel), &json!(message)) {
        if tool == "read_messages" {
            workspace.done(tool, arguments).await;
        } else {
            let said = workspace.refused("policy", tool, arguments).await;
            assert!(said.contains("DISCORD_READ_ONLY"), "{said}");
        }
    }
    workspace.finish();
}

#[tokio::test]
async fn tools_that_are_switched_off_are_neither_offered_nor_run() {
    let excluded =
        Policy { exclude: vec!["add_reaction".into(), "get_channels".into()], ..Policy::default() };
    let only = Policy { toolsets: Some(vec!["servers".into()]), ..Policy::default() };
    let all: Vec<_> = toolsets::ALL.iter().flat_map(|set| set.tools).map(mcp_discord::Tool::name).collect();
    let elsewhere = toolsets::ALL.iter().filter(|set| set.name != "servers").flat_map(|set| set.tools);
    for (policy, off, setting) in [
        (excluded, vec!["add_reaction", "get_channels"], "DISCORD_EXCLUDE_TOOLS"),
        (only, elsewhere.map(mcp_discord::Tool::name).collect(), "DISCORD_TOOLSETS"),
    ] {
        let workspace = workspace_with(|_, session| session.policy(policy)).await;
        let wanted: Vec<_> = all.iter().copied().filter(|name| !off.contains(name)).collect();
        assert_eq!(listed(&workspace).await, wanted);
        for tool in off {
            // What is switched off is said before anything about arguments.
            let said = workspace.refused("policy", tool, json!({ "nonsense": 1 })).await;
            assert!(said.contains(setting), "{said}");
        }
        workspace.finish();
    }
}

#[tokio::test]
async fn single_tools_are_added_to_the_toolsets_and_what_is_excluded_or_writes_is_not() {
    let toolsets = || Some(vec!["channels".to_owned()]);
    let tools = || vec!["read_messages".to_owned(), "send_message".into(), "discord_no_such".into()];
    for (policy, wanted, refused) in [
        (
            Policy { toolsets: toolsets(), tools: tools(), ..Policy::default() },
            vec!["send_message", "read_messages", "list_channels"],
            (
                "list_servers",
                "adding `servers` to `toolsets` (DISCORD_TOOLSETS), or `list_servers` to `tools`",
            ),
        ),
        (
            Policy { toolsets: Some(vec![]), tools: vec!["list_channels".into()], ..Policy::default() },
            vec!["list_channels"],
            ("read_messages", "`read_messages` to `tools` (DISCORD_TOOLS)"),
        ),
        (
            Policy {
                toolsets: toolsets(),
                tools: tools(),
                exclude: vec!["read_messages".into()],
                ..Policy::default()
            },
            vec!["send_message", "list_channels"],
            ("read_messages", "taking it out of `exclude_tools` (DISCORD_EXCLUDE_TOOLS)"),
        ),
        (
            Policy {
                toolsets: toolsets(),
                tools: tools(),
                exclude: vec!["send_message".into()],
                read_only: true,
                ..Policy::default()
            },
            vec!["read_messages", "list_channels"],
            ("send_message", "taking back `read_only` (DISCORD_READ_ONLY)"),
        ),
    ] {
        let workspace = workspace_with(|_, session| session.policy(policy)).await;
        // Colleagues of the same toolset are offered, too.
        let of_the_set: Vec<_> = listed(&workspace).await;
        for tool in &wanted {
            assert!(of_the_set.iter().any(|name| name == tool), "{tool} is not offered: {of_the_set:?}");
        }
        let named = ["send_message", "read_messages", "list_channels", "list_servers"];
        for tool in named.iter().filter(|tool| !wanted.contains(tool)) {
            assert!(!of_the_set.iter().any(|name| name == tool), "{tool} is offered: {of_the_set:?}");
        }
        let (tool, hint) = refused;
        let said = workspace.refused("policy", tool, json!({})).await;
        assert!(said.contains(hint), "{hint} is missing: {said}");
        workspace.finish();
    }
}

/// What the link asks for, and what is said of the intents.
async fn invited(policy: Policy, flags: Option<u64>) -> (u64, String) {
    let workspace = workspace_with(|sandbox, session| {
        if let Some(flags) = flags {
            sandbox.world().application_flags = flags;
        }
        session.policy(policy)
    })
    .await;
    let told = workspace.done("get_invite_link", json!({})).await;
    let structured = told.structured.unwrap();
    let url = url::Url::parse(structured["url"].as_str().unwrap()).unwrap();
    let query = |key: &str| url.query_pairs().find(|(name, _)| name == key).unwrap().1.into_owned();
    assert_eq!(query("client_id"), workspace.sandbox().world().bot().to_string());
    assert!(told.text.starts_with(url.as_str()), "{}", told.text);
    let permissions = query("permissions");
    assert_eq!(structured["permission_bits"], permissions);
    workspace.finish();
    (permissions.parse().unwrap(), told.text)
}

#[tokio::test]
async fn the_invite_link_asks_for_what_is_on_and_says_which_tool_needs_it() {
    let all = toolsets::ALL.iter().fold(0, |all, set| all | set.bits().bits());
    assert_eq!(invited(Policy::default(), None).await.0, all);

    let few = || Policy {
        toolsets: Some(vec![]),
        tools: vec!["get_invite_link".into(), "add_reaction".into(), "read_messages".into()],
        ..Policy::default()
    };
    let (bits, text) = invited(few(), None).await;
    assert_eq!(bits, 1 << 6 | 1 << 10 | 1 << 16);
    assert!(text.contains("\nADD_REACTIONS: add_reaction\n"), "{text}");
    assert!(text.contains("\nMessage Content Intent is on: read_messages"), "{text}");
    assert!(!text.contains("hint:"), "{text}");

    let (_, text) = invited(few(), Some(0)).await;
    assert!(text.contains("\nMessage Content Intent is off: read_messages"), "{text}");
    assert!(text.contains("hint: switch on in the Developer Portal"), "{text}");

    let (bits, _) = invited(Policy { read_only: true, ..few() }, None).await;
    assert_eq!(bits, 1 << 10 | 1 << 16);
}

#[test]
fn the_schema_of_a_settings_file_is_one_and_holds() {
    let schema = schema("mcp-discord", &Registry::of(toolsets::ALL).unwrap());
    jsonschema::draft202012::meta::validate(&schema).unwrap();
    let schema = jsonschema::draft202012::new(&schema).unwrap();
    for good in [
        json!({}),
        json!({ "toolsets": ["default", "roles"], "read_only": true, "confirm": "never", "file_roots": ["a"] }),
        json!({ "default_server": "Team", "allowed_channels": ["175928847299117063"], "api_base": "http://x/" }),
    ] {
        assert!(schema.is_valid(&good), "{good}");
    }
    for bad in [
        json!({ "read_onyl": true }),
        json!({ "toolsets": ["mesages"] }),
        json!({ "confirm": "maybe" }),
        json!({ "allowed_servers": [175_928_847_299_117_063_u64] }),
        json!({ "token": "secret" }),
    ] {
        assert!(!schema.is_valid(&bad), "{bad}");
    }
}
