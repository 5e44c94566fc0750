use mcp_discord::{discord::InviteFields, tool::Permissions};
use serde_json::json;

use super::{EndpointCase, NONE, ToolCase, VIEW, scope};

scope!(Looks: Read []);
scope!(Invites: Write [VIEW_CHANNEL, CREATE_INSTANT_INVITE]);
scope!(ListsOfChannel: Read [VIEW_CHANNEL, MANAGE_CHANNELS]);
scope!(ListsOfServer: Read [MANAGE_GUILD]);
scope!(Ends: Destroy [VIEW_CHANNEL, MANAGE_CHANNELS, MANAGE_GUILD]);

const INVITE: Permissions = VIEW.union(Permissions::CREATE_INSTANT_INVITE);
const MANAGE: Permissions = VIEW.union(Permissions::MANAGE_CHANNELS);

pub(super) const ENDPOINTS: &[EndpointCase] = &[
    EndpointCase {
        operation: "create_channel_invite",
        option: None,
        says: "to a channel",
        needs: INVITE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Invites>();
                context.channel(stage.channel()).create_invite(&InviteFields::default()).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "list_channel_invites",
        option: None,
        says: "to a channel",
        needs: MANAGE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<ListsOfChannel>();
                context.channel(stage.channel()).invites().await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "list_guild_invites",
        option: None,
        says: "to a server",
        needs: Permissions::MANAGE_GUILD,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<ListsOfServer>();
                context.server(stage.server()).invites().await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "invite_resolve",
        option: None,
        says: "of anybody",
        needs: NONE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Looks>();
                context.invite(stage.invite()).get().await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "invite_revoke",
        option: None,
        says: "as who manages the server",
        needs: Permissions::MANAGE_GUILD,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Ends>();
                context.invite(stage.invite()).delete().await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "invite_revoke",
        option: None,
        says: "as who manages the channel",
        needs: MANAGE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Ends>();
                context.invite(stage.invite()).delete().await.map(drop)
            })
        },
    },
];

pub(super) const TOOLS: &[ToolCase] = &[
    ToolCase {
        tool: "list_invites",
        says: "of a server",
        needs: Permissions::MANAGE_GUILD,
        arguments: |stage| json!({ "server_id": stage.server }),
    },
    ToolCase {
        tool: "list_invites",
        says: "of a channel",
        needs: MANAGE,
        arguments: |stage| json!({ "channel_id": stage.channel }),
    },
    ToolCase {
        tool: "create_invite",
        says: "to a channel",
        needs: INVITE,
        arguments: |stage| json!({ "channel_id": stage.channel }),
    },
    ToolCase {
        tool: "get_invite",
        says: "of anybody",
        needs: NONE,
        arguments: |stage| json!({ "invite": stage.invite() }),
    },
    ToolCase {
        tool: "delete_invite",
        says: "as who manages the server",
        needs: Permissions::MANAGE_GUILD,
        arguments: |stage| json!({ "invite": stage.invite() }),
    },
    ToolCase {
        tool: "delete_invite",
        says: "as who manages the channel",
        needs: MANAGE,
        arguments: |stage| json!({ "invite": format!("https://discord.gg/{}", stage.invite()) }),
    },
];
