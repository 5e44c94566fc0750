use std::fmt::{self, Write as _};

use crate::prelude::*;
use crate::{
    discord::{MemberEdit, model},
    tool::{Cause, Refusal, ServerRef, Untrusted, UserId, UserRef},
};

/// Changes a member's nickname, or mutes and deafens them in voice. The bot's own nickname too.
#[discord_tool(
    toolset = moderation,
    effect = write,
    idempotent,
    permissions(
        maybe(CHANGE_NICKNAME),
        maybe(MANAGE_NICKNAMES),
        MUTE_MEMBERS if mute,
        DEAFEN_MEMBERS if deafen,
    ),
)]
pub(crate) async fn edit_member(
    ctx: Context<edit_member>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// User ID or name.
    #[arg(alias = "user")]
    user_id: UserRef,
    /// Nickname; empty takes it away.
    #[arg(alias = "nick", max_length = 32)]
    nickname: Option<String>,
    /// Voice: can't be heard.
    mute: Option<bool>,
    /// Voice: can't hear.
    deafen: Option<bool>,
    /// For the audit log.
    reason: Option<String>,
) -> ToolResult<Edited> {
    let server = ctx.server(server_id);
    let nickname = nickname.map(|name| Some(name).filter(|name| !name.trim().is_empty()));
    let mut edit = MemberEdit::<edit_member>::new();
    if let Some(mute) = mute {
        edit = edit.mute(mute);
    }
    if let Some(deafen) = deafen {
        edit = edit.deafen(deafen);
    }
    let member = match nickname {
        Some(nickname) if user_id.id() == Some(ctx.bot_id().await?) => {
            if !edit.is_empty() {
                return Err(Refusal::new(Cause::Argument, "the bot's own nickname is changed by itself")
                    .hint("call once with `nickname`, and once with the rest")
                    .into());
            }
            server.rename_bot(nickname.as_deref()).reason_if(reason).await?
        }
        None if edit.is_empty() => {
            return Err(Refusal::new(Cause::Argument, "nothing to change was given")
                .hint("give at least one of `nickname`, `mute` and `deafen`")
                .into());
        }
        nickname => {
            let edit = nickname.into_iter().fold(edit, MemberEdit::nickname);
            server.member(user_id.clone()).edit(edit).reason_if(reason).await?
        }
    };
    Ok(Edited { id: user_id.id(), member })
}

/// A member after a change.
#[derive(Debug)]
pub(crate) struct Edited {
    id: Option<UserId>,
    member: model::Member,
}

impl Output for Edited {
    fn text(&self, page: &mut Page) -> fmt::Result {
        write!(page, "Changed member")?;
        if let Some(user) = &self.member.user {
            write!(page, " {}", Untrusted::new(&user.username).line(32))?;
        }
        if let Some(id) = self.id {
            write!(page, " (ID {id})")?;
        }
        match self.member.nick.as_deref().filter(|nick| !nick.is_empty()) {
            Some(nick) => write!(page, ", shown as {}", Untrusted::new(nick).line(32)),
            None => Ok(()),
        }
    }
}
