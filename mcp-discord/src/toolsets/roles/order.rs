use std::{
    cmp::Reverse,
    fmt::{self, Write as _},
};

use schemars::JsonSchema;
use serde::Serialize;

use super::list::Role;
use crate::prelude::*;
use crate::{
    discord::model,
    tool::{Cause, Refusal, RoleId, RoleRef, ServerId, ServerRef},
};

/// Moves a role up or down. Higher roles may manage lower ones.
#[discord_tool(toolset = roles, effect = write, idempotent, permissions(MANAGE_ROLES))]
pub(crate) async fn move_role(
    ctx: Context<move_role>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// Role ID or name.
    #[arg(alias = "role")]
    role_id: RoleRef,
    /// New position; 1 is the lowest.
    #[arg(min = 1, max = 250)]
    position: Option<u16>,
    /// Or the role to put it above.
    above: Option<RoleRef>,
    /// Or the role to put it below.
    below: Option<RoleRef>,
    /// For the audit log.
    reason: Option<String>,
) -> ToolResult<Moved> {
    let to = match (position, above.and_then(|role| role.id()), below.and_then(|role| role.id())) {
        (Some(position), None, None) => To::Position(position),
        (None, Some(role), None) => To::Above(role),
        (None, None, Some(role)) => To::Below(role),
        _ => {
            return Err(Refusal::new(Cause::Argument, "it isn't said where to move the role, or said twice")
                .hint("give one of `position`, `above` and `below`")
                .into());
        }
    };
    let server = ctx.server(server_id.clone());
    let mut roles = server.roles().await?;
    roles.retain(|role| Some(role.id.get()) != server_id.id().map(ServerId::get));
    roles.sort_by_key(model::Role::height);
    let moves = moves(&roles, role_id.id(), to)?;
    if !moves.is_empty() {
        roles = match server.move_roles(&moves).reason_if(reason).await {
            Ok(roles) => roles,
            Err(error) => {
                // It is the other roles, which make room, that can stand too high.
                return Err(ctx.about_roles(error, &server_id, moves.into_iter().map(|(id, _)| id)).await);
            }
        };
    }
    roles.sort_by_key(|role| Reverse(role.height()));
    Ok(Moved {
        role: role_id.id(),
        roles: roles.into_iter().map(|role| Role::new(role, None, false)).collect(),
    })
}

#[derive(Debug, Clone, Copy)]
enum To {
    Position(u16),
    Above(RoleId),
    Below(RoleId),
}

/// The positions that change: `roles` are all but `@everyone`, the lowest first.
fn moves(roles: &[model::Role], role: Option<RoleId>, to: To) -> ToolResult<Vec<(RoleId, u16)>> {
    let mut order: Vec<RoleId> = roles.iter().map(|role| role.id).collect();
    let place = |order: &[RoleId], id: RoleId| {
        order.iter().position(|other| *other == id).ok_or_else(|| {
            Refusal::new(Cause::Discord, format!("there is no such role that can be moved: {id}"))
                .hint("list the roles and take an ID from there")
        })
    };
    let Some(role) = role else { return Err(ToolError::Fault("the role was not resolved".into())) };
    let from = place(&order, role)?;
    order.remove(from);
    let at = match to {
        To::Position(position) => usize::from(position - 1).min(order.len()),
        To::Above(other) if other == role => from,
        To::Below(other) if other == role => from,
        To::Above(other) => place(&order, other)? + 1,
        To::Below(other) => place(&order, other)?,
    };
    order.insert(at, role);
    let numbered = (1_u16..).zip(order).map(|(position, id)| (id, position));
    // Those between the old place and the new one move by one. Whatever else is above isn't touched, since the bot
    // may not be above it.
    let changed = numbered.filter(|(id, position)| {
        roles.iter().any(|known| known.id == *id && known.position != i64::from(*position))
    });
    let (low, high) = (from.min(at), from.max(at));
    let between: Vec<RoleId> = roles.iter().take(high + 1).skip(low).map(|role| role.id).collect();
    Ok(changed.filter(|(id, _)| low != high && between.contains(id)).collect())
}

/// The roles after one was moved.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Moved {
    #[serde(skip)]
    role: Option<RoleId>,
    /// All roles, the highest first.
    roles: Vec<Role>,
}

impl Output for Moved {
    fn text(&self, page: &mut Page) -> fmt::Result {
        let at = self.roles.iter().position(|role| Some(role.id()) == self.role);
        let Some(at) = at else { return write!(page, "Moved the role") };
        write!(page, "Moved role ")?;
        self.roles[at].line(page)?;
        if let Some(above) = at.checked_sub(1).and_then(|at| self.roles.get(at)) {
            write!(page, "\nabove it: ")?;
            above.line(page)?;
        }
        if let Some(below) = self.roles.get(at + 1) {
            write!(page, "\nbelow it: ")?;
            below.line(page)?;
        }
        Ok(())
    }

    structured!();
}
