use std::sync::Arc;

use jiff::Timestamp;

use super::Context;
use crate::{
    discord::{Aim, Lacking, Standing, model, stopped},
    tool::{
        Cause, ChannelRef, Permissions, Refusal, RoleId, Rule, Scope, ServerId, ServerRef, ToolError,
        ToolResult, UserId,
    },
};

/// Whose permissions are asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Whose {
    Bot,
    Member(UserId),
    Role(RoleId),
}

/// Who may do what in a server: looked up where it isn't known.
impl<S: Scope> Context<S> {
    /// The bot's own ID.
    pub(crate) async fn bot_id(&self) -> ToolResult<UserId> {
        let operation = self.operation();
        Ok(operation.discord().directory().me(operation.deadline()).await?.id)
    }

    /// What somebody may do in a channel, else in the server: looked up now, since somebody may just have changed it.
    pub(crate) async fn standing(
        &self,
        server: &ServerRef,
        channel: Option<&ChannelRef>,
        whose: Whose,
    ) -> ToolResult<Standing> {
        let operation = self.operation();
        let (directory, deadline) = (operation.discord().directory(), operation.deadline());
        let mut id = server_id(server)?;
        let mut place = None;
        if let Some(channel) = channel.and_then(ChannelRef::id) {
            directory.forget_standing(channel).await;
            let Some((home, target, rules)) = directory.place(channel, deadline).await? else {
                return Err(Refusal::new(Cause::Argument, "there are no permissions in direct messages")
                    .hint("give a channel of a server, or leave it out")
                    .into());
            };
            operation.discord().reach().check_server(home)?;
            id = home;
            place = Some((target, rules));
        }
        directory.forget_roles(id).await;
        let standing = match whose {
            Whose::Bot => {
                directory.forget_own_member(id).await;
                directory.server_standing(id, deadline).await?
            }
            Whose::Member(user) => {
                let (server, member) =
                    tokio::try_join!(directory.server(id, deadline), directory.member(id, user, deadline))?;
                Standing::of_member(server, user, member)
            }
            Whose::Role(role) => {
                let server = directory.server(id, deadline).await?;
                if server.role(role).is_none() {
                    return Err(Refusal::new(Cause::Discord, format!("the server has no such role: {role}"))
                        .hint("list the roles and take an ID from there")
                        .into());
                }
                Standing::of_role(server, role)
            }
        };
        Ok(match place {
            Some((target, rules)) => standing.in_channel(target, rules),
            None => standing,
        })
    }

    /// Refuses what the bot can't do to a member: for want of a permission, or because they stand too high.
    pub(crate) async fn require_over(
        &self,
        server: ServerId,
        aim: Aim,
        permission: Permissions,
    ) -> ToolResult<()> {
        let operation = self.operation();
        let rules = [Rule::Always(permission)];
        let lacking = Lacking { rules: &rules, given: &[], channel: None, server: Some(server), operation };
        if lacking.look().await?.is_some()
            && let Some(refusal) = lacking.look_afresh().await?
        {
            return Err(refusal.into());
        }
        if stopped(aim, server, operation).await?.is_none() {
            return Ok(());
        }
        lacking.forget().await;
        stopped(aim, server, operation).await?.map_or(Ok(()), |refusal| Err(refusal.into()))
    }

    /// The server of a channel, looked up where it isn't known.
    pub(crate) async fn home(&self, channel: &ChannelRef) -> ToolResult<Option<ServerId>> {
        let operation = self.operation();
        let Some(id) = channel.id() else { return Ok(None) };
        let directory = operation.discord().directory();
        match directory.known_home(id).await {
            Some(home) => Ok(Some(home)),
            None => Ok(directory.channel(id, operation.deadline()).await?.guild_id),
        }
    }

    /// The roles of a server, the highest first.
    pub(crate) async fn roles_by_height(&self, server: &ServerRef) -> ToolResult<Vec<model::Role>> {
        let mut roles = self.looked_up(server).await?.roles.clone();
        roles.sort_by_key(|role| std::cmp::Reverse(role.height()));
        Ok(roles)
    }

    /// Why Discord refused to give or take permissions, if it did because the bot lacks some of them.
    pub(crate) async fn about_granting(
        &self,
        error: ToolError,
        server: &ServerRef,
        wanted: Permissions,
    ) -> ToolError {
        self.about(error, server, |standing| standing.stopped_from_granting(wanted, Timestamp::now())).await
    }

    /// Why Discord refused to move roles, if it did because one of them stands too high.
    pub(crate) async fn about_roles(
        &self,
        error: ToolError,
        server: &ServerRef,
        roles: impl IntoIterator<Item = RoleId> + Send,
    ) -> ToolError {
        let roles: Vec<RoleId> = roles.into_iter().collect();
        self.about(error, server, |standing| roles.iter().find_map(|role| standing.stopped_at_role(*role)))
            .await
    }

    async fn about(
        &self,
        error: ToolError,
        server: &ServerRef,
        stopped: impl FnOnce(&Standing) -> Option<Refusal> + Send,
    ) -> ToolError {
        let ToolError::Refused(Refusal { discord_code: code @ Some(50_013), .. }) = error else {
            return error;
        };
        let operation = self.operation();
        let directory = operation.discord().directory();
        let Some(id) = server.id() else { return error };
        directory.forget_server(id).await;
        match directory.server_standing(id, operation.deadline()).await.map(|standing| stopped(&standing)) {
            Ok(Some(refusal)) => Refusal { discord_code: code, ..refusal }.into(),
            // What can't be looked up proves nothing.
            Ok(None) | Err(_) => error,
        }
    }

    async fn looked_up(&self, server: &ServerRef) -> ToolResult<Arc<model::Server>> {
        let operation = self.operation();
        operation.discord().directory().server(server_id(server)?, operation.deadline()).await
    }
}

fn server_id(server: &ServerRef) -> Result<ServerId, ToolError> {
    server.id().ok_or_else(|| ToolError::Fault(format!("the server was not resolved: {server}")))
}
