use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use super::{code::InviteCode, shown::Invite};
use crate::prelude::*;
use crate::{discord::InviteFields, tool::ServerRef};

/// Lists the invites of a server or channel, with their uses.
#[discord_tool(
    toolset = invites,
    effect = read,
    permissions(VIEW_CHANNEL if channel_id, MANAGE_CHANNELS if channel_id, maybe(MANAGE_GUILD)),
)]
pub(crate) async fn list_invites(
    ctx: Context<list_invites>,
    /// Server. Not needed when the bot is in one server.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// Only those to this channel.
    #[arg(alias = "channel")]
    channel_id: Option<ChannelRef>,
) -> ToolResult<Invites> {
    let invites = match channel_id {
        Some(channel) => ctx.channel(channel).invites().await?,
        None => ctx.server(server_id).invites().await?,
    };
    Ok(Invites { invites: invites.into_iter().map(Invite::from).collect() })
}

/// Creates an invite link to a channel.
#[discord_tool(
    toolset = invites,
    effect = write,
    permissions(VIEW_CHANNEL, CREATE_INSTANT_INVITE),
)]
pub(crate) async fn create_invite(
    ctx: Context<create_invite>,
    /// Channel.
    #[arg(alias = "channel")]
    channel_id: ChannelRef,
    /// How long it lasts; 0 is for ever.
    #[arg(default = 86_400, max = 604_800, alias = "max_age")]
    max_age_seconds: u32,
    /// Most uses; 0 is any number.
    #[arg(default, max = 100)]
    max_uses: u32,
    /// Who joins leaves again when offline, unless given a role.
    #[arg(default)]
    temporary: bool,
    /// A new one, even if there is one like it.
    #[arg(default)]
    unique: bool,
    /// For the audit log.
    reason: Option<String>,
) -> ToolResult<Made> {
    let fields = InviteFields {
        max_age: Some(max_age_seconds),
        max_uses: Some(max_uses),
        temporary: Some(temporary),
        unique: Some(unique),
    };
    let invite = ctx.channel(channel_id).create_invite(&fields).reason_if(reason).await?;
    Ok(Made(invite.into()))
}

/// Tells where an invite leads, and how many members are there.
#[discord_tool(toolset = invites, effect = read)]
pub(crate) async fn get_invite(
    ctx: Context<get_invite>,
    /// Code or link.
    #[arg(alias = "code", alias = "invite_code", alias = "url")]
    invite: InviteCode,
) -> ToolResult<Found> {
    Ok(Found(ctx.invite(invite.into_inner()).get().await?.into()))
}

/// Ends an invite for good.
#[discord_tool(
    toolset = invites,
    effect = destroy,
    idempotent,
    permissions(maybe(VIEW_CHANNEL), maybe(MANAGE_CHANNELS), maybe(MANAGE_GUILD)),
)]
pub(crate) async fn delete_invite(
    ctx: Context<delete_invite>,
    /// Code or link.
    #[arg(alias = "code", alias = "invite_code", alias = "url")]
    invite: InviteCode,
    /// For the audit log.
    reason: Option<String>,
) -> ToolResult<String> {
    let handle = ctx.invite(invite.to_string());
    let Err(error) = handle.delete().reason_if(reason).await else {
        return Ok(format!("Deleted invite {invite} successfully"));
    };
    // The arguments don't say where the bot would have to be allowed to do it; the invite does.
    if matches!(&error, ToolError::Refused(refusal) if refusal.discord_code.is_some())
        && let Ok(found) = handle.get().await
        && let (Some(channel), Some(server)) = (found.channel, found.guild)
    {
        return Err(ctx.explained(error, channel.id, server.id).await);
    }
    Err(error)
}

/// Invites.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Invites {
    invites: Vec<Invite>,
}

impl Output for Invites {
    fn text(&self, page: &mut Page) -> fmt::Result {
        writeln!(page, "Invites ({}):", self.invites.len())?;
        if !self.invites.is_empty() {
            page.begin_untrusted();
        }
        for invite in &self.invites {
            invite.line(page)?;
            page.write_char('\n')?;
        }
        Ok(())
    }

    structured!();
}

/// An invite that was made.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Made(Invite);

impl Output for Made {
    fn text(&self, page: &mut Page) -> fmt::Result {
        page.write_str("Created invite ")?;
        self.0.line(page)
    }

    structured!();
}

/// An invite that was looked at.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Found(Invite);

impl Output for Found {
    fn text(&self, page: &mut Page) -> fmt::Result {
        page.begin_untrusted();
        self.0.line(page)?;
        self.0.server(page)
    }

    structured!();
}
