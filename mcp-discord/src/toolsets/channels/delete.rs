use crate::prelude::*;

/// Deletes a channel, category, thread or post, for good.
#[discord_tool(
    toolset = channels,
    effect = destroy,
    idempotent,
    permissions(VIEW_CHANNEL, any(MANAGE_CHANNELS, MANAGE_THREADS)),
    aliases(delete_thread, delete_post, delete_category),
)]
pub(crate) async fn delete_channel(
    ctx: Context<delete_channel>,
    /// Its ID or link.
    #[arg(alias = "channel", alias = "thread_id", alias = "post_id", alias = "category_id")]
    channel_id: ChannelRef,
    /// For the audit log.
    reason: Option<String>,
) -> ToolResult<&'static str> {
    let reason = reason.unwrap_or_else(|| "Channel deleted via MCP".into());
    ctx.channel(channel_id).delete().reason(reason).await?;
    Ok("Deleted channel successfully")
}
