use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use super::message::Message;
use crate::prelude::*;
use crate::tool::MessageRef;

/// Reads one message in full, with links to its files.
#[discord_tool(
    toolset = messages,
    effect = read,
    permissions(VIEW_CHANNEL, READ_MESSAGE_HISTORY),
    intents(MESSAGE_CONTENT),
)]
pub(crate) async fn get_message(
    ctx: Context<get_message>,
    /// Its channel.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// Message ID or link.
    #[arg(alias = "message")]
    message_id: MessageRef,
) -> ToolResult<One> {
    let message = ctx.channel(channel_id).message(message_id).get().await?;
    Ok(One { message: Message::located(message) })
}

/// A message.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct One {
    message: Message,
}

impl Output for One {
    fn text(&self, page: &mut Page) -> fmt::Result {
        page.write_str("Message, time in UTC:\n")?;
        page.begin_untrusted();
        self.message.alone(page)
    }

    structured!();
}
