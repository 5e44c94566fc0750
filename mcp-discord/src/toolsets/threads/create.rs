use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use super::AutoArchive;
use crate::prelude::*;
use crate::{
    discord::{Draft, ThreadFields, model::ChannelKind},
    tool::{Cause, ChannelId, MessageId, MessageRef, Permissions, Refusal, Rule, Untrusted},
    toolsets::broken_off::broken_off,
};

/// Starts a thread in a channel or from a message. Forum posts: `send_message` with `title`.
#[discord_tool(
    toolset = threads,
    effect = write,
    permissions(
        VIEW_CHANNEL,
        maybe(CREATE_PUBLIC_THREADS),
        maybe(CREATE_PRIVATE_THREADS),
        SEND_MESSAGES_IN_THREADS if content,
    ),
)]
pub(crate) async fn create_thread(
    ctx: Context<create_thread>,
    /// Its channel.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// Title.
    name: String,
    /// Message to start from.
    #[arg(alias = "message")]
    message_id: Option<MessageRef>,
    /// Make it private.
    #[arg(default)]
    private: bool,
    /// Quiet minutes.
    #[arg(alias = "auto_archive_duration")]
    auto_archive_minutes: Option<AutoArchive>,
    /// First message.
    #[arg(min_length = 1, max_length = 2_000)]
    content: Option<String>,
) -> ToolResult<Started> {
    let mut fields = ThreadFields {
        name: Some(name),
        auto_archive_duration: auto_archive_minutes.map(AutoArchive::minutes),
        ..ThreadFields::default()
    };
    // Else the thread would be there, and what should be said in it not.
    let speaks = Rule::Always(Permissions::SEND_MESSAGES_IN_THREADS);
    if content.is_some()
        && let Some(refusal) = ctx.lacks_rule_in(&channel_id, speaks).await?
    {
        return Err(refusal.into());
    }
    let channel = ctx.channel(channel_id.clone());
    let call = match message_id {
        Some(_) if private => {
            return Err(Refusal::new(Cause::Argument, "a thread from a message is never private")
                .hint("leave `private` or `message_id` out")
                .into());
        }
        Some(message) => channel.message(message).start_thread(&fields),
        None if private => channel.start_private_thread(&fields),
        None => {
            fields.kind = kind_in(&ctx, &channel_id).await?;
            channel.start_thread(&fields)
        }
    };
    let thread = call.await?;
    let mut started =
        Started { id: thread.id, name: thread.name.unwrap_or_default().into(), message_id: None };
    if let Some(content) = content {
        let sent = ctx.channel(thread.id).send_in_thread(Draft::text(content)).await;
        let sent = sent.map_err(|error| broken_off(error, "its first message", &started.line()))?;
        started.message_id = Some(sent.id);
    }
    Ok(started)
}

/// Threads of announcement channels are of a kind of their own, and a forum takes only posts.
async fn kind_in(ctx: &Context<create_thread>, channel: &ChannelRef) -> ToolResult<Option<ChannelKind>> {
    let Some(id) = channel.id() else { return Ok(None) };
    let kind = ctx.look_up(id).await?.kind;
    if kind.is_forum() {
        return Err(Refusal::new(Cause::Argument, "a forum takes posts, which start with a message")
            .hint("call `send_message` with this `channel_id`, `title` and `content`")
            .into());
    }
    Ok((kind == ChannelKind::ANNOUNCEMENT).then_some(ChannelKind::ANNOUNCEMENT_THREAD))
}

/// A thread that was started.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Started {
    id: ChannelId,
    name: Untrusted,
    /// Its first message, if one was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<MessageId>,
}

impl Started {
    fn line(&self) -> String {
        format!("Created thread {} (ID: {})", self.name.line(100), self.id)
    }
}

impl Output for Started {
    fn text(&self, page: &mut Page) -> fmt::Result {
        page.write_str(&self.line())?;
        match self.message_id {
            Some(message) => write!(page, ". Message ID: {message}"),
            None => Ok(()),
        }
    }

    structured!();
}
