//! The furnished sandbox with its names at hand, and a client that works in it.

use std::ops::Deref;

use mcp_discord::{
    sandbox::{Limits, Message, Sandbox, Snowflake},
    testing::{Called, SessionBuilder},
};
use mcp_discord_tests::observed::{self, ObservedSession};
use serde_json::{Value, json};

/// A session in the workspace, without rate limits.
#[derive(Debug)]
pub(crate) struct Workspace(ObservedSession);

pub(crate) async fn workspace() -> Workspace {
    workspace_with(|_, session| session).await
}

/// A workspace with settings of its own.
pub(crate) async fn workspace_with(
    configure: impl FnOnce(&Sandbox, SessionBuilder) -> SessionBuilder,
) -> Workspace {
    let sandbox = Sandbox::builder().furnished().limits(Limits::off());
    Workspace(observed::start_in(sandbox, configure).await.unwrap())
}

/// The ID of the workspace's server.
pub(crate) fn server_of(sandbox: &Sandbox) -> Snowflake {
    sandbox.world().servers().next().unwrap().id
}

/// The ID of a channel or thread of the workspace.
pub(crate) fn channel_of(sandbox: &Sandbox, name: &str) -> Snowflake {
    let server = server_of(sandbox);
    sandbox.world().channel_named(server, name).unwrap_or_else(|| panic!("no channel {name}")).id
}

impl Workspace {
    pub(crate) fn server(&self) -> Snowflake {
        server_of(self.sandbox())
    }

    pub(crate) fn channel(&self, name: &str) -> Snowflake {
        channel_of(self.sandbox(), name)
    }

    /// The user ID of a member.
    pub(crate) fn person(&self, username: &str) -> Snowflake {
        let world = self.sandbox().world();
        let server = world.servers().next().unwrap().id;
        let mut users = world.members(server).filter_map(|member| world.user(member.user));
        users.find(|user| user.username == username).unwrap().id
    }

    /// Adds a message of somebody else.
    pub(crate) fn said(&self, channel: &str, text: &str) -> Snowflake {
        let (channel, person) = (self.channel(channel), self.person("jonas_w"));
        self.sandbox().world().add_message(channel, person, text).unwrap()
    }

    /// The newest message of a channel, if it has one.
    pub(crate) fn last(&self, channel: Snowflake) -> Message {
        self.sandbox().world().messages(channel).next_back().unwrap().clone()
    }

    /// How many changes have been made.
    pub(crate) fn writes(&self) -> usize {
        self.sandbox().write_log().len()
    }

    /// Calls a tool that has to get done.
    pub(crate) async fn done(&self, tool: &str, arguments: Value) -> Called {
        let called = self.call(tool, arguments).await.unwrap();
        assert!(called.is_done() && !called.is_error, "{tool}: {}", called.text);
        called
    }

    /// Calls a tool that has to be refused for this cause without having changed anything; returns what was said.
    pub(crate) async fn refused(&self, cause: &str, tool: &str, arguments: Value) -> String {
        let before = self.writes();
        let called = self.call(tool, arguments).await.unwrap();
        assert_eq!(called.outcome, "refused", "{tool}: {}", called.text);
        assert_eq!(called.cause.as_deref(), Some(cause), "{tool}: {}", called.text);
        assert!(called.is_error && called.structured.is_none(), "{called:?}");
        assert_eq!(self.writes(), before, "{tool} was refused, and changed something: {}", called.text);
        called.text
    }

    /// How many requests Discord has had so far, found out by sending one more.
    pub(crate) async fn requests(&self) -> u64 {
        let channel = self.channel("artifacts");
        self.done("send_message", json!({ "channel_id": channel, "content": "counting" })).await;
        self.sandbox().write_log().last().unwrap().request - 1
    }

    /// Gives the bot these permissions in the whole server, and everyone else none.
    pub(crate) fn may(&self, bits: u64) {
        let server = self.server();
        self.sandbox().world().set_bot_permissions(server, bits).unwrap();
    }

    /// What the newest entry of the audit log says: which operation, and why.
    pub(crate) fn audited(&self) -> (&'static str, Option<String>) {
        let (server, world) = (self.server(), self.sandbox().world());
        let entry = world.audit_log(server).last().unwrap();
        (entry.operation, entry.reason.clone())
    }

    /// Ends the session; fails when an exchange broke Discord's contract.
    pub(crate) fn finish(self) {
        self.0.finish();
    }
}

impl Deref for Workspace {
    type Target = ObservedSession;

    fn deref(&self) -> &ObservedSession {
        &self.0
    }
}
