use crate::prelude::*;
use crate::tool::{ServerRef, UserRef};

/// Kicks a member out of the server. With an invite they can come back.
#[discord_tool(
    toolset = moderation,
    effect = destroy,
    idempotent,
    permissions(KICK_MEMBERS),
    aliases(kick_user),
)]
pub(crate) async fn kick_member(
    ctx: Context<kick_member>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// User ID.
    #[arg(alias = "user")]
    user_id: UserRef,
    /// For the audit log.
    reason: Option<String>,
) -> ToolResult<String> {
    ctx.server(server_id).member(user_id.clone()).kick().reason_if(reason).await?;
    Ok(format!("Kicked user {}", ctx.user_shown(&user_id).await))
}
