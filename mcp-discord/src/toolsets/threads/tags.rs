use crate::{
    context::Context,
    discord::{fold, model::ForumTag},
    tool::{Cause, ChannelId, Refusal, Scope, ToolResult, Untrusted},
};

/// The IDs of a post's tags, which are given by name or ID. The forum is looked up only for names.
pub(super) async fn tag_ids<S: Scope>(
    ctx: &Context<S>,
    post: ChannelId,
    tags: Vec<String>,
) -> ToolResult<Vec<String>> {
    if tags.iter().all(|tag| is_id(tag)) {
        return Ok(tags);
    }
    let Some(forum) = ctx.look_up(post).await?.parent_id else {
        return Err(Refusal::new(Cause::Argument, "only posts of a forum have tags")
            .hint("leave `tags` out")
            .into());
    };
    let forum = ctx.look_up(forum).await?;
    tags.into_iter().map(|tag| Ok(tag_id(tag, &forum.available_tags)?)).collect()
}

fn is_id(text: &str) -> bool {
    (17..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn tag_id(wanted: String, tags: &[ForumTag]) -> Result<String, Refusal> {
    if is_id(&wanted) {
        return Ok(wanted);
    }
    let exact = tags.iter().find(|tag| tag.name == wanted);
    let alike = || tags.iter().find(|tag| fold(&tag.name) == fold(&wanted));
    if let Some(tag) = exact.or_else(alike) {
        return Ok(tag.id.clone());
    }
    let reason = format!("the forum has no such tag: {}", Untrusted::new(&wanted).line(50));
    let names: Vec<_> = tags.iter().map(|tag| Untrusted::new(&tag.name).line(50)).collect();
    Err(Refusal::new(Cause::Name, reason).hint(if names.is_empty() {
        "it has none; `edit_channel` can set them".to_owned()
    } else {
        format!("its tags are: {}", names.join(", "))
    }))
}
