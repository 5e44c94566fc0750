use crate::prelude::*;
use crate::{
    discord::MemberEdit,
    tool::{Cause, Refusal, ServerRef, UserRef},
};

/// Changes a member's nickname, or mutes and deafens them in voice. The bot's own nickname too.
#[discord_tool(
    toolset = members,
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
    /// Server. Not needed when the bot is in one.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// Member: ID, mention or name.
    #[arg(alias = "user")]
    user_id: UserRef,
    /// Nickname; empty takes it away.
    #[arg(alias = "nick", max_length = 32)]
    nickname: Option<String>,
    /// Voice: can't be heard.
    mute: Option<bool>,
    /// Voice: can't hear.
    deafen: Option<bool>,
    /// Why, for the audit log.
    #[arg(max_length = 512)]
    reason: Option<String>,
) -> ToolResult<String> {
    let server = ctx.server(server_id.clone());
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
        nickname => {
            let edit = match nickname {
                Some(nickname) => edit.nickname(nickname),
                None => edit,
            };
            if edit.is_empty() {
                return Err(Refusal::new(Cause::Argument, "nothing to change was given")
                    .hint("give at least one of `nickname`, `mute` and `deafen`")
                    .into());
            }
            server.member(user_id.clone()).edit(edit).reason_if(reason).await?
        }
    };
    let name = member.user.as_ref().map(|user| crate::tool::Untrusted::new(&user.username).line(32));
    let mut done = format!("Changed member {}", name.unwrap_or_default());
    if let Some(id) = user_id.id() {
        done.push_str(&format!(" (ID {id})"));
    }
    if let Some(nick) = member.nick.filter(|nick| !nick.is_empty()) {
        done.push_str(&format!(", shown as {}", crate::tool::Untrusted::new(&nick).line(32)));
    }
    Ok(done)
}
