use std::{
    cmp::Reverse,
    fmt::{self, Write as _},
};

use schemars::JsonSchema;
use serde::Serialize;

use crate::prelude::*;
use crate::{
    discord::model,
    tool::{Permissions, RoleId, ServerId, ServerRef, Untrusted},
};

/// Lists the roles of a server with ID, position and colour, the highest first.
#[discord_tool(toolset = roles, effect = read)]
pub(crate) async fn list_roles(
    ctx: Context<list_roles>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// Count the members of each.
    #[arg(default)]
    counts: bool,
    /// Show what each allows.
    #[arg(default)]
    permissions: bool,
) -> ToolResult<Roles> {
    let server = ctx.server(server_id.clone());
    let mut roles = server.roles().await?;
    let counts = if counts { Some(server.role_member_counts().await?) } else { None };
    roles.sort_by_key(|role| Reverse(role.height()));
    let everyone = server_id.id().map(ServerId::get);
    let roles = roles.into_iter().map(|role| {
        let is_everyone = Some(role.id.get()) == everyone;
        // A role that nobody has is left out of the counts.
        let members = counts.as_ref().filter(|_| !is_everyone);
        let members = members.map(|counts| counts.get(&role.id).copied().unwrap_or(0));
        Role::new(role, members, permissions)
    });
    Ok(Roles { roles: roles.collect() })
}

/// The roles of a server.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Roles {
    /// The highest first.
    roles: Vec<Role>,
}

/// A role.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Role {
    id: RoleId,
    name: Untrusted,
    /// 0 is `@everyone`, the lowest.
    position: i64,
    /// `#rrggbb`
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<u64>,
    /// An integration's own: nobody can give or take it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    managed: bool,
    /// Its members are listed by themselves.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    hoist: bool,
    /// Everyone may ping it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    mentionable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    permissions: Option<Vec<&'static str>>,
}

impl Role {
    pub(super) fn new(role: model::Role, members: Option<u64>, permissions: bool) -> Self {
        Self {
            id: role.id,
            name: role.name.into(),
            position: role.position,
            color: (role.color != 0).then(|| format!("#{:06x}", role.color)),
            members,
            managed: role.managed,
            hoist: role.hoist,
            mentionable: role.mentionable,
            permissions: permissions.then(|| names(role.permissions)),
        }
    }

    pub(super) const fn id(&self) -> RoleId {
        self.id
    }

    pub(super) fn line(&self, page: &mut Page) -> fmt::Result {
        write!(page, "{} (ID: {}, position {}", self.name.line(100), self.id, self.position)?;
        if let Some(color) = &self.color {
            write!(page, ", {color}")?;
        }
        if let Some(members) = self.members {
            write!(page, ", members: {members}")?;
        }
        for (what, is) in
            [("managed", self.managed), ("listed apart", self.hoist), ("mentionable", self.mentionable)]
        {
            if is {
                write!(page, ", {what}")?;
            }
        }
        page.write_char(')')?;
        if let Some(permissions) = &self.permissions {
            write!(
                page,
                ": {}",
                if permissions.is_empty() { "nothing".into() } else { permissions.join(", ") }
            )?;
        }
        Ok(())
    }
}

fn names(permissions: Permissions) -> Vec<&'static str> {
    if permissions.contains(Permissions::ADMINISTRATOR) {
        return vec!["ADMINISTRATOR"];
    }
    permissions.names().collect()
}

impl Output for Roles {
    fn text(&self, page: &mut Page) -> fmt::Result {
        writeln!(page, "Roles ({}):", self.roles.len())?;
        page.begin_untrusted();
        for role in &self.roles {
            role.line(page)?;
            page.write_char('\n')?;
        }
        Ok(())
    }

    structured!();
}
