use crate::prelude::*;
use crate::tool::{Cause, MessageRef, Refusal};

/// How old a message may be to be deleted together with others, less a minute for clocks that differ.
///
/// Source: <https://discord.com/developers/docs/resources/message#bulk-delete-messages>
const BULK_AGE_MS: u64 = (14 * 24 * 60 - 1) * 60 * 1_000;

/// Deletes 2 to 100 messages of a channel at once, for good; none may be older than 14 days.
#[discord_tool(
    toolset = moderation,
    effect = destroy,
    idempotent,
    permissions(VIEW_CHANNEL, MANAGE_MESSAGES),
    aliases(bulk_delete_messages),
)]
pub(crate) async fn delete_messages(
    ctx: Context<delete_messages>,
    /// Channel, thread or post.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// Messages: IDs or links.
    #[arg(min_length = 1, max_length = 100, alias = "messages")]
    message_ids: Vec<MessageRef>,
    /// For the audit log.
    reason: Option<String>,
) -> ToolResult<String> {
    let mut ids: Vec<_> = message_ids.iter().filter_map(MessageRef::id).collect();
    ids.sort_unstable();
    ids.dedup();
    if let [id] = ids[..] {
        return Err(Refusal::new(
            Cause::Argument,
            format!("Discord deletes together only 2 or more messages: {id}"),
        )
        .hint("delete a single one by `delete_message`")
        .into());
    }
    let oldest =
        u64::try_from(jiff::Timestamp::now().as_millisecond()).unwrap_or(0).saturating_sub(BULK_AGE_MS);
    let old: Vec<_> = ids.iter().filter(|id| id.created_ms() < oldest).map(ToString::to_string).collect();
    if !old.is_empty() {
        return Err(Refusal::new(
            Cause::Argument,
            format!("none was deleted, since these are older than 14 days: {}", old.join(", ")),
        )
        .hint("leave them out, and delete each of them by `delete_message`")
        .into());
    }
    ctx.channel(channel_id).delete_messages(&ids).reason_if(reason).await?;
    Ok(format!("Deleted {} messages successfully.", ids.len()))
}
