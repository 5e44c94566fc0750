use std::fmt::{self, Write as _};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::prelude::*;
use crate::{
    context::Whose,
    discord::{Standing, Verdict},
    tool::{Cause, PermissionList, Permissions, Refusal, RoleRef, ServerRef, Untrusted, UserRef},
};

/// Explains what the bot, a member or a role may do, and which role or overwrite decides it.
#[discord_tool(toolset = permissions, effect = read)]
pub(crate) async fn explain_permissions(
    ctx: Context<explain_permissions>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// Channel or thread; the whole server by default.
    #[arg(alias = "channel")]
    channel_id: Option<ChannelRef>,
    /// Member; the bot by default.
    #[arg(alias = "user")]
    user_id: Option<UserRef>,
    /// Or a role.
    #[arg(alias = "role")]
    role_id: Option<RoleRef>,
    /// Only these, such as `SEND_MESSAGES`.
    #[arg(default)]
    permissions: PermissionList,
) -> ToolResult<Explained> {
    let whose = match (user_id.and_then(|user| user.id()), role_id.and_then(|role| role.id())) {
        (None, None) => Whose::Bot,
        (Some(user), None) if user == ctx.bot_id().await? => Whose::Bot,
        (Some(user), None) => Whose::Member(user),
        (None, Some(role)) => Whose::Role(role),
        (Some(_), Some(_)) => {
            return Err(Refusal::new(Cause::Argument, "permissions are explained of a member or of a role")
                .hint("leave out `user_id` or `role_id`")
                .into());
        }
    };
    let standing = ctx.standing(&server_id, channel_id.as_ref(), whose).await?;
    let whom = match whose {
        Whose::Bot => format!("the bot ({})", ctx.bot_id().await?),
        Whose::Member(user) => {
            let name = standing.member().user.as_ref().map_or("", |user| &user.username);
            format!("@{} ({user})", Untrusted::new(name).line(32))
        }
        Whose::Role(role) => {
            let name = standing.server().role(role).map_or("", |role| role.name.trim_start_matches('@'));
            format!("role @{} ({role})", Untrusted::new(name).line(100))
        }
    };
    Explained::new(format!("{whom} in {}", place(&standing)), &standing, permissions.0)
}

fn place(standing: &Standing) -> String {
    if let Some(channel) = standing.channel() {
        let name = Untrusted::new(channel.name.as_deref().unwrap_or_default()).line(100);
        return format!("#{name} ({})", channel.id);
    }
    let server = standing.server();
    format!("the server {} ({})", Untrusted::new(&server.name).line(100), server.id)
}

/// Who may do what, and what decides it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Explained {
    /// Who, and where.
    whom: String,
    allowed: Vec<Ruling>,
    denied: Vec<Ruling>,
    #[serde(skip)]
    in_detail: bool,
}

/// Permissions that are decided by the same.
#[derive(Debug, Serialize, JsonSchema)]
struct Ruling {
    permissions: Vec<String>,
    because: String,
}

impl Explained {
    fn new(whom: String, standing: &Standing, asked: Permissions) -> ToolResult<Self> {
        let now = Timestamp::now();
        let mut explained =
            Self { whom, allowed: Vec::new(), denied: Vec::new(), in_detail: !asked.is_empty() };
        for bit in (if asked.is_empty() { Permissions::ALL } else { asked }).iter() {
            match standing.verdict(bit, now) {
                Some(Verdict::Allowed(source)) => rule(&mut explained.allowed, bit, source.to_string()),
                Some(Verdict::Denied(denial)) => rule(&mut explained.denied, bit, denial.to_string()),
                None => {
                    return Err(Refusal::new(
                        Cause::Discord,
                        "Discord doesn't show all the roles and overwrites that decide it",
                    )
                    .hint("try again; a person can look in the channel's settings, under Permissions")
                    .into());
                }
            }
        }
        Ok(explained)
    }
}

fn rule(rulings: &mut Vec<Ruling>, bit: Permissions, because: String) {
    match rulings.iter_mut().find(|ruling| ruling.because == because) {
        Some(ruling) => ruling.permissions.push(bit.to_string()),
        None => rulings.push(Ruling { permissions: vec![bit.to_string()], because }),
    }
}

impl Output for Explained {
    fn text(&self, page: &mut Page) -> fmt::Result {
        page.begin_untrusted();
        writeln!(page, "Permissions of {}:", self.whom)?;
        let all: usize = self.allowed.iter().map(|ruling| ruling.permissions.len()).sum();
        if !self.in_detail && self.denied.is_empty() && self.allowed.len() == 1 {
            return writeln!(page, "everything: {}", self.allowed[0].because);
        }
        if self.in_detail {
            for Ruling { permissions, because } in &self.allowed {
                writeln!(page, "{}: allowed: {because}", permissions.join(", "))?;
            }
        } else {
            let names = self.allowed.iter().flat_map(|ruling| ruling.permissions.iter().map(String::as_str));
            let names: Vec<_> = names.collect();
            writeln!(
                page,
                "allowed ({all}): {}",
                if names.is_empty() { "nothing".into() } else { names.join(", ") }
            )?;
        }
        for Ruling { permissions, because } in &self.denied {
            writeln!(page, "{}: denied: {because}", permissions.join(", "))?;
        }
        Ok(())
    }

    structured!();
}
