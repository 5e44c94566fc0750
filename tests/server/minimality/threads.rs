use mcp_discord::{
    discord::{Draft, ThreadFields},
    tool::Permissions,
};
use serde_json::json;

use super::{EndpointCase, NONE, READ, SEND_IN_THREAD, ToolCase, VIEW, scope};

scope!(Looks: Read []);
scope!(Sees: Read [VIEW_CHANNEL]);
scope!(Joins: Write [VIEW_CHANNEL]);
scope!(Starts: Write [VIEW_CHANNEL, CREATE_PUBLIC_THREADS]);
scope!(StartsPrivate: Write [VIEW_CHANNEL, CREATE_PRIVATE_THREADS]);
scope!(Writes: Write [VIEW_CHANNEL, SEND_MESSAGES_IN_THREADS]);
scope!(Edits: Write [VIEW_CHANNEL, SEND_MESSAGES_IN_THREADS, MANAGE_THREADS]);
scope!(Moderates: Write [VIEW_CHANNEL, MANAGE_THREADS]);
scope!(ReadsArchive: Read [VIEW_CHANNEL, READ_MESSAGE_HISTORY]);
scope!(ReadsPrivateArchive: Read [VIEW_CHANNEL, READ_MESSAGE_HISTORY, MANAGE_THREADS]);

const START: Permissions = VIEW.union(Permissions::CREATE_PUBLIC_THREADS);
const START_PRIVATE: Permissions = VIEW.union(Permissions::CREATE_PRIVATE_THREADS);
const MANAGE: Permissions = VIEW.union(Permissions::MANAGE_THREADS);

fn named(name: &str) -> ThreadFields {
    ThreadFields { name: Some(name.into()), ..ThreadFields::default() }
}

/// A case of an endpoint, with a scope that declares what its row does.
macro_rules! case {
    ($operation:literal $($option:literal)?, $says:literal, $needs:expr, $scope:ident,
        |$stage:ident, $context:ident| $call:expr) => {
        EndpointCase {
            operation: $operation,
            option: case!(@option $($option)?),
            says: $says,
            needs: $needs,
            run: |$stage| {
                Box::pin(async {
                    let $context = $stage.session.discord().context::<$scope>();
                    $call.await.map(drop)
                })
            },
        }
    };
    (@option $option:literal) => { Some($option) };
    (@option) => { None };
}

pub(super) const ENDPOINTS: &[EndpointCase] = &[
    case!("create_thread_from_message", "of somebody", START, Starts, |stage, context| {
        context.channel(stage.channel()).message(stage.theirs()).start_thread(&named("new"))
    }),
    case!("create_thread" "public", "in a channel", START, Starts, |stage, context| {
        context.channel(stage.channel()).start_thread(&named("new"))
    }),
    case!("create_thread" "private", "in a channel", START_PRIVATE, StartsPrivate, |stage, context| {
        context.channel(stage.channel()).start_private_thread(&named("new"))
    }),
    case!("create_message" "in_thread", "of a channel", SEND_IN_THREAD, Writes, |stage, context| {
        context.channel(stage.thread()).send_in_thread(Draft::text("hello"))
    }),
    case!("update_channel" "thread", "of its own", VIEW, Edits, |stage, context| {
        context.channel(stage.own_thread()).edit_thread(&named("renamed"))
    }),
    case!("update_channel" "thread", "of somebody else", MANAGE, Edits, |stage, context| {
        context.channel(stage.spare_thread()).edit_thread(&named("renamed"))
    }),
    case!("update_channel" "thread", "bringing it back", SEND_IN_THREAD, Edits, |stage, context| {
        let fields = ThreadFields { archived: Some(false), ..ThreadFields::default() };
        context.channel(stage.archived_thread()).edit_thread(&fields)
    }),
    case!("list_public_archived_threads", "of a channel", READ, ReadsArchive, |stage, context| {
        context.channel(stage.channel()).archived_threads(None, 10)
    }),
    case!(
        "list_private_archived_threads",
        "of a channel",
        READ.union(MANAGE),
        ReadsPrivateArchive,
        |stage, context| context.channel(stage.channel()).archived_private_threads(None, 10)
    ),
    case!("list_thread_members", "of a thread", VIEW, Sees, |stage, context| {
        context.channel(stage.thread()).thread_members(None, 10)
    }),
    case!("join_thread", "of a channel", VIEW, Joins, |stage, context| {
        context.channel(stage.spare_thread()).join_thread()
    }),
    case!("leave_thread", "of a channel", VIEW, Joins, |stage, context| {
        context.channel(stage.spare_thread()).leave_thread()
    }),
    case!("add_thread_member", "of the server", SEND_IN_THREAD, Writes, |stage, context| {
        context.channel(stage.thread()).add_thread_member(stage.person())
    }),
    case!("delete_thread_member", "of somebody's thread", MANAGE, Moderates, |stage, context| {
        context.channel(stage.thread()).remove_thread_member(stage.person())
    }),
    case!("get_active_guild_threads", "of a server that it is in", NONE, Looks, |stage, context| {
        context.server(stage.server()).active_threads()
    }),
];

pub(super) const TOOLS: &[ToolCase] = &[
    ToolCase {
        tool: "create_thread",
        says: "from a message",
        needs: START,
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.theirs(), "name": "new" }),
    },
    ToolCase {
        tool: "create_thread",
        says: "in a channel",
        needs: START,
        arguments: |stage| json!({ "channel_id": stage.channel, "name": "new" }),
    },
    ToolCase {
        tool: "create_thread",
        says: "for few",
        needs: START_PRIVATE,
        arguments: |stage| json!({ "channel_id": stage.channel, "name": "new", "private": true }),
    },
    ToolCase {
        tool: "create_thread",
        says: "with a first message",
        needs: START.union(Permissions::SEND_MESSAGES_IN_THREADS),
        arguments: |stage| json!({ "channel_id": stage.channel, "name": "new", "content": "first" }),
    },
    ToolCase {
        tool: "list_threads",
        says: "of a server",
        needs: NONE,
        arguments: |stage| json!({ "server_id": stage.server }),
    },
    ToolCase {
        tool: "list_threads",
        says: "that are archived",
        needs: READ,
        arguments: |stage| json!({ "channel_id": stage.channel, "archived": true }),
    },
    ToolCase {
        tool: "list_threads",
        says: "that are archived and private",
        needs: READ.union(MANAGE),
        arguments: |stage| json!({ "channel_id": stage.channel, "archived": true, "private": true }),
    },
    ToolCase {
        tool: "edit_thread",
        says: "of its own",
        needs: VIEW,
        arguments: |stage| json!({ "channel_id": stage.own_thread(), "name": "renamed" }),
    },
    ToolCase {
        tool: "edit_thread",
        says: "to lock it",
        needs: MANAGE,
        arguments: |stage| json!({ "channel_id": stage.spare_thread(), "locked": true }),
    },
    ToolCase {
        tool: "edit_thread",
        says: "to bring it back",
        needs: SEND_IN_THREAD,
        arguments: |stage| json!({ "channel_id": stage.archived_thread(), "archived": false }),
    },
    ToolCase {
        tool: "list_thread_members",
        says: "of a thread",
        needs: VIEW,
        arguments: |stage| json!({ "channel_id": stage.thread }),
    },
    ToolCase {
        tool: "edit_thread_members",
        says: "by joining",
        needs: VIEW,
        arguments: |stage| json!({ "channel_id": stage.spare_thread(), "join": true }),
    },
    ToolCase {
        tool: "edit_thread_members",
        says: "by adding somebody",
        needs: SEND_IN_THREAD,
        arguments: |stage| json!({ "channel_id": stage.spare_thread(), "add": [stage.person] }),
    },
    ToolCase {
        tool: "edit_thread_members",
        says: "by taking somebody out",
        needs: MANAGE,
        arguments: |stage| json!({ "channel_id": stage.spare_thread(), "remove": [stage.person] }),
    },
];
