use mcp_discord::{discord::ChannelFields, tool::Permissions};
use serde_json::json;

use super::{EndpointCase, NONE, ToolCase, VIEW, scope};

scope!(Sees: Read [VIEW_CHANNEL]);
scope!(Looks: Read []);
scope!(Makes: Write [MANAGE_CHANNELS]);
scope!(Edits: Write [VIEW_CHANNEL, MANAGE_CHANNELS]);
scope!(Deletes: Destroy [VIEW_CHANNEL, MANAGE_CHANNELS, MANAGE_THREADS]);

const MANAGE: Permissions = VIEW.union(Permissions::MANAGE_CHANNELS);
const MANAGE_THREADS: Permissions = VIEW.union(Permissions::MANAGE_THREADS);

fn named(name: &str) -> ChannelFields {
    ChannelFields { name: Some(name.into()), ..ChannelFields::default() }
}

pub(super) const ENDPOINTS: &[EndpointCase] = &[
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
        operation: "create_guild_channel",
        option: None,
        says: "in the server",
        needs: Permissions::MANAGE_CHANNELS,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Makes>();
                context.server(stage.server()).create_channel(&named("new")).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "update_channel",
        option: None,
        says: "its name",
        needs: MANAGE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Edits>();
                context.channel(stage.channel()).edit(&named("room")).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "delete_channel",
        option: None,
        says: "a channel",
        needs: MANAGE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Deletes>();
                context.channel(stage.spare_channel()).delete().await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "delete_channel",
        option: None,
        says: "a thread",
        needs: MANAGE_THREADS,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Deletes>();
                context.channel(stage.spare_thread()).delete().await.map(drop)
            })
        },
    },
];

pub(super) const TOOLS: &[ToolCase] = &[
    ToolCase {
        tool: "list_channels",
        says: "of a server",
        needs: NONE,
        arguments: |stage| json!({ "server_id": stage.server }),
    },
    ToolCase {
        tool: "get_channels",
        says: "of a server",
        needs: NONE,
        arguments: |stage| json!({ "server_id": stage.server }),
    },
    ToolCase {
        tool: "get_channel",
        says: "that it sees",
        needs: VIEW,
        arguments: |stage| json!({ "channel_id": stage.channel }),
    },
    ToolCase {
        tool: "create_channel",
        says: "in the server",
        needs: Permissions::MANAGE_CHANNELS,
        arguments: |stage| json!({ "server_id": stage.server, "name": "new", "type": "voice" }),
    },
    ToolCase {
        tool: "create_text_channel",
        says: "in the server",
        needs: Permissions::MANAGE_CHANNELS,
        arguments: |stage| json!({ "server_id": stage.server, "name": "new" }),
    },
    ToolCase {
        tool: "edit_channel",
        says: "its name",
        needs: MANAGE,
        arguments: |stage| json!({ "channel_id": stage.channel, "name": "room" }),
    },
    ToolCase {
        tool: "delete_channel",
        says: "a channel",
        needs: MANAGE,
        arguments: |stage| json!({ "channel_id": stage.spare_channel() }),
    },
    ToolCase {
        tool: "delete_channel",
        says: "a thread",
        needs: MANAGE_THREADS,
        arguments: |stage| json!({ "channel_id": stage.spare_thread() }),
    },
];
