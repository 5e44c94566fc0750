use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use crate::prelude::*;
use crate::{
    discord::model,
    tool::{RoleId, RoleRef, ServerId, ServerRef, UserRef},
    toolsets::members::Members,
};

/// The most members that Discord lists at once.
const PAGE: u16 = 1_000;
/// How many pages one call looks through.
const PAGES: usize = 20;

/// Lists the members that have a role.
#[discord_tool(toolset = roles, effect = read, deadline = 120s, intents(GUILD_MEMBERS))]
pub(crate) async fn list_role_members(
    ctx: Context<list_role_members>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// Role ID or name.
    #[arg(alias = "role")]
    role_id: RoleRef,
    /// How many.
    #[arg(default = 100, min = 1, max = 1000)]
    limit: u16,
    /// Only members after this one: from an earlier list.
    after: Option<UserRef>,
) -> ToolResult<Holders> {
    // Discord has no list of a role's members: all members are looked through.
    let server = ctx.server(server_id.clone());
    let everyone = role_id.id().map(RoleId::get) == server_id.id().map(ServerId::get);
    let has_role =
        |member: &model::Member| everyone || role_id.id().is_some_and(|id| member.roles.contains(&id));
    let mut after = after.and_then(|user| user.id());
    let (mut found, mut looked) = (Vec::new(), 0);
    for page in 1..=PAGES {
        let members = server.members(after, PAGE).await?;
        let full = members.len() >= usize::from(PAGE);
        for member in members {
            if found.len() >= usize::from(limit) {
                return Ok(Holders { looked, members: Members::new(found, after) });
            }
            after = member.user.as_ref().map(|user| user.id).or(after);
            looked += 1;
            if has_role(&member) {
                found.push(member);
            }
        }
        if !full {
            return Ok(Holders { looked, members: Members::new(found, None) });
        }
        ctx.progress(page, None, format!("looked through {looked} members")).await;
    }
    Ok(Holders { looked, members: Members::new(found, after) })
}

/// Members that have a role.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Holders {
    /// How many members were looked through.
    looked: usize,
    #[serde(flatten)]
    members: Members,
}

impl Output for Holders {
    fn text(&self, page: &mut Page) -> fmt::Result {
        writeln!(page, "{} of {} members have the role:", self.members.len(), self.looked)?;
        self.members.lines(page)
    }

    structured!();
}
