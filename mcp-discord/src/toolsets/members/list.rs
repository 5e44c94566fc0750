use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use crate::prelude::*;
use crate::{
    discord::model,
    tool::{RoleId, ServerRef, Untrusted, UserId, UserRef},
};

/// Lists the members of a server with their role IDs.
#[discord_tool(toolset = members, effect = read, intents(GUILD_MEMBERS))]
pub(crate) async fn list_members(
    ctx: Context<list_members>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// How many.
    #[arg(default = 100, min = 1, max = 1000)]
    limit: u16,
    /// Last of the page before.
    after: Option<UserRef>,
) -> ToolResult<Members> {
    let after = after.and_then(|user| user.id());
    let members = ctx.server(server_id).members(after, limit).await?;
    let full = members.len() >= usize::from(limit);
    let last = members.iter().filter_map(|member| member.user.as_ref()).map(|user| user.id).max();
    Ok(Members::new(members, last.filter(|_| full)))
}

/// Finds members by the start of their username or nickname.
#[discord_tool(toolset = members, effect = read)]
pub(crate) async fn search_members(
    ctx: Context<search_members>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// Start of the name.
    #[arg(min_length = 1, max_length = 100)]
    query: String,
    /// How many.
    #[arg(default = 25, min = 1, max = 1000)]
    limit: u16,
) -> ToolResult<Members> {
    let query = query.trim().trim_start_matches('@');
    Ok(Members::new(ctx.server(server_id).search_members(query, limit).await?, None))
}

/// Members of a server.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Members {
    members: Vec<Member>,
    /// What to give as `after` for those that follow. Missing when these are the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<UserId>,
}

impl Members {
    pub(in crate::toolsets) fn new(members: Vec<model::Member>, next: Option<UserId>) -> Self {
        Self { members: members.into_iter().filter_map(Member::of).collect(), next }
    }
}

/// A member.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Member {
    id: UserId,
    name: Untrusted,
    /// The name that is shown in the server, where it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    shown_as: Option<Untrusted>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    bot: bool,
    roles: Vec<RoleId>,
}

impl Member {
    fn of(member: model::Member) -> Option<Self> {
        let shown = member.display_name().map(str::to_owned);
        let user = member.user?;
        let shown_as = shown.filter(|shown| *shown != user.username).map(Untrusted::from);
        Some(Self { id: user.id, name: user.username.into(), shown_as, bot: user.bot, roles: member.roles })
    }
}

impl Members {
    pub(in crate::toolsets) fn len(&self) -> usize {
        self.members.len()
    }

    /// A line a member, and how to go on.
    pub(in crate::toolsets) fn lines(&self, page: &mut Page) -> fmt::Result {
        page.begin_untrusted();
        for Member { id, name, shown_as, bot, roles } in &self.members {
            write!(page, "{} (ID: {id}", name.line(32))?;
            if let Some(shown) = shown_as {
                write!(page, ", Shown as: {}", shown.line(32))?;
            }
            if *bot {
                write!(page, ", Bot")?;
            }
            for (i, role) in roles.iter().enumerate() {
                write!(page, "{}{role}", if i == 0 { ", Roles: " } else { ", " })?;
            }
            writeln!(page, ")")?;
        }
        if let Some(next) = self.next {
            page.hint(format_args!("there may be more: call again with `after` = \"{next}\""));
        }
        Ok(())
    }
}

impl Output for Members {
    fn text(&self, page: &mut Page) -> fmt::Result {
        writeln!(page, "Server Members ({}):", self.len())?;
        self.lines(page)
    }

    structured!();
}
