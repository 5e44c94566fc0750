use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

use crate::prelude::*;
use crate::{
    discord::{Embed, MessageEdit},
    tool::{Argument, Cause, MessageRef, Refusal},
};

/// Edits a message of the bot.
#[discord_tool(
    toolset = messages,
    effect = write,
    idempotent,
    permissions(VIEW_CHANNEL, maybe(MANAGE_MESSAGES)),
)]
pub(crate) async fn edit_message(
    ctx: Context<edit_message>,
    /// Its channel.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// Message ID or link.
    #[arg(alias = "message")]
    message_id: MessageRef,
    /// New text.
    #[arg(max_length = 2_000, alias = "new_content")]
    content: Option<String>,
    /// New cards; [] removes them.
    #[arg(max_length = 10)]
    embeds: Option<Vec<Card>>,
    /// Hide link previews.
    suppress_embeds: Option<bool>,
) -> ToolResult<String> {
    if content.is_none() && embeds.is_none() && suppress_embeds.is_none() {
        return Err(Refusal::new(Cause::Argument, "nothing is to be changed")
            .hint("give at least one of `content`, `embeds` and `suppress_embeds`")
            .into());
    }
    let embeds = embeds.map(|cards| cards.into_iter().map(|Card(embed)| embed).collect());
    let edit = MessageEdit { content, embeds, suppress_embeds };
    let message = ctx.channel(channel_id).message(message_id).edit(edit).await?;
    Ok(format!("Message edited successfully. Message ID: {}", message.id))
}

/// An embed whose parts are told in the schema of `send_message`: once is enough.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Card(Embed);

impl Argument for Card {}

impl JsonSchema for Card {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Card".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object" })
    }
}
