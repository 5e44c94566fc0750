use crate::prelude::*;
use crate::{
    discord::{ChannelFields, TagFields, model::ForumTag},
    tool::{Cause, Refusal, Untrusted},
};

/// Changes a channel. Names and topics: twice in ten minutes.
#[discord_tool(
    toolset = channels,
    effect = write,
    idempotent,
    permissions(VIEW_CHANNEL, MANAGE_CHANNELS),
)]
pub(crate) async fn edit_channel(
    ctx: Context<edit_channel>,
    /// Channel or category.
    #[arg(alias = "channel")]
    channel_id: ChannelRef,
    /// New name.
    name: Option<String>,
    /// New topic; empty removes it.
    topic: Option<String>,
    /// Category to move to.
    #[arg(alias = "category", alias = "parent_id")]
    category_id: Option<ChannelRef>,
    /// New place.
    position: Option<u32>,
    /// For adults only.
    nsfw: Option<bool>,
    /// Slow mode; 0 ends it.
    #[arg(max = 21_600, alias = "rate_limit_per_user")]
    slowmode_seconds: Option<u32>,
    /// Voice: most users; 0 is any number.
    user_limit: Option<u32>,
    /// Voice: bits per second.
    bitrate: Option<u32>,
    /// Forum: all its tags.
    tags: Option<Vec<String>>,
    /// For the audit log.
    reason: Option<String>,
) -> ToolResult<String> {
    let mut fields = ChannelFields {
        name,
        topic,
        parent_id: category_id.and_then(|category| category.id()),
        position,
        nsfw,
        rate_limit_per_user: slowmode_seconds,
        user_limit,
        bitrate,
        ..ChannelFields::default()
    };
    if fields == ChannelFields::default() && tags.is_none() {
        return Err(nothing_to_change());
    }
    let channel = ctx.channel(channel_id);
    if let Some(tags) = tags {
        let forum = channel.get().await?;
        if !forum.kind.is_forum() {
            return Err(Refusal::new(Cause::Argument, format!("only forums have tags: {}", forum.kind))
                .hint("leave `tags` out")
                .into());
        }
        fields.available_tags = Some(all_tags(tags, &forum.available_tags));
    }
    let slow = fields.name.is_some() || fields.topic.is_some();
    let edited = channel.edit(&fields).reason_if(reason).await;
    let edited = edited.map_err(|error| if slow { with_quota(error) } else { error })?;
    let name = Untrusted::from(edited.name.unwrap_or_default());
    Ok(format!("Changed {} #{} (ID: {})", edited.kind, name.line(100), edited.id))
}

/// Nothing was given that could be changed.
pub(in crate::toolsets) fn nothing_to_change() -> ToolError {
    Refusal::new(Cause::Argument, "nothing is given that should be changed")
        .hint("give at least one argument beside the channel and the reason")
        .into()
}

/// A tag that is there keeps its ID, and so stays on its posts.
fn all_tags(names: Vec<String>, there: &[ForumTag]) -> Vec<TagFields> {
    let tag = |name: String| match there.iter().find(|tag| tag.name == name || tag.id == name) {
        Some(tag) => TagFields {
            id: Some(tag.id.clone()),
            name: Some(tag.name.clone()),
            moderated: Some(tag.moderated),
            emoji_id: tag.emoji_id,
            emoji_name: tag.emoji_name.clone().filter(|_| tag.emoji_id.is_none()),
        },
        None => TagFields { name: Some(name), ..TagFields::default() },
    };
    names.into_iter().map(tag).collect()
}

/// Discord's quota on names and topics is in no header, so a refusal has to say that it is there.
fn with_quota(error: ToolError) -> ToolError {
    match error {
        ToolError::Refused(refusal) if refusal.cause == Cause::Limit => refusal
            .hint("a channel's name and topic can be changed twice in ten minutes; its other settings can be changed now")
            .into(),
        other => other,
    }
}
