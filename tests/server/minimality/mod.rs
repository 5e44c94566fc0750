//! Nothing declares too much: with exactly the permissions that its rules give for a case, every endpoint and every
//! tool works, and without any one of them it doesn't.
//!
//! The other half, that nothing declares too little, is proven by the compiler: each endpoint is called here under a
//! scope that grants what the endpoint's row names, and no more.

mod channels;
mod direct;
mod invites;
mod members;
mod messages;
mod moderation;
mod overwrites;
mod pins;
mod reactions;
mod roles;
mod search;
mod servers;
mod stage;
mod threads;

use std::collections::BTreeSet;

use futures_util::future::BoxFuture;
use mcp_discord::{
    discord::{
        ENDPOINTS, Endpoint,
        operations::{self, Method, OPERATIONS},
    },
    tool::{Effect, Permissions, ToolError, ToolResult},
    toolsets,
};
use serde_json::Value;

use stage::Stage;

/// A scope by hand, with what one endpoint asks for.
macro_rules! scope {
    ($name:ident: $effect:ident [$($permission:ident),*]) => {
        #[derive(Debug)]
        enum $name {}
        impl ::mcp_discord::tool::Scope for $name {
            const SCOPE: ::mcp_discord::tool::ScopeSpec = ::mcp_discord::tool::ScopeSpec {
                state: &[],
                kind: ::mcp_discord::tool::ScopeKind::Job,
                name: stringify!($name),
                effect: ::mcp_discord::tool::Effect::$effect,
                permissions: &[$(::mcp_discord::tool::Rule::Always(::mcp_discord::tool::Permissions::$permission)),*],
                unscoped: false,
            };
        }
        scope!(@$effect $name);
        $(impl ::mcp_discord::tool::Grants<::mcp_discord::tool::perm::$permission> for $name {})*
    };
    (@Read $name:ident) => {};
    (@Write $name:ident) => { impl ::mcp_discord::tool::Writes for $name {} };
    (@Destroy $name:ident) => {
        impl ::mcp_discord::tool::Writes for $name {}
        impl ::mcp_discord::tool::Destroys for $name {}
    };
}

use scope;

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

/// The cases, a file a toolset.
const CASES: &[(&[EndpointCase], &[ToolCase])] = &[
    (messages::ENDPOINTS, messages::TOOLS),
    (direct::ENDPOINTS, direct::TOOLS),
    (search::ENDPOINTS, search::TOOLS),
    (pins::ENDPOINTS, pins::TOOLS),
    (reactions::ENDPOINTS, reactions::TOOLS),
    (channels::ENDPOINTS, channels::TOOLS),
    (overwrites::ENDPOINTS, overwrites::TOOLS),
    (threads::ENDPOINTS, threads::TOOLS),
    (invites::ENDPOINTS, invites::TOOLS),
    (servers::ENDPOINTS, servers::TOOLS),
    (members::ENDPOINTS, members::TOOLS),
    (roles::ENDPOINTS, roles::TOOLS),
    (moderation::ENDPOINTS, moderation::TOOLS),
];

fn endpoint_cases() -> impl Iterator<Item = &'static EndpointCase> {
    CASES.iter().flat_map(|(endpoints, _)| *endpoints)
}

fn tool_cases() -> impl Iterator<Item = &'static ToolCase> {
    CASES.iter().flat_map(|(_, tools)| *tools)
}

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
    for EndpointCase { operation, option, says, needs, run } in endpoint_cases() {
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
            endpoint_cases().filter(|case| (case.operation, case.option) == (row.operation, row.option));
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
    for case in endpoint_cases() {
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
    ("delete_channel_permission_overwrite", Effect::Write, "the overwrite can be set again"),
    ("delete_my_message_reaction", Effect::Write, "the bot can put its own reaction back"),
    ("delete_pin", Effect::Write, "takes a mark off; the message stays, and can be pinned again"),
    ("deprecated_delete_pin", Effect::Write, "takes a mark off; the message stays, and can be pinned again"),
    ("delete_guild_member_role", Effect::Write, "the role can be given back"),
    ("delete_thread_member", Effect::Write, "the member can be added again"),
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
    for case in tool_cases() {
        needs_each_and_says_so(&stage, case).await;
    }
    stage.session.finish();
}

/// The first call of a server knows nothing, and has to learn from Discord what is missing.
#[tokio::test]
async fn a_server_that_knows_nothing_yet_names_what_is_missing_too() {
    for case in tool_cases() {
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
            tool_cases().filter(|case| case.tool == tool.name()).map(|case| case.needs).collect();
        assert!(!needs.is_empty(), "no case for {}", tool.name());
        let all = needs.into_iter().fold(NONE, Permissions::union);
        assert_eq!(
            all,
            tool.spec().scope.bits(),
            "{} declares what no case needs, or too little",
            tool.name()
        );
    }
    for case in tool_cases() {
        let exists =
            toolsets::ALL.iter().flat_map(|toolset| toolset.tools).any(|tool| tool.name() == case.tool);
        assert!(exists, "a case for what is no tool: {}", case.tool);
    }
}
