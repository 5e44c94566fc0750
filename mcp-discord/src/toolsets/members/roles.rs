use crate::prelude::*;
use crate::tool::{RoleRef, ServerRef, UserRef};

/// Gives a member a role.
#[discord_tool(toolset = members, effect = write, idempotent, permissions(MANAGE_ROLES))]
pub(crate) async fn add_role(
    ctx: Context<add_role>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// User ID or name.
    #[arg(alias = "user")]
    user_id: UserRef,
    /// Role ID or name.
    #[arg(alias = "role")]
    role_id: RoleRef,
) -> ToolResult<String> {
    ctx.server(server_id.clone())
        .member(user_id.clone())
        .add_role(&role_id)
        .reason("Role added via MCP")
        .await?;
    let role = ctx.role_shown(&server_id, &role_id).await;
    Ok(format!("Added role {role} to user {}", ctx.user_shown(&user_id).await))
}

/// Takes a role from a member.
#[discord_tool(toolset = members, effect = write, idempotent, permissions(MANAGE_ROLES))]
pub(crate) async fn remove_role(
    ctx: Context<remove_role>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// User ID or name.
    #[arg(alias = "user")]
    user_id: UserRef,
    /// Role ID or name.
    #[arg(alias = "role")]
    role_id: RoleRef,
) -> ToolResult<String> {
    ctx.server(server_id.clone())
        .member(user_id.clone())
        .remove_role(&role_id)
        .reason("Role removed via MCP")
        .await?;
    let role = ctx.role_shown(&server_id, &role_id).await;
    Ok(format!("Removed role {role} from user {}", ctx.user_shown(&user_id).await))
}
