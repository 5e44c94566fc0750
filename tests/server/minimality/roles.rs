use mcp_discord::{discord::RoleDraft, tool::Permissions};
use serde_json::json;

use super::{EndpointCase, NONE, ToolCase, scope};

scope!(Looks: Read []);
scope!(Manages: Write [MANAGE_ROLES]);
scope!(Deletes: Destroy [MANAGE_ROLES]);

const MANAGE: Permissions = Permissions::MANAGE_ROLES;

pub(super) const ENDPOINTS: &[EndpointCase] = &[
    EndpointCase {
        operation: "list_guild_roles",
        option: None,
        says: "all",
        needs: NONE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Looks>();
                context.server(stage.server()).roles().await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "guild_role_member_counts",
        option: None,
        says: "all",
        needs: NONE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Looks>();
                context.server(stage.server()).role_member_counts().await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "create_guild_role",
        option: None,
        says: "that allows nothing",
        needs: MANAGE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Manages>();
                let draft = RoleDraft {
                    name: Some("Writer".into()),
                    permissions: Some(NONE),
                    ..RoleDraft::default()
                };
                context.server(stage.server()).create_role(&draft).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "bulk_update_guild_roles",
        option: None,
        says: "below the bot's",
        needs: MANAGE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Manages>();
                context.server(stage.server()).move_roles(&[(stage.new_role(), 1)]).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "update_guild_role",
        option: None,
        says: "below the bot's",
        needs: MANAGE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Manages>();
                let draft = RoleDraft { hoist: Some(true), ..RoleDraft::default() };
                context.server(stage.server()).role(stage.new_role()).edit(&draft).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "delete_guild_role",
        option: None,
        says: "below the bot's",
        needs: MANAGE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Deletes>();
                context.server(stage.server()).role(stage.new_role()).delete().await.map(drop)
            })
        },
    },
];

pub(super) const TOOLS: &[ToolCase] = &[
    ToolCase {
        tool: "list_roles",
        says: "with counts",
        needs: NONE,
        arguments: |stage| json!({ "server_id": stage.server, "counts": true, "permissions": true }),
    },
    ToolCase {
        tool: "list_role_members",
        says: "of a role",
        needs: NONE,
        arguments: |stage| json!({ "role_id": stage.new_role() }),
    },
    ToolCase {
        tool: "create_role",
        says: "that allows nothing",
        needs: MANAGE,
        arguments: |stage| json!({ "server_id": stage.server, "name": "Writer" }),
    },
    ToolCase {
        tool: "edit_role",
        says: "below the bot's",
        needs: MANAGE,
        arguments: |stage| json!({ "role_id": stage.new_role(), "color": "red" }),
    },
    ToolCase {
        tool: "move_role",
        says: "below the bot's",
        needs: MANAGE,
        arguments: |stage| {
            let (higher, lower) = (stage.new_role(), stage.new_role());
            json!({ "role_id": lower, "above": higher })
        },
    },
    ToolCase {
        tool: "delete_role",
        says: "below the bot's",
        needs: MANAGE,
        arguments: |stage| json!({ "role_id": stage.new_role() }),
    },
];
