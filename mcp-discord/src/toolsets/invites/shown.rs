use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use crate::prelude::*;
use crate::{
    discord::model,
    tool::{ChannelId, ServerId, Untrusted},
};

/// An invite.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Invite {
    code: String,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    server_id: Option<ServerId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    server: Option<Untrusted>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel_id: Option<ChannelId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<Untrusted>,
    #[serde(skip_serializing_if = "Option::is_none")]
    inviter: Option<Untrusted>,
    /// RFC 3339, UTC; never, where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uses: Option<u64>,
    /// 0 is any number.
    #[serde(skip_serializing_if = "Option::is_none")]
    max_uses: Option<u64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    temporary: bool,
    /// Discord's own estimate.
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    online: Option<u64>,
}

impl From<model::Invite> for Invite {
    fn from(invite: model::Invite) -> Self {
        let (server_id, server) =
            invite.guild.map(|server| (server.id, Untrusted::from(server.name))).unzip();
        let (channel_id, channel) = invite
            .channel
            .map(|channel| (channel.id, Untrusted::from(channel.name.unwrap_or_default())))
            .unzip();
        // A code that Discord made holds nothing that would have to be neutralised, and must be exact.
        let code = Untrusted::new(&invite.code).as_str().to_owned();
        Self {
            url: format!("https://discord.gg/{code}"),
            code,
            server_id,
            server,
            channel_id,
            channel,
            inviter: invite.inviter.map(|user| Untrusted::from(user.username)),
            expires_at: invite.expires_at.map(|time| format!("{time:.0}")),
            uses: invite.uses,
            max_uses: invite.max_uses,
            temporary: invite.temporary,
            members: invite.approximate_member_count,
            online: invite.approximate_presence_count,
        }
    }
}

impl Invite {
    /// Where it leads and how long, on one line.
    pub(super) fn line(&self, page: &mut Page) -> fmt::Result {
        page.write_str(&self.url)?;
        if let (Some(channel), Some(id)) = (&self.channel, self.channel_id) {
            write!(page, " to #{} (ID: {id})", channel.line(100))?;
        }
        match &self.expires_at {
            Some(time) => write!(page, ", expires {time}")?,
            None => write!(page, ", never expires")?,
        }
        match (self.uses, self.max_uses) {
            (Some(uses), Some(0)) => write!(page, ", used {uses} times")?,
            (Some(uses), Some(most)) => write!(page, ", used {uses} of {most} times")?,
            _ => {}
        }
        if self.temporary {
            write!(page, ", temporary membership")?;
        }
        if let Some(inviter) = &self.inviter {
            write!(page, ", by {}", inviter.line(40))?;
        }
        Ok(())
    }

    /// Where it leads, in full.
    pub(super) fn server(&self, page: &mut Page) -> fmt::Result {
        if let (Some(server), Some(id)) = (&self.server, self.server_id) {
            write!(page, "\nserver: {} (ID: {id}", server.line(100))?;
            if let Some(members) = self.members {
                write!(page, ", Members: {members}")?;
            }
            if let Some(online) = self.online {
                write!(page, ", online: {online}")?;
            }
            page.write_char(')')?;
        }
        Ok(())
    }
}
