//! Nothing declares too much: with exactly the permissions that its rules give for a case, every endpoint and every
//! tool works, and without any one of them it doesn't.
//!
//! The other half, that nothing declares too little, is proven by the compiler: each endpoint is called here under a
//! scope that grants what the endpoint's row names, and no more.

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;
use mcp_discord::{
    discord::{
        Around, Draft, ENDPOINTS, Embed, Endpoint, File, PostDraft,
        operations::{self, Method, OPERATIONS},
    },
    sandbox::{ChannelType, Limits, NewChannel, NewMessage, Sandbox, Snowflake},
    tool::{
        ChannelId, Destroys, Effect, EmojiRef, Grants, MessageId, Permissions, Rule, Scope, ScopeKind,
        ScopeSpec, ServerId, ToolError, ToolResult, Writes, perm,
    },
    toolsets,
};
use mcp_discord_tests::observed::{self, ObservedSession};
use serde_json::{Value, json};

/// A scope by hand, with what one endpoint asks for.
macro_rules! scope {
    ($name:ident: $effect:ident [$($permission:ident),*]) => {
        #[derive(Debug)]
        enum $name {}
        impl Scope for $name {
            const SCOPE: ScopeSpec = ScopeSpec {
                kind: ScopeKind::Job,
                name: stringify!($name),
                effect: Effect::$effect,
                permissions: &[$(Rule::Always(Permissions::$permission)),*],
                unscoped: false,
            };
        }
        scope!(@$effect $name);
        $(impl Grants<perm::$permission> for $name {})*
    };
    (@Read $name:ident) => {};
    (@Write $name:ident) => { impl Writes for $name {} };
    (@Destroy $name:ident) => { impl Writes for $name {} impl Destroys for $name {} };
}

scope!(Sends: Write [VIEW_CHANNEL, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS]);
scope!(SendsFiles: Write [VIEW_CHANNEL, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, ATTACH_FILES]);
scope!(SendsEmbeds: Write [VIEW_CHANNEL, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, EMBED_LINKS]);
scope!(Replies: Write [VIEW_CHANNEL, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, READ_MESSAGE_HISTORY]);
scope!(Posts: Write [VIEW_CHANNEL, SEND_MESSAGES]);
scope!(ReadsMessages: Read [VIEW_CHANNEL, READ_MESSAGE_HISTORY]);
scope!(Deletes: Destroy [VIEW_CHANNEL, MANAGE_MESSAGES]);
scope!(Reacts: Write [VIEW_CHANNEL, READ_MESSAGE_HISTORY, ADD_REACTIONS]);
scope!(Sees: Read [VIEW_CHANNEL]);
scope!(Looks: Read []);

/// A server in which the bot has the permissions that a case gives it, and nobody else has any.
struct Stage {
    session: ObservedSession,
    server: Snowflake,
    channel: Snowflake,
    thread: Snowflake,
    forum: Snowflake,
    person: Snowflake,
    files: tempfile::TempDir,
}

impl Stage {
    async fn set() -> Self {
        let files = tempfile::tempdir().unwrap();
        std::fs::write(files.path().join("report.txt"), "all green").unwrap();
        let root = files.path().to_owned();
        let session = observed::start(Sandbox::builder().limits(Limits::off()), |session| {
            session.settings(mcp_discord::discord::DiscordSettings {
                file_roots: vec![root],
                ..Default::default()
            })
        })
        .await
        .unwrap();
        let (server, channel, thread, forum, person) = {
            let mut world = session.sandbox().world();
            let server = world.add_server("Minimal");
            let channel = world.add_channel(server, NewChannel::text("room")).unwrap();
            let forum = world.add_channel(server, NewChannel::new(ChannelType::Forum, "posts")).unwrap();
            let person = world.add_user("mira");
            world.add_member(server, person, &[]).unwrap();
            let start = world.add_message(channel, person, "let's talk apart").unwrap();
            let thread = world.add_thread_from(channel, start, "apart", person).unwrap();
            (server, channel, thread, forum, person)
        };
        Self { session, server, channel, thread, forum, person, files }
    }

    /// Gives the bot exactly these.
    fn grant(&self, bits: Permissions) {
        self.session.sandbox().world().set_bot_permissions(self.server, bits.bits()).unwrap();
    }

    fn server(&self) -> ServerId {
        ServerId::new(self.server.0).unwrap()
    }

    fn channel(&self) -> ChannelId {
        ChannelId::new(self.channel.0).unwrap()
    }

    fn thread(&self) -> ChannelId {
        ChannelId::new(self.thread.0).unwrap()
    }

    fn forum(&self) -> ChannelId {
        ChannelId::new(self.forum.0).unwrap()
    }

    /// A message of the person.
    fn theirs(&self) -> MessageId {
        self.message(self.person, NewMessage::text("a question"))
    }

    /// A message of the bot.
    fn own(&self) -> MessageId {
        let bot = self.session.sandbox().world().bot();
        self.message(bot, NewMessage::text("an answer"))
    }

    /// A message under which somebody has put a thumb.
    fn reacted_to(&self) -> MessageId {
        self.message(self.person, NewMessage::text("good?").reaction("👍", vec![self.person]))
    }

    fn message(&self, author: Snowflake, message: NewMessage) -> MessageId {
        let id = self.session.sandbox().world().add_message_with(self.channel, author, message).unwrap();
        MessageId::new(id.0).unwrap()
    }
}

fn thumb() -> EmojiRef {
    serde_json::from_value(json!("👍")).unwrap()
}

/// One use of an endpoint, or of an option of one.
struct EndpointCase {
    operation: &'static str,
    option: Option<&'static str>,
    says: &'static str,
    /// What this use needs, of what the endpoint's row names.
    needs: Permissions,
    run: for<'a> fn(&'a Stage) -> BoxFuture<'a, ToolResult<()>>,
}

const NONE: Permissions = Permissions::NONE;
const VIEW: Permissions = Permissions::VIEW_CHANNEL;
const SEND: Permissions = VIEW.union(Permissions::SEND_MESSAGES);
const SEND_IN_THREAD: Permissions = VIEW.union(Permissions::SEND_MESSAGES_IN_THREADS);
const READ: Permissions = VIEW.union(Permissions::READ_MESSAGE_HISTORY);

const ENDPOINT_CASES: &[EndpointCase] = &[
    EndpointCase {
        operation: "create_message",
        option: None,
        says: "in a channel",
        needs: SEND,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Sends>();
                context.channel(stage.channel()).send(Draft::text("hello")).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "create_message",
        option: None,
        says: "in a thread",
        needs: SEND_IN_THREAD,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Sends>();
                context.channel(stage.thread()).send(Draft::text("hello")).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "create_message",
        option: Some("files"),
        says: "with a file",
        needs: SEND.union(Permissions::ATTACH_FILES),
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<SendsFiles>();
                let file = File { name: "a.txt".into(), content: "a".into(), content_type: None };
                context.channel(stage.channel()).send(Draft::text("").files(vec![file])).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "create_message",
        option: Some("embeds"),
        says: "with an embed",
        needs: SEND.union(Permissions::EMBED_LINKS),
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<SendsEmbeds>();
                let embed = Embed { title: Some("Build".into()), ..Embed::default() };
                context.channel(stage.channel()).send(Draft::text("").embeds(vec![embed])).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "create_message",
        option: Some("reply"),
        says: "in answer to another",
        needs: SEND.union(Permissions::READ_MESSAGE_HISTORY),
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Replies>();
                let draft = Draft::text("yes").reply_to(stage.theirs());
                context.channel(stage.channel()).send(draft).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "create_thread",
        option: None,
        says: "a forum post",
        needs: SEND,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Posts>();
                let post = PostDraft::new("Title", Draft::text("text"));
                context.channel(stage.forum()).create_post(post).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "list_messages",
        option: None,
        says: "that are there",
        needs: READ,
        run: |stage| {
            Box::pin(async {
                stage.theirs();
                let context = stage.session.discord().context::<ReadsMessages>();
                let messages = context.channel(stage.channel()).messages(Around::Newest, 5).await?;
                // Without the permission to read them Discord returns none, and no error.
                if messages.is_empty() { Err(ToolError::refused("no messages")) } else { Ok(()) }
            })
        },
    },
    EndpointCase {
        operation: "delete_message",
        option: None,
        says: "of its own",
        needs: VIEW,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Deletes>();
                context.channel(stage.channel()).message(stage.own()).delete().await
            })
        },
    },
    EndpointCase {
        operation: "delete_message",
        option: None,
        says: "of somebody else",
        needs: VIEW.union(Permissions::MANAGE_MESSAGES),
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Deletes>();
                context.channel(stage.channel()).message(stage.theirs()).delete().await
            })
        },
    },
    EndpointCase {
        operation: "add_my_message_reaction",
        option: None,
        says: "as the first",
        needs: READ.union(Permissions::ADD_REACTIONS),
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Reacts>();
                context.channel(stage.channel()).message(stage.theirs()).react(&thumb()).await
            })
        },
    },
    EndpointCase {
        operation: "add_my_message_reaction",
        option: None,
        says: "after somebody else",
        needs: READ,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Reacts>();
                context.channel(stage.channel()).message(stage.reacted_to()).react(&thumb()).await
            })
        },
    },
    EndpointCase {
        operation: "get_channel",
        option: None,
        says: "that it sees",
        needs: VIEW,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Sees>();
                context.channel(stage.channel()).get().await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "list_guild_channels",
        option: None,
        says: "of a server that it is in",
        needs: NONE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Looks>();
                context.server(stage.server()).channels().await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "list_my_guilds",
        option: None,
        says: "all",
        needs: NONE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Looks>();
                context.account().servers(None).await.map(drop)
            })
        },
    },
];

fn rows() -> impl Iterator<Item = &'static Endpoint> {
    ENDPOINTS.iter().copied().flatten()
}

/// The permissions of a row: for an option with those of the endpoint that it is an option of.
fn declared(row: &Endpoint) -> Permissions {
    let own = rows().filter(|other| other.operation == row.operation && other.option.is_none());
    own.fold(row.permissions, |all, endpoint| all.union(endpoint.permissions))
}

#[tokio::test]
async fn every_endpoint_works_with_what_it_needs_and_without_any_of_it_does_not() {
    let stage = Stage::set().await;
    for EndpointCase { operation, option, says, needs, run } in ENDPOINT_CASES {
        let name = format!("{operation} {} {says}", option.unwrap_or_default());
        stage.grant(*needs);
        let result = run(&stage).await;
        assert!(result.is_ok(), "{name} needs more than {needs}: {result:?}");
        for bit in needs.iter() {
            stage.grant(needs.without(bit));
            let result = run(&stage).await;
            assert!(matches!(result, Err(ToolError::Refused(_))), "{name} works without {bit}: {result:?}");
        }
    }
    stage.session.finish();
}

#[test]
fn every_endpoint_has_cases_that_need_all_that_it_declares_and_no_more() {
    for row in rows() {
        let cases =
            ENDPOINT_CASES.iter().filter(|case| (case.operation, case.option) == (row.operation, row.option));
        let needs: Vec<_> = cases.map(|case| case.needs).collect();
        assert!(!needs.is_empty(), "no case for {} {:?}", row.operation, row.option);
        let all = needs.into_iter().fold(NONE, Permissions::union);
        assert!(
            all.contains(row.permissions),
            "{}: no case needs {}",
            row.operation,
            row.permissions.without(all)
        );
        assert!(declared(row).contains(all), "{}: undeclared {}", row.operation, all.without(declared(row)));
    }
    for case in ENDPOINT_CASES {
        let exists = rows().any(|row| (row.operation, row.option) == (case.operation, case.option));
        assert!(exists, "a case for what is no endpoint: {} {:?}", case.operation, case.option);
    }
}

/// Operations whose effect is another than their verb says, and why.
const EFFECTS: &[(&str, Effect, &str)] = &[
    ("ban_user_from_guild", Effect::Destroy, "acts on a person against their will"),
    ("bulk_ban_users_from_guild", Effect::Destroy, "acts on people against their will"),
    ("bulk_delete_messages", Effect::Destroy, "deletes, by POST"),
    ("bulk_set_application_commands", Effect::Destroy, "removes every command that isn't named"),
    ("bulk_set_guild_application_commands", Effect::Destroy, "removes every command that isn't named"),
    ("delete_my_message_reaction", Effect::Write, "the bot can put its own reaction back"),
    ("delete_pin", Effect::Write, "takes a mark off; the message stays, and can be pinned again"),
    ("deprecated_delete_pin", Effect::Write, "takes a mark off; the message stays, and can be pinned again"),
    ("delete_guild_member_role", Effect::Write, "the role can be given back"),
    ("leave_thread", Effect::Write, "the bot can join again"),
    ("prune_guild", Effect::Destroy, "removes members"),
    ("unban_user_from_guild", Effect::Write, "takes a ban back"),
];

fn effect_of(operation: &operations::Operation) -> Effect {
    match EFFECTS.iter().find(|(id, ..)| *id == operation.id) {
        Some((_, effect, _)) => *effect,
        None => match operation.method {
            Method::Get => Effect::Read,
            Method::Delete => Effect::Destroy,
            Method::Post | Method::Put | Method::Patch => Effect::Write,
        },
    }
}

#[test]
fn every_endpoint_is_an_operation_of_discord_and_has_its_effect() {
    for row in rows() {
        let operation = operations::operation(row.operation);
        let operation = operation.unwrap_or_else(|| panic!("Discord has no operation {}", row.operation));
        assert!(operation.takes_bot_token(), "{} is not for bots", row.operation);
        assert_eq!(row.effect, effect_of(operation), "{}", row.operation);
    }
    let ids: BTreeSet<_> = OPERATIONS.iter().map(|operation| operation.id).collect();
    for (id, effect, reason) in EFFECTS {
        assert!(ids.contains(id), "an exception for what Discord doesn't have: {id}");
        let by_verb = match operations::find(id).method {
            Method::Get => Effect::Read,
            Method::Delete => Effect::Destroy,
            _ => Effect::Write,
        };
        assert_ne!(*effect, by_verb, "{id} is no exception, though {reason}");
    }
}

/// One use of a tool.
struct ToolCase {
    tool: &'static str,
    says: &'static str,
    needs: Permissions,
    arguments: fn(&Stage) -> Value,
}

const TOOL_CASES: &[ToolCase] = &[
    ToolCase {
        tool: "send_message",
        says: "in a channel",
        needs: SEND,
        arguments: |stage| json!({ "channel_id": stage.channel, "content": "hello" }),
    },
    ToolCase {
        tool: "send_message",
        says: "in a thread",
        needs: SEND_IN_THREAD,
        arguments: |stage| json!({ "channel_id": stage.thread, "content": "hello" }),
    },
    ToolCase {
        tool: "send_message",
        says: "in answer to another",
        needs: SEND.union(Permissions::READ_MESSAGE_HISTORY),
        arguments: |stage| json!({ "channel_id": stage.channel, "content": "yes", "reply_to": stage.theirs() }),
    },
    ToolCase {
        tool: "send_message",
        says: "with an embed",
        needs: SEND.union(Permissions::EMBED_LINKS),
        arguments: |stage| json!({ "channel_id": stage.channel, "embeds": [{ "title": "Build" }] }),
    },
    ToolCase {
        tool: "send_message",
        says: "with a file",
        needs: SEND.union(Permissions::ATTACH_FILES),
        arguments: |stage| json!({ "channel_id": stage.channel, "files": [stage.files.path().join("report.txt")] }),
    },
    ToolCase {
        tool: "send_message",
        says: "as a post",
        needs: SEND,
        arguments: |stage| json!({ "channel_id": stage.forum, "title": "Title", "content": "text" }),
    },
    ToolCase {
        tool: "read_messages",
        says: "that are there",
        needs: READ,
        arguments: |stage| {
            stage.theirs();
            json!({ "channel_id": stage.channel, "limit": 5 })
        },
    },
    ToolCase {
        tool: "add_reaction",
        says: "as the first",
        needs: READ.union(Permissions::ADD_REACTIONS),
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.theirs(), "emoji": "👍" }),
    },
    ToolCase {
        tool: "add_reaction",
        says: "after somebody else",
        needs: READ,
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.reacted_to(), "emoji": "👍" }),
    },
    ToolCase {
        tool: "delete_message",
        says: "of its own",
        needs: VIEW,
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.own() }),
    },
    ToolCase {
        tool: "delete_message",
        says: "of somebody else",
        needs: VIEW.union(Permissions::MANAGE_MESSAGES),
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.theirs() }),
    },
    ToolCase {
        tool: "list_channels",
        says: "of a server",
        needs: NONE,
        arguments: |stage| json!({ "server_id": stage.server }),
    },
    ToolCase { tool: "list_servers", says: "all", needs: NONE, arguments: |_| json!({}) },
];

async fn needs_each_and_says_so(stage: &Stage, case: &ToolCase) {
    let ToolCase { tool, says, needs, arguments } = case;
    stage.grant(*needs);
    let called = stage.session.call(tool, arguments(stage)).await.unwrap();
    assert!(called.is_done(), "{tool} {says} needs more than {needs}: {}", called.text);
    for bit in needs.iter() {
        stage.grant(needs.without(bit));
        let before = stage.session.sandbox().write_log().len();
        let called = stage.session.call(tool, arguments(stage)).await.unwrap();
        assert_eq!(called.outcome, "refused", "{tool} {says} works without {bit}: {}", called.text);
        assert!(called.is_error);
        assert!(called.text.contains(&bit.to_string()), "{tool} {says} doesn't name {bit}: {}", called.text);
        assert_eq!(stage.session.sandbox().write_log().len(), before, "{tool} {says}");
    }
}

#[tokio::test]
async fn every_tool_works_with_what_it_needs_and_names_what_is_missing() {
    let stage = Stage::set().await;
    for case in TOOL_CASES {
        needs_each_and_says_so(&stage, case).await;
    }
    stage.session.finish();
}

/// The first call of a server knows nothing, and has to learn from Discord what is missing.
#[tokio::test]
async fn a_server_that_knows_nothing_yet_names_what_is_missing_too() {
    for case in TOOL_CASES {
        for bit in case.needs.iter() {
            let stage = Stage::set().await;
            stage.grant(case.needs.without(bit));
            let called = stage.session.call(case.tool, (case.arguments)(&stage)).await.unwrap();
            let ToolCase { tool, says, .. } = case;
            assert_eq!(called.outcome, "refused", "{tool} {says} works without {bit}: {}", called.text);
            assert!(
                called.text.contains(&bit.to_string()),
                "{tool} {says} doesn't name {bit}: {}",
                called.text
            );
            stage.session.finish();
        }
    }
}

#[test]
fn every_tool_has_cases_that_need_all_that_it_declares_and_no_more() {
    for tool in toolsets::ALL.iter().flat_map(|toolset| toolset.tools) {
        let needs: Vec<_> =
            TOOL_CASES.iter().filter(|case| case.tool == tool.name()).map(|case| case.needs).collect();
        assert!(!needs.is_empty(), "no case for {}", tool.name());
        let all = needs.into_iter().fold(NONE, Permissions::union);
        assert_eq!(
            all,
            tool.spec().scope.bits(),
            "{} declares what no case needs, or too little",
            tool.name()
        );
    }
    for case in TOOL_CASES {
        let exists =
            toolsets::ALL.iter().flat_map(|toolset| toolset.tools).any(|tool| tool.name() == case.tool);
        assert!(exists, "a case for what is no tool: {}", case.tool);
    }
}
