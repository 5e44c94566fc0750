use bytes::Bytes;
use tokio::time::Instant;

use super::{Changes, Core};
use crate::{
    discord::{
        errors,
        operation::WriteInProgress,
        rest::{Answer, Body, Method, Request, RestError},
    },
    observe::WriteMeter,
    tool::{Cause, Refusal, Settled, ToolError, ToolResult},
};

impl Core {
    pub(super) async fn send(mut self) -> ToolResult<Answer> {
        if let Some(error) = self.refused.take() {
            return Err(error);
        }
        let operation = self.operation.clone();
        // Boxed, since it takes room that most servers, without allow-lists, have no use for.
        if !operation.discord().reach().is_unlimited() {
            Box::pin(self.within_reach()).await?;
        }
        if self.in_turn {
            self.wait_for_turn().await?;
        }
        if self.method == Method::Get {
            return self.request().await.map_err(|error| self.failed(error));
        }
        let write = WriteInProgress {
            operation: self.endpoint,
            path: self.path.shown(),
            nonce: self.nonce.clone(),
            began: Instant::now(),
        };
        let meter = WriteMeter::begin(self.endpoint);
        let number = operation.write_begins(&write);
        let result = match self.request().await {
            // The attempt whose answer was lost did it.
            Err(RestError::Refused { status: 404, lost_before: true, .. }) if self.gone_is_done => {
                Ok(Answer { status: 204, body: Bytes::new(), attempts: 1, lost_before: true })
            }
            result => result.map_err(|error| self.failed(error)),
        };
        let settled = match &result {
            Ok(_) => Settled::Done,
            Err(ToolError::Unknown(_)) => Settled::Unknown,
            Err(_) => Settled::NotDone,
        };
        operation.write_settled(number, &write, settled);
        meter.settle(settled.as_str());
        if let Some(changes) = self.changes.filter(|_| settled != Settled::NotDone) {
            Box::pin(self.forget(changes)).await;
        }
        result
    }

    async fn forget(&self, changes: Changes) {
        let directory = self.operation.discord().directory();
        match (changes, self.channel, self.server) {
            (Changes::Channel, Some(channel), _) => directory.forget_channel(channel).await,
            (Changes::Channels, _, Some(server)) => directory.forget_channels(server).await,
            (Changes::Roles, _, Some(server)) => {
                directory.forget_roles(server).await;
                directory.forget_own_member(server).await;
            }
            (Changes::Member, _, Some(server)) => directory.forget_members(server).await,
            // The call is about none, so nothing is known of it.
            _ => {}
        }
    }

    fn failed(&self, error: RestError) -> ToolError {
        let mut error = errors::into_tool_error(error, &self.endpoint.replace('_', " "));
        if let ToolError::Unknown(unknown) = &mut error {
            unknown.nonce.clone_from(&self.nonce);
        }
        error
    }

    /// The allow-lists, where there are any, stop a handle here, whoever made it and however.
    async fn within_reach(&self) -> ToolResult<()> {
        let discord = self.operation.discord();
        let deadline = self.operation.deadline();
        if let Some(channel) = self.channel {
            discord.reach().check(channel, discord.directory(), deadline).await?;
        }
        if let Some(server) = self.server {
            discord.reach().check_server(server)?;
        }
        if let Some(channels) = &self.among {
            discord.reach().check_among(channels, discord.directory(), deadline).await?;
        }
        if let Some(code) = &self.invite {
            let invite = discord.directory().invite(code, deadline).await?;
            let (server, channel) =
                (invite.guild.map(|server| server.id), invite.channel.map(|channel| channel.id));
            if let Some(server) = server {
                discord.reach().check_server(server)?;
            }
            if let Some(channel) = channel {
                discord.reach().check(channel, discord.directory(), deadline).await?;
            }
        }
        Ok(())
    }

    async fn wait_for_turn(&self) -> ToolResult<()> {
        tokio::select! {
            biased;
            () = self.operation.cancel().cancelled() => Err(self.failed(RestError::Cancelled { sent: false })),
            turn = tokio::time::timeout_at(self.operation.deadline(), self.operation.take_turn()) => turn.map_err(|_| {
                Refusal::new(Cause::Limit, "the messages that were called before this one for the same channel took \
                    until the deadline, so this one was not sent")
                    .hint("send it again")
                    .into()
            }),
        }
    }

    async fn request(&mut self) -> Result<Answer, RestError> {
        let body = match (self.body.take(), std::mem::take(&mut self.files)) {
            (None, _) => Body::None,
            (Some(json), files) if files.is_empty() => Body::Json(json),
            (Some(json), files) => Body::Multipart { json, files },
        };
        let request = Request {
            method: self.method,
            path: std::mem::take(&mut self.path),
            query: std::mem::take(&mut self.query),
            body,
            reason: self.reason.take(),
            retry: self.retry,
            deadline: self.operation.deadline(),
            cancel: self.operation.cancel().clone(),
        };
        self.operation.discord().rest().send(request).await
    }
}
