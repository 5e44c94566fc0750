use jiff::{SignedDuration, Timestamp};

use crate::prelude::*;
use crate::{
    discord::MemberEdit,
    tool::{ServerRef, UserRef},
};

/// The longest timeout that Discord takes: 28 days.
pub(super) const LONGEST: u32 = 40_320;

/// When a timeout of so many minutes ends; `None` for zero, which ends one.
pub(in crate::toolsets) fn end(minutes: u32) -> Option<Timestamp> {
    // Discord measures the longest by its own clock, which may be a little behind ours.
    let slack = if minutes == LONGEST { 30 } else { 0 };
    let length = SignedDuration::from_secs(i64::from(minutes) * 60 - slack);
    (minutes > 0).then(|| Timestamp::now() + length)
}

/// Times a member out: they can read, and neither write nor speak. 0 minutes ends it.
#[discord_tool(toolset = moderation, effect = write, idempotent, permissions(MODERATE_MEMBERS))]
pub(crate) async fn timeout_member(
    ctx: Context<timeout_member>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// User ID or name.
    #[arg(alias = "user")]
    user_id: UserRef,
    /// How long, up to 28 days.
    #[arg(max = 40_320)]
    minutes: u32,
    /// For the audit log.
    reason: Option<String>,
) -> ToolResult<String> {
    let until = end(minutes);
    let edit = MemberEdit::<timeout_member>::new().timeout(until);
    ctx.server(server_id).member(user_id.clone()).edit(edit).reason_if(reason).await?;
    let user = ctx.user_shown(&user_id).await;
    Ok(match until {
        Some(until) => format!("Timed out user {user} for {minutes} minutes, until {until:.0}"),
        None => format!("Ended the timeout of user {user}"),
    })
}
