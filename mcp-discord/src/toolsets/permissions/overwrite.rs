use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use crate::prelude::*;
use crate::{
    discord::model::{self, Overwrite, OverwriteTarget},
    tool::{Cause, ChannelId, PermissionList, Permissions, Refusal, RoleRef, UserRef},
};

/// Discord's "missing permissions".
const MISSING_PERMISSIONS: u32 = 50_013;

/// Sets what a role or member may do in a channel or category; what isn't named stays.
#[discord_tool(
    toolset = permissions,
    effect = write,
    idempotent,
    permissions(VIEW_CHANNEL, MANAGE_ROLES),
)]
pub(crate) async fn set_channel_permissions(
    ctx: Context<set_channel_permissions>,
    /// Channel or category.
    #[arg(alias = "channel")]
    channel_id: ChannelRef,
    /// Role, or `everyone`.
    #[arg(alias = "role")]
    role_id: Option<RoleRef>,
    /// Or a member.
    #[arg(alias = "user")]
    user_id: Option<UserRef>,
    /// Permissions to allow, such as `SEND_MESSAGES`.
    #[arg(default)]
    allow: PermissionList,
    /// Permissions to deny.
    #[arg(default)]
    deny: PermissionList,
    /// Permissions to leave to the server's roles again.
    #[arg(default)]
    clear: PermissionList,
    /// Clear them all.
    #[arg(default)]
    remove: bool,
    /// For the audit log.
    reason: Option<String>,
) -> ToolResult<Changed> {
    let role = role_id.and_then(|role| role.id()).map(OverwriteTarget::Role);
    let member = user_id.and_then(|user| user.id()).map(OverwriteTarget::Member);
    let ((Some(target), None) | (None, Some(target))) = (role, member) else {
        return Err(argument("whose permissions? give either `role_id` or `user_id`"));
    };
    let [allow, deny, clear] = [allow.0, deny.0, clear.0];
    let twice = allow.intersection(deny).union(allow.union(deny).intersection(clear));
    if !twice.is_empty() {
        return Err(argument(&format!("these can't be in two of `allow`, `deny` and `clear`: {twice}")));
    }
    if remove != allow.union(deny).union(clear).is_empty() {
        return Err(argument("give either `remove`, or at least one of `allow`, `deny` and `clear`"));
    }
    let channel = ctx.channel(channel_id.clone());
    // A PUT replaces the whole overwrite, so what it is now has to be read, and from Discord itself.
    let before = overwrite_of(&channel.get().await?, target)?;
    let (call, after) = if remove {
        let after = Overwrite::new(target, Permissions::NONE, Permissions::NONE);
        (channel.remove_overwrite(target), after)
    } else {
        let named = allow.union(deny).union(clear);
        let after = Overwrite::new(
            target,
            before.allow.without(named).union(allow),
            before.deny.without(named).union(deny),
        );
        (channel.set_overwrite(after), after)
    };
    if let Err(error) = call.reason_if(reason).await {
        let bits = differs(before.allow, after.allow).union(differs(before.deny, after.deny));
        return Err(explained(&ctx, &channel_id, bits, error).await);
    }
    Ok(Changed::new(&channel_id, after, remove))
}

fn argument(reason: &str) -> ToolError {
    Refusal::new(Cause::Argument, reason).hint("call again with these arguments set right").into()
}

/// The bits that are in one of two sets.
const fn differs(one: Permissions, other: Permissions) -> Permissions {
    one.without(other).union(other.without(one))
}

/// What the channel says of a role or member now; bits without a name are kept.
fn overwrite_of(channel: &model::Channel, target: OverwriteTarget) -> ToolResult<Overwrite> {
    if let Some(parent) = channel.parent_id.filter(|_| channel.kind.is_thread()) {
        return Err(Refusal::new(Cause::Argument, "a thread has the permissions of its channel")
            .hint(format!("set those of the channel it is in: {parent}"))
            .into());
    }
    let Some(overwrites) = &channel.permission_overwrites else {
        let reason = "what the channel allows now can't be read, so it can't be changed without loss";
        return Err(Refusal::new(Cause::Discord, reason)
            .hint("direct messages have no permissions; else have a person change them")
            .into());
    };
    let found = overwrites.iter().find(|overwrite| overwrite.target == target).copied();
    Ok(found.unwrap_or_else(|| Overwrite::new(target, Permissions::NONE, Permissions::NONE)))
}

/// Discord doesn't say that a bot can only give and take what it has itself.
async fn explained(
    ctx: &Context<set_channel_permissions>,
    channel: &ChannelRef,
    bits: Permissions,
    error: ToolError,
) -> ToolError {
    match error {
        ToolError::Refused(refusal) if refusal.discord_code == Some(MISSING_PERMISSIONS) => {
            let lacks = ctx.lacks_bits_in(channel, bits).await;
            match lacks.filter(|lacks| !lacks.is_empty()) {
                Some(lacks) => {
                    let reason =
                        format!("the bot can only allow and deny what it may do itself; it lacks: {lacks}");
                    Refusal::new(Cause::Permission, reason)
                        .hint("give the bot these permissions, or leave them out")
                        .into()
                }
                None => refusal.into(),
            }
        }
        other => other,
    }
}

/// The permissions of a role or member in a channel, as they are now.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Changed {
    #[serde(skip_serializing_if = "Option::is_none")]
    channel_id: Option<ChannelId>,
    /// The ID of the role or member.
    target_id: String,
    allow: Vec<String>,
    deny: Vec<String>,
    #[serde(skip)]
    removed: bool,
}

impl Changed {
    fn new(channel: &ChannelRef, overwrite: Overwrite, removed: bool) -> Self {
        Self {
            channel_id: channel.id(),
            target_id: match overwrite.target {
                OverwriteTarget::Role(id) => id.to_string(),
                OverwriteTarget::Member(id) => id.to_string(),
            },
            allow: names(overwrite.allow),
            deny: names(overwrite.deny),
            removed,
        }
    }
}

/// Each permission by its name, or its bit where it has none.
pub(in crate::toolsets) fn names(bits: Permissions) -> Vec<String> {
    bits.iter().map(|bit| bit.to_string()).collect()
}

/// `allows A, B; denies C`.
pub(in crate::toolsets) fn said(allow: &[String], deny: &[String], page: &mut Page) -> fmt::Result {
    match (allow, deny) {
        ([], []) => page.write_str("leaves all to the server's roles"),
        (allow, []) => write!(page, "allows {}", allow.join(", ")),
        ([], deny) => write!(page, "denies {}", deny.join(", ")),
        (allow, deny) => write!(page, "allows {}; denies {}", allow.join(", "), deny.join(", ")),
    }
}

impl Output for Changed {
    fn text(&self, page: &mut Page) -> fmt::Result {
        if self.removed {
            return write!(page, "Removed the channel's permissions for {}", self.target_id);
        }
        write!(page, "Changed permissions: the channel now ")?;
        said(&self.allow, &self.deny, page)?;
        write!(page, " for {}", self.target_id)
    }

    structured!();
}
