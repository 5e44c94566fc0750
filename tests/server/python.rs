//! The Python server's tools, each called as its own schema says, with what they leave in Discord and the words that
//! prompts rely on. Its bugs, each with a test that it is gone.

use mcp_discord::sandbox::{Emoji, Snowflake, permissions};
use serde_json::{Value, json};

use crate::workspace::{Workspace, workspace};

/// A tool as the Python server had it.
struct Case {
    tool: &'static str,
    /// Its arguments: IDs are strings, numbers are JSON numbers.
    arguments: fn(&Stage) -> Value,
    /// What its result begins with.
    begins: fn(&Stage) -> String,
    /// What has to be so afterwards.
    left: fn(&Stage) -> bool,
}

/// The workspace, and what the cases are aimed at.
struct Stage {
    workspace: Workspace,
    message: Snowflake,
    person: Snowflake,
    role: Snowflake,
}

impl Stage {
    async fn set() -> Self {
        let workspace = workspace().await;
        let (message, person) = (workspace.said("general", "over here"), workspace.person("jonas_w"));
        workspace.may(permissions::ADMINISTRATOR);
        let server = workspace.server();
        let role = workspace.sandbox().world().add_role(server, "Helper", 0).unwrap();
        Self { workspace, message, person, role }
    }

    fn channel(&self) -> Snowflake {
        self.workspace.channel("general")
    }

    fn roles(&self) -> Vec<Snowflake> {
        let world = self.workspace.sandbox().world();
        let server = world.servers().next().unwrap();
        server.members[&self.person].roles.clone()
    }

    fn reactions(&self) -> Vec<Emoji> {
        let channel = self.channel();
        let world = self.workspace.sandbox().world();
        let bot = world.bot();
        let Some(message) = world.message(channel, self.message) else { return Vec::new() };
        let own = message.reactions.iter().filter(|reaction| reaction.users.contains(&bot));
        own.map(|reaction| reaction.emoji.clone()).collect()
    }

    fn newest(&self) -> mcp_discord::sandbox::Message {
        self.workspace.last(self.channel())
    }

    fn channel_named(&self, name: &str) -> Option<mcp_discord::sandbox::Channel> {
        let server = self.workspace.server();
        self.workspace.sandbox().world().channel_named(server, name).cloned()
    }
}

fn unicode(emoji: &str) -> Emoji {
    Emoji::Unicode(emoji.into())
}

const CASES: &[Case] = &[
    Case {
        tool: "list_servers",
        arguments: |_| json!({}),
        begins: |_| "Available Servers (1):\n".into(),
        left: |stage| stage.workspace.writes() == 0,
    },
    Case {
        tool: "get_server_info",
        arguments: |stage| json!({ "server_id": stage.workspace.server() }),
        begins: |_| "Server Information:\n".into(),
        left: |stage| stage.workspace.writes() == 0,
    },
    Case {
        tool: "get_channels",
        arguments: |stage| json!({ "server_id": stage.workspace.server() }),
        begins: |_| "Channels in Claude Team Workspace:\n".into(),
        left: |stage| stage.workspace.writes() == 0,
    },
    Case {
        tool: "list_members",
        arguments: |stage| json!({ "server_id": stage.workspace.server(), "limit": 100.0 }),
        begins: |stage| {
            let world = stage.workspace.sandbox().world();
            let members = world.servers().next().unwrap().members.len();
            format!("Server Members ({members}):\n")
        },
        left: |stage| stage.workspace.writes() == 0,
    },
    Case {
        tool: "get_user_info",
        arguments: |stage| json!({ "user_id": stage.person }),
        begins: |_| "User information:\n".into(),
        left: |stage| stage.workspace.writes() == 0,
    },
    Case {
        tool: "get_self_info",
        arguments: |_| json!({}),
        begins: |_| "User information:\n".into(),
        left: |stage| stage.workspace.writes() == 0,
    },
    Case {
        tool: "read_messages",
        arguments: |stage| json!({ "channel_id": stage.channel(), "limit": 2, "order": "ascending" }),
        begins: |_| "Retrieved 2 messages:".into(),
        left: |stage| stage.workspace.writes() == 0,
    },
    Case {
        tool: "send_message",
        arguments: |stage| json!({ "channel_id": stage.channel(), "content": "hello" }),
        begins: |stage| format!("Message sent successfully. Message ID: {}", stage.newest().id),
        left: |stage| stage.newest().content == "hello",
    },
    Case {
        tool: "reply_to_message",
        arguments: |stage| json!({ "channel_id": stage.channel(), "message_id": stage.message, "content": "yes" }),
        begins: |stage| format!("Reply sent successfully. Message ID: {}", stage.newest().id),
        left: |stage| stage.newest().reference.and_then(|reference| reference.message) == Some(stage.message),
    },
    Case {
        tool: "add_reaction",
        arguments: |stage| json!({ "channel_id": stage.channel(), "message_id": stage.message, "emoji": "👍" }),
        begins: |_| "Added reaction 👍 to message".into(),
        left: |stage| stage.reactions() == [unicode("👍")],
    },
    Case {
        tool: "add_multiple_reactions",
        arguments: |stage| json!({ "channel_id": stage.channel(), "message_id": stage.message, "emojis": ["🎉", "👀"] }),
        begins: |_| "Added reactions: 🎉, 👀 to message".into(),
        left: |stage| stage.reactions() == [unicode("👍"), unicode("🎉"), unicode("👀")],
    },
    Case {
        tool: "remove_reaction",
        arguments: |stage| json!({ "channel_id": stage.channel(), "message_id": stage.message, "emoji": "🎉" }),
        begins: |_| "Removed reaction 🎉 from message".into(),
        left: |stage| stage.reactions() == [unicode("👍"), unicode("👀")],
    },
    Case {
        tool: "add_role",
        arguments: |stage| json!({ "server_id": stage.workspace.server(), "user_id": stage.person, "role_id": stage.role }),
        begins: |_| "Added role ".into(),
        left: |stage| stage.roles().contains(&stage.role),
    },
    Case {
        tool: "remove_role",
        arguments: |stage| json!({ "server_id": stage.workspace.server(), "user_id": stage.person, "role_id": stage.role }),
        begins: |_| "Removed role ".into(),
        left: |stage| !stage.roles().contains(&stage.role),
    },
    Case {
        tool: "create_text_channel",
        arguments: |stage| {
            let work = stage.workspace.channel("Work");
            json!({ "server_id": stage.workspace.server(), "name": "made", "category_id": work, "topic": "By hand" })
        },
        begins: |stage| {
            format!("Created text channel #made (ID: {})", stage.channel_named("made").unwrap().id)
        },
        left: |stage| {
            let made = stage.channel_named("made").unwrap();
            made.parent == Some(stage.workspace.channel("Work")) && made.topic.as_deref() == Some("By hand")
        },
    },
    Case {
        tool: "delete_channel",
        arguments: |stage| json!({ "channel_id": stage.workspace.channel("made"), "reason": "not needed" }),
        begins: |_| "Deleted channel successfully".into(),
        left: |stage| stage.channel_named("made").is_none(),
    },
    Case {
        tool: "moderate_message",
        arguments: |stage| {
            json!({
                "channel_id": stage.channel(), "message_id": stage.message, "reason": "too loud", "timeout_minutes": 5,
            })
        },
        begins: |_| "Message deleted and user timed out for 5 minutes.".into(),
        left: |stage| {
            let channel = stage.channel();
            let world = stage.workspace.sandbox().world();
            let member = &world.servers().next().unwrap().members[&stage.person];
            world.message(channel, stage.message).is_none() && member.timed_out_until_ms.is_some()
        },
    },
];

#[tokio::test]
async fn every_tool_takes_what_it_took_and_leaves_what_it_left() {
    let stage = Stage::set().await;
    // A team's prompts name the server, which is known once it was asked for.
    for Case { tool, arguments, begins, left } in CASES {
        let called = stage.workspace.done(tool, arguments(&stage)).await;
        let begins = begins(&stage);
        assert!(called.text.starts_with(&begins), "{tool} doesn't begin with {begins}: {}", called.text);
        assert!(left(&stage), "{tool} left something else: {}", called.text);
    }
    stage.workspace.finish();
}

/// The numbers are those of `docs/migrating-from-python.md`.
#[tokio::test]
async fn its_bugs_are_gone() {
    let stage = Stage::set().await;
    let workspace = &stage.workspace;
    // 5: the very first call works, with nothing connected before.
    let unknown =
        json!({ "server_id": workspace.server(), "user_id": stage.person, "role_id": "175928847299117063" });
    // 4: an unknown role is called one.
    let said = workspace.refused("discord", "add_role", unknown).await;
    assert!(said.contains("no such role") && !said.contains("NoneType"), "{said}");
    // 2: the members are counted.
    let told = workspace.done("get_server_info", json!({ "server_id": workspace.server() })).await;
    let members = workspace.sandbox().world().servers().next().unwrap().members.len();
    assert!(told.text.contains(&format!("member_count: {members}")), "{}", told.text);
    // 3: a category that isn't there is refused, where it was passed over.
    let nowhere =
        json!({ "server_id": workspace.server(), "name": "lost", "category_id": "175928847299117063" });
    let refused = workspace.call("create_text_channel", nowhere).await.unwrap();
    assert!(refused.is_error && stage.channel_named("lost").is_none(), "{}", refused.text);
    // 6: what is read can be answered, by the ID that stands in it.
    let read = workspace.done("read_messages", json!({ "channel_id": stage.channel(), "limit": 1 })).await;
    assert!(read.text.contains(&stage.message.to_string()), "{}", read.text);
    // 7: a name will do where an ID was wanted.
    workspace.done("send_message", json!({ "channel_id": "general", "content": "by name" })).await;
    assert_eq!(stage.newest().content, "by name");
    // 1: a message is moderated, without a time-out too.
    let moderate = json!({ "channel_id": stage.channel(), "message_id": stage.message, "reason": "spam" });
    let called = workspace.done("moderate_message", moderate).await;
    assert_eq!(called.text, "Message deleted successfully.");
    let channel = stage.channel();
    assert!(workspace.sandbox().world().message(channel, stage.message).is_none());
    stage.workspace.finish();
}
