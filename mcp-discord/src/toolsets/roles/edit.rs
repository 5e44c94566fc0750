use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use super::{color::Color, list::Role};
use crate::prelude::*;
use crate::{
    discord::RoleDraft,
    tool::{Cause, PermissionList, Permissions, Refusal, RoleRef, ServerRef},
};

/// Creates a role, below all others.
#[discord_tool(toolset = roles, effect = write, permissions(MANAGE_ROLES))]
pub(crate) async fn create_role(
    ctx: Context<create_role>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// Its name.
    #[arg(min_length = 1, max_length = 100)]
    name: String,
    /// `#rrggbb` or a name.
    #[arg(alias = "colour")]
    color: Option<Color>,
    /// List its members apart.
    hoist: Option<bool>,
    /// Let everyone ping it.
    mentionable: Option<bool>,
    /// What it allows: names such as `SEND_MESSAGES`. Nothing by default.
    #[arg(default)]
    permissions: PermissionList,
    /// For the audit log.
    reason: Option<String>,
) -> ToolResult<Changed> {
    let draft = RoleDraft {
        name: Some(name),
        permissions: Some(permissions.0),
        color: color.map(|color| color.0),
        hoist,
        mentionable,
    };
    let created = ctx.server(server_id.clone()).create_role(&draft).reason_if(reason).await;
    let role = match created {
        Ok(role) => role,
        Err(error) => return Err(ctx.about_granting(error, &server_id, permissions.0).await),
    };
    Ok(Changed { did: "Created", role: Role::new(role, None, true) })
}

/// Changes a role. What isn't given stays as it is.
#[discord_tool(toolset = roles, effect = write, idempotent, permissions(MANAGE_ROLES))]
pub(crate) async fn edit_role(
    ctx: Context<edit_role>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// Role ID or name.
    #[arg(alias = "role")]
    role_id: RoleRef,
    /// New name.
    #[arg(min_length = 1, max_length = 100)]
    name: Option<String>,
    /// `#rrggbb`, a name or `none`.
    #[arg(alias = "colour")]
    color: Option<Color>,
    /// List its members apart.
    hoist: Option<bool>,
    /// Let everyone ping it.
    mentionable: Option<bool>,
    /// All that it is to allow.
    permissions: Option<PermissionList>,
    /// Permissions to add.
    #[arg(default)]
    grant: PermissionList,
    /// Permissions to take away.
    #[arg(default)]
    revoke: PermissionList,
    /// For the audit log.
    reason: Option<String>,
) -> ToolResult<Changed> {
    let mut draft =
        RoleDraft { name, permissions: None, color: color.map(|color| color.0), hoist, mentionable };
    let mut changed = Permissions::NONE;
    let wants_permissions = permissions.is_some() || grant != revoke;
    if wants_permissions {
        // What it has now: bits that nobody has named yet must survive, and only a difference is checked by Discord.
        let now = current(&ctx, &server_id, &role_id).await?;
        let base = permissions.map_or(now, |list| list.0);
        let wanted = base.union(grant.0).without(revoke.0);
        changed = wanted.without(now).union(now.without(wanted));
        draft.permissions = Some(wanted);
    }
    if draft == RoleDraft::default() {
        return Err(Refusal::new(Cause::Argument, "nothing to change was given")
            .hint("give at least one of `name`, `color`, `hoist`, `mentionable`, `permissions`, `grant` and `revoke`")
            .into());
    }
    let edited = ctx.server(server_id.clone()).role(role_id).edit(&draft).reason_if(reason).await;
    let role = match edited {
        Ok(role) => role,
        Err(error) => return Err(ctx.about_granting(error, &server_id, changed).await),
    };
    Ok(Changed { did: "Changed", role: Role::new(role, None, wants_permissions) })
}

async fn current(ctx: &Context<edit_role>, server: &ServerRef, role: &RoleRef) -> ToolResult<Permissions> {
    let roles = ctx.server(server.clone()).roles().await?;
    match roles.into_iter().find(|known| Some(known.id) == role.id()) {
        Some(role) => Ok(role.permissions),
        None => Err(Refusal::new(Cause::Discord, format!("the server has no such role: {role}"))
            .hint("list the roles and take an ID from there")
            .into()),
    }
}

/// Deletes a role, for good: whoever has it loses it.
#[discord_tool(toolset = roles, effect = destroy, idempotent, permissions(MANAGE_ROLES))]
pub(crate) async fn delete_role(
    ctx: Context<delete_role>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// Role ID.
    #[arg(alias = "role")]
    role_id: RoleRef,
    /// For the audit log.
    reason: Option<String>,
) -> ToolResult<String> {
    let role = ctx.role_shown(&server_id, &role_id).await;
    ctx.server(server_id).role(role_id).delete().reason_if(reason).await?;
    Ok(format!("Deleted role {role}"))
}

/// A role after a change.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Changed {
    #[serde(skip)]
    did: &'static str,
    role: Role,
}

impl Output for Changed {
    fn text(&self, page: &mut Page) -> fmt::Result {
        write!(page, "{} role ", self.did)?;
        self.role.line(page)
    }

    structured!();
}
