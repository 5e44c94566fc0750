use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use crate::prelude::*;
use crate::{
    discord::model,
    tool::{ServerRef, Untrusted, UserId, UserRef},
};

/// Lists who is banned, and why.
#[discord_tool(toolset = moderation, effect = read, permissions(BAN_MEMBERS))]
pub(crate) async fn list_bans(
    ctx: Context<list_bans>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// How many.
    #[arg(default = 100, min = 1, max = 1000)]
    limit: u16,
    /// Only bans after this user: the last of an earlier list.
    after: Option<UserRef>,
) -> ToolResult<Bans> {
    let bans = ctx.server(server_id).bans(after.and_then(|user| user.id()), limit).await?;
    let full = bans.len() >= usize::from(limit);
    let next = bans.iter().map(|ban| ban.user.id).max().filter(|_| full);
    Ok(Bans { bans: bans.into_iter().map(Ban::from).collect(), next })
}

/// Who is banned.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Bans {
    bans: Vec<Ban>,
    /// What to give as `after` for those that follow. Missing when these are the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<UserId>,
}

/// A ban.
#[derive(Debug, Serialize, JsonSchema)]
struct Ban {
    id: UserId,
    name: Untrusted,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Untrusted>,
}

impl From<model::Ban> for Ban {
    fn from(ban: model::Ban) -> Self {
        let reason = ban.reason.filter(|reason| !reason.is_empty()).map(Untrusted::from);
        Self { id: ban.user.id, name: ban.user.username.into(), reason }
    }
}

impl Output for Bans {
    fn text(&self, page: &mut Page) -> fmt::Result {
        writeln!(page, "Bans ({}):", self.bans.len())?;
        if self.bans.is_empty() {
            return Ok(());
        }
        page.begin_untrusted();
        for Ban { id, name, reason } in &self.bans {
            write!(page, "{} (ID: {id})", name.line(32))?;
            if let Some(reason) = reason {
                write!(page, ": {}", reason.line(200))?;
            }
            page.write_char('\n')?;
        }
        if let Some(next) = self.next {
            page.hint(format_args!("there may be more: call again with `after` = \"{next}\""));
        }
        Ok(())
    }

    structured!();
}
