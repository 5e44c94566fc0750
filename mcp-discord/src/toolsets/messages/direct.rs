use super::{
    send::texts,
    sent::{Kind, SentMessage, series},
};
use crate::prelude::*;
use crate::{
    discord::AllowedMentions,
    tool::{Untrusted, UserRef},
};

/// Sends a direct message to a user, who has to share a server with the bot.
#[discord_tool(toolset = messages, effect = write, deadline = 120s)]
pub(crate) async fn send_direct_message(
    ctx: Context<send_direct_message>,
    /// User ID or name.
    #[arg(alias = "user")]
    user_id: UserRef,
    /// Markdown text.
    #[arg(min_length = 1, max_length = 20_000)]
    content: String,
) -> ToolResult<SentMessage> {
    let channel = ctx.account().open_direct(&user_id).await?;
    let direct = ctx.direct_messages(&channel)?;
    let name = channel.recipients.first().map_or_else(|| user_id.to_string(), |user| user.username.clone());
    let drafts = texts(&content, &AllowedMentions::default(), false);
    let (sent, count) =
        (SentMessage::new(Kind::Direct(Untrusted::from(name)), Some(channel.id)), drafts.len());
    series(&ctx, sent, drafts.into_iter(), count, |draft| direct.send(draft)).await
}
