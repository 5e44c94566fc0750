use mcp_discord::tool::Permissions;
use serde_json::json;

use super::{EndpointCase, READ, ToolCase, VIEW, scope};

scope!(LooksAtBans: Read [BAN_MEMBERS]);
scope!(Bans: Destroy [BAN_MEMBERS]);
scope!(BansMany: Destroy [BAN_MEMBERS, MANAGE_GUILD]);
scope!(Unbans: Write [BAN_MEMBERS]);

const BAN: Permissions = Permissions::BAN_MEMBERS;

pub(super) const ENDPOINTS: &[EndpointCase] = &[
    EndpointCase {
        operation: "list_guild_bans",
        option: None,
        says: "all",
        needs: BAN,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<LooksAtBans>();
                context.server(stage.server()).bans(None, 10).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "ban_user_from_guild",
        option: None,
        says: "a member",
        needs: BAN,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Bans>();
                context.server(stage.server()).member(stage.newcomer()).ban(0).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "bulk_ban_users_from_guild",
        option: None,
        says: "two members",
        needs: BAN.union(Permissions::MANAGE_GUILD),
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<BansMany>();
                context
                    .server(stage.server())
                    .ban_many(&[stage.newcomer(), stage.newcomer()], 0)
                    .await
                    .map(drop)
            })
        },
    },
    EndpointCase {
        operation: "unban_user_from_guild",
        option: None,
        says: "somebody",
        needs: BAN,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Unbans>();
                context.server(stage.server()).member(stage.banned()).unban().await.map(drop)
            })
        },
    },
];

pub(super) const TOOLS: &[ToolCase] = &[
    ToolCase {
        tool: "moderate_message",
        says: "of its own",
        needs: VIEW,
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.own(), "reason": "x" }),
    },
    ToolCase {
        tool: "moderate_message",
        says: "of somebody else",
        needs: VIEW.union(Permissions::MANAGE_MESSAGES),
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.theirs(), "reason": "x", "timeout_minutes": 0 }),
    },
    ToolCase {
        tool: "moderate_message",
        says: "of somebody who is timed out",
        needs: READ.union(Permissions::MANAGE_MESSAGES).union(Permissions::MODERATE_MEMBERS),
        arguments: |stage| {
            stage.member(None);
            let message = stage.theirs();
            json!({ "channel_id": stage.channel, "message_id": message, "reason": "x", "timeout_minutes": 5 })
        },
    },
    ToolCase {
        tool: "timeout_member",
        says: "below the bot",
        needs: Permissions::MODERATE_MEMBERS,
        arguments: |stage| json!({ "user_id": stage.member(None), "minutes": 5 }),
    },
    ToolCase {
        tool: "kick_member",
        says: "below the bot",
        needs: Permissions::KICK_MEMBERS,
        arguments: |stage| json!({ "user_id": stage.newcomer() }),
    },
    ToolCase {
        tool: "ban_member",
        says: "below the bot",
        needs: BAN,
        arguments: |stage| json!({ "user_ids": [stage.newcomer()] }),
    },
    ToolCase {
        tool: "ban_member",
        says: "two at once",
        needs: BAN.union(Permissions::MANAGE_GUILD),
        arguments: |stage| json!({ "user_ids": [stage.newcomer(), stage.newcomer()] }),
    },
    ToolCase {
        tool: "unban_member",
        says: "somebody",
        needs: BAN,
        arguments: |stage| json!({ "user_id": stage.banned() }),
    },
    ToolCase {
        tool: "list_bans",
        says: "all",
        needs: BAN,
        arguments: |stage| json!({ "server_id": stage.server }),
    },
];
