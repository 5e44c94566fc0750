use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use crate::prelude::*;
use crate::{
    discord::{handle::Channel, model},
    tool::{Cause, Refusal, Untrusted, UserId, UserRef},
    toolsets::broken_off::broken_off,
};

/// Lists who is in a thread.
#[discord_tool(toolset = permissions, effect = read, permissions(VIEW_CHANNEL), intents(GUILD_MEMBERS))]
pub(crate) async fn list_thread_members(
    ctx: Context<list_thread_members>,
    /// Thread or post.
    #[arg(alias = "thread_id", alias = "thread", alias = "channel")]
    channel_id: ChannelRef,
    /// How many.
    #[arg(default = 100, min = 1, max = 100)]
    limit: u8,
    /// Only users after this one.
    after: Option<UserRef>,
) -> ToolResult<ThreadMembers> {
    let after = after.and_then(|user| user.id());
    let members = ctx.channel(channel_id).thread_members(after, limit).await?;
    let next = members.iter().map(|member| member.user_id).max();
    let next = next.filter(|_| members.len() >= usize::from(limit));
    Ok(ThreadMembers { members: members.into_iter().map(Member::from).collect(), next })
}

/// Who is in a thread.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ThreadMembers {
    members: Vec<Member>,
    /// What to give as `after` for the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<UserId>,
}

/// Somebody in a thread.
#[derive(Debug, Serialize, JsonSchema)]
struct Member {
    id: UserId,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Untrusted>,
}

impl From<model::ThreadMember> for Member {
    fn from(member: model::ThreadMember) -> Self {
        let user = member.member.and_then(|member| member.user);
        Self { id: member.user_id, name: user.map(|user| user.username.into()) }
    }
}

impl Output for ThreadMembers {
    fn text(&self, page: &mut Page) -> fmt::Result {
        writeln!(page, "Thread Members ({}):", self.members.len())?;
        if !self.members.is_empty() {
            page.begin_untrusted();
        }
        for Member { id, name } in &self.members {
            match name {
                Some(name) => writeln!(page, "{} (ID: {id})", name.line(100))?,
                None => writeln!(page, "ID: {id}")?,
            }
        }
        if let Some(next) = self.next {
            page.hint(format_args!("for more, call again with `after` = \"{next}\""));
        }
        Ok(())
    }

    structured!();
}

/// Adds members to a thread or takes them out; lets the bot join or leave.
#[discord_tool(
    toolset = permissions,
    effect = write,
    idempotent,
    deadline = 120s,
    permissions(VIEW_CHANNEL, SEND_MESSAGES_IN_THREADS if add, maybe(MANAGE_THREADS)),
)]
pub(crate) async fn edit_thread_members(
    ctx: Context<edit_thread_members>,
    /// Thread or post.
    #[arg(alias = "thread_id", alias = "thread", alias = "channel")]
    channel_id: ChannelRef,
    /// Members to add.
    #[arg(default)]
    add: Vec<UserRef>,
    /// Members to take out.
    #[arg(default)]
    remove: Vec<UserRef>,
    /// The bot joins.
    #[arg(default)]
    join: bool,
    /// The bot leaves.
    #[arg(default)]
    leave: bool,
) -> ToolResult<String> {
    let given = |users: Vec<UserRef>| users.into_iter().filter_map(|user| user.id());
    let mut steps: Vec<Step> = Vec::new();
    steps.extend(join.then_some(Step::Join));
    steps.extend(given(add).map(Step::Add));
    steps.extend(given(remove).map(Step::Remove));
    steps.extend(leave.then_some(Step::Leave));
    if steps.is_empty() {
        return Err(Refusal::new(Cause::Argument, "nobody is given to add or to take out")
            .hint("give at least one of `add`, `remove`, `join` and `leave`")
            .into());
    }
    let thread = ctx.channel(channel_id);
    let (mut done, count) = (Vec::with_capacity(steps.len()), steps.len());
    for step in steps {
        if count > 1 {
            ctx.progress(done.len(), Some(count), step.to_string()).await;
        }
        if let Err(error) = step.take(&thread).await {
            return Err(broken_off(error, &step.to_string(), &done.join(", ")));
        }
        done.push(step.to_string());
    }
    Ok(format!("Changed thread members: {}", done.join(", ")))
}

/// One change of who is in a thread.
#[derive(Debug, Clone, Copy)]
enum Step {
    Join,
    Leave,
    Add(UserId),
    Remove(UserId),
}

impl Step {
    async fn take(self, thread: &Channel<edit_thread_members>) -> ToolResult<()> {
        match self {
            Self::Join => thread.join_thread().await,
            Self::Leave => thread.leave_thread().await,
            Self::Add(user) => thread.add_thread_member(user).await,
            Self::Remove(user) => thread.remove_thread_member(user).await,
        }
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Join => f.write_str("join"),
            Self::Leave => f.write_str("leave"),
            Self::Add(user) => write!(f, "add {user}"),
            Self::Remove(user) => write!(f, "remove {user}"),
        }
    }
}
