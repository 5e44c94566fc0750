use mcp_discord::{
    discord::model::{Overwrite, OverwriteTarget},
    tool::Permissions,
};
use serde_json::json;

use super::{EndpointCase, NONE, ToolCase, VIEW, scope};

scope!(Decides: Write [VIEW_CHANNEL, MANAGE_ROLES]);

const MANAGE_ROLES: Permissions = VIEW.union(Permissions::MANAGE_ROLES);

pub(super) const ENDPOINTS: &[EndpointCase] = &[
    EndpointCase {
        operation: "set_channel_permission_overwrite",
        option: None,
        says: "for a role",
        needs: MANAGE_ROLES,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Decides>();
                let role = OverwriteTarget::Role(stage.role());
                context.channel(stage.channel()).set_overwrite(Overwrite::new(role, VIEW, NONE)).await
            })
        },
    },
    EndpointCase {
        operation: "delete_channel_permission_overwrite",
        option: None,
        says: "for a role",
        needs: MANAGE_ROLES,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Decides>();
                let role = OverwriteTarget::Role(stage.overwritten_role());
                context.channel(stage.channel()).remove_overwrite(role).await
            })
        },
    },
];

pub(super) const TOOLS: &[ToolCase] = &[
    ToolCase {
        tool: "set_channel_permissions",
        says: "for a role",
        needs: MANAGE_ROLES,
        arguments: |stage| json!({ "channel_id": stage.channel, "role_id": stage.role, "allow": ["VIEW_CHANNEL"] }),
    },
    ToolCase {
        tool: "set_channel_permissions",
        says: "removing all",
        needs: MANAGE_ROLES,
        arguments: |stage| json!({ "channel_id": stage.channel, "role_id": stage.overwritten_role(), "remove": true }),
    },
];
