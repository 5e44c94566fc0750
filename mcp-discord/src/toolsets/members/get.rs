use std::fmt::{self, Write as _};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::prelude::*;
use crate::{
    discord::model,
    tool::{RoleId, ServerRef, Untrusted, UserId, UserRef},
    toolsets::servers::UserInfo,
};

/// Tells who a user is.
#[discord_tool(toolset = members, effect = read)]
pub(crate) async fn get_user_info(
    ctx: Context<get_user_info>,
    /// User ID or name.
    #[arg(alias = "user")]
    user_id: UserRef,
    /// Server ID or name.
    #[arg(alias = "server")]
    server_id: Option<ServerRef>,
) -> ToolResult<UserInfo> {
    drop(server_id);
    Ok(ctx.user(user_id).get().await?.into())
}

/// Tells a member's nickname, roles and timeout.
#[discord_tool(toolset = members, effect = read)]
pub(crate) async fn get_member(
    ctx: Context<get_member>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// User ID or name.
    #[arg(alias = "user")]
    user_id: UserRef,
) -> ToolResult<MemberInfo> {
    let member = ctx.server(server_id.clone()).member(user_id.clone()).get().await?;
    let roles = ctx.roles_by_height(&server_id).await?;
    let mut held: Vec<Role> = roles
        .iter()
        .filter(|role| member.roles.contains(&role.id))
        .map(|role| Role { id: role.id, name: Untrusted::new(&role.name) })
        .collect();
    // Roles that are newer than what is known of the server.
    let new = member.roles.iter().filter(|id| !roles.iter().any(|role| role.id == **id));
    held.extend(new.map(|id| Role { id: *id, name: Untrusted::new("?") }));
    Ok(MemberInfo::new(user_id.id(), &member, held))
}

/// A member of a server.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct MemberInfo {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<UserId>,
    name: Untrusted,
    /// The name that is shown in the server, where it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    shown_as: Option<Untrusted>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    bot: bool,
    /// The highest first.
    roles: Vec<Role>,
    #[serde(skip_serializing_if = "Option::is_none")]
    joined: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    boosting_since: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timed_out_until: Option<String>,
    /// Muted in voice.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    mute: bool,
    /// Deafened in voice.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    deaf: bool,
}

/// A role that a member has.
#[derive(Debug, Serialize, JsonSchema)]
struct Role {
    id: RoleId,
    name: Untrusted,
}

impl MemberInfo {
    fn new(id: Option<UserId>, member: &model::Member, roles: Vec<Role>) -> Self {
        let shown = |time: Timestamp| format!("{time:.0}");
        let username = member.user.as_ref().map(|user| user.username.clone()).unwrap_or_default();
        let name = member.display_name().filter(|shown| *shown != username);
        Self {
            id,
            shown_as: name.map(Untrusted::new),
            name: username.into(),
            bot: member.user.as_ref().is_some_and(|user| user.bot),
            roles,
            joined: member.joined_at.map(shown),
            boosting_since: member.premium_since.map(shown),
            timed_out_until: member.timed_out(Timestamp::now()).map(shown),
            mute: member.mute,
            deaf: member.deaf,
        }
    }
}

impl Output for MemberInfo {
    fn text(&self, page: &mut Page) -> fmt::Result {
        page.begin_untrusted();
        writeln!(page, "Name: {}", self.name.line(32))?;
        if let Some(shown) = &self.shown_as {
            writeln!(page, "Shown as: {}", shown.line(32))?;
        }
        if let Some(id) = self.id {
            writeln!(page, "ID: {id}")?;
        }
        if self.bot {
            writeln!(page, "Bot: True")?;
        }
        write!(page, "Roles: ")?;
        for (i, Role { id, name }) in self.roles.iter().enumerate() {
            write!(page, "{}{} (ID {id})", if i == 0 { "" } else { ", " }, name.line(100))?;
        }
        writeln!(page, "{}", if self.roles.is_empty() { "none" } else { "" })?;
        let times = [
            ("Joined", &self.joined),
            ("Boosting since", &self.boosting_since),
            ("Timed out until", &self.timed_out_until),
        ];
        for (what, time) in times {
            if let Some(time) = time {
                writeln!(page, "{what}: {time}")?;
            }
        }
        for (what, is) in [("muted", self.mute), ("deafened", self.deaf)] {
            if is {
                writeln!(page, "Voice: {what}")?;
            }
        }
        Ok(())
    }

    structured!();
}
