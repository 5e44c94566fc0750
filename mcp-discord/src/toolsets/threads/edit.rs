use super::{AutoArchive, tags::tag_ids};
use crate::prelude::*;
use crate::{discord::ThreadFields, tool::Untrusted, toolsets::channels::nothing_to_change};

/// Changes a thread or forum post.
#[discord_tool(
    toolset = threads,
    effect = write,
    idempotent,
    permissions(VIEW_CHANNEL, maybe(MANAGE_THREADS), maybe(SEND_MESSAGES_IN_THREADS)),
)]
pub(crate) async fn edit_thread(
    ctx: Context<edit_thread>,
    /// Thread or post.
    #[arg(alias = "thread_id", alias = "thread", alias = "channel", alias = "post_id")]
    channel_id: ChannelRef,
    /// New title.
    name: Option<String>,
    /// false brings it back.
    archived: Option<bool>,
    /// Only moderators can bring it back.
    locked: Option<bool>,
    /// Post: keep on top.
    pinned: Option<bool>,
    /// Slow mode; 0 ends it.
    #[arg(max = 21_600, alias = "rate_limit_per_user")]
    slowmode_seconds: Option<u32>,
    /// Quiet minutes.
    #[arg(alias = "auto_archive_duration")]
    auto_archive_minutes: Option<AutoArchive>,
    /// Post: all its tags.
    tags: Option<Vec<String>>,
) -> ToolResult<String> {
    let mut fields = ThreadFields {
        name,
        archived,
        locked,
        flags: pinned.map(|pinned| if pinned { ThreadFields::PINNED } else { 0 }),
        rate_limit_per_user: slowmode_seconds,
        auto_archive_duration: auto_archive_minutes.map(AutoArchive::minutes),
        ..ThreadFields::default()
    };
    if fields == ThreadFields::default() && tags.is_none() {
        return Err(nothing_to_change());
    }
    if let (Some(tags), Some(thread)) = (tags, channel_id.id()) {
        fields.applied_tags = Some(tag_ids(&ctx, thread, tags).await?);
    }
    let thread = ctx.channel(channel_id).edit_thread(&fields).await?;
    let state = match &thread.thread_metadata {
        Some(state) if state.archived => ", archived",
        _ => "",
    };
    let locked = if thread.thread_metadata.is_some_and(|state| state.locked) { ", locked" } else { "" };
    let name = Untrusted::from(thread.name.unwrap_or_default());
    Ok(format!("Changed thread {} (ID: {}){state}{locked}", name.line(100), thread.id))
}
