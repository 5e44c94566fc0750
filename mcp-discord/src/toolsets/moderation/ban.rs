use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use crate::prelude::*;
use crate::tool::{ServerRef, UserId, UserRef};

const SECONDS_A_DAY: f64 = 86_400.0;

/// Bans users from a server, members or not, up to 200.
#[discord_tool(
    toolset = moderation,
    effect = destroy,
    idempotent,
    permissions(BAN_MEMBERS, maybe(MANAGE_GUILD)),
    aliases(ban_user),
)]
pub(crate) async fn ban_member(
    ctx: Context<ban_member>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// User IDs.
    #[arg(min_length = 1, max_length = 200, alias = "user_id")]
    user_ids: Vec<UserRef>,
    /// Delete what they wrote in the last days, up to 7; fractions are taken.
    #[arg(default = 0.0, min = 0, max = 7)]
    delete_message_days: f64,
    /// For the audit log.
    reason: Option<String>,
) -> ToolResult<Banned> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 7 days in seconds")]
    let seconds = (delete_message_days * SECONDS_A_DAY).round() as u32;
    let server = ctx.server(server_id);
    let mut users: Vec<UserId> = user_ids.iter().filter_map(UserRef::id).collect();
    // Discord refuses a list that names somebody twice.
    users.sort_unstable();
    users.dedup();
    if let [user] = users[..] {
        server.member(user).ban(seconds).reason_if(reason).await?;
        return Ok(Banned { banned: users, failed: Vec::new() });
    }
    // MANAGE_GUILD is needed for several at once.
    let done = server.ban_many(&users, seconds).reason_if(reason).await?;
    Ok(Banned { banned: done.banned_users, failed: done.failed_users })
}

/// Takes a ban back.
#[discord_tool(toolset = moderation, effect = write, idempotent, permissions(BAN_MEMBERS), aliases(unban_user))]
pub(crate) async fn unban_member(
    ctx: Context<unban_member>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// User ID.
    #[arg(alias = "user")]
    user_id: UserId,
    /// For the audit log.
    reason: Option<String>,
) -> ToolResult<String> {
    ctx.server(server_id).member(user_id).unban().reason_if(reason).await?;
    Ok(format!("Unbanned user {user_id}"))
}

/// Who was banned, and who wasn't.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Banned {
    banned: Vec<UserId>,
    /// Banned already, unknown, or not below the bot's highest role.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<UserId>,
}

impl Output for Banned {
    fn text(&self, page: &mut Page) -> fmt::Result {
        let ids = |users: &[UserId]| users.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        write!(page, "Banned {}: {}", counted(self.banned.len()), ids(&self.banned))?;
        if !self.failed.is_empty() {
            write!(page, "\nNot banned: {}", ids(&self.failed))?;
            page.hint("they are banned already, unknown, or not below the bot's highest role");
        }
        Ok(())
    }

    structured!();
}

fn counted(users: usize) -> String {
    format!("{users} user{}", if users == 1 { "" } else { "s" })
}
