use super::send::send_message;
use crate::prelude::*;
use crate::{
    discord::model::ForumTag,
    tool::{Cause, Refusal, Untrusted},
};

/// The IDs of a forum's tags. IDs are passed on as they are; only for names is the forum read.
pub(super) async fn tag_ids(
    ctx: &Context<send_message>,
    forum: &ChannelRef,
    tags: &[String],
) -> ToolResult<Vec<String>> {
    let is_id = |tag: &String| tag.len() >= 17 && tag.bytes().all(|byte| byte.is_ascii_digit());
    if tags.iter().all(is_id) {
        return Ok(tags.to_vec());
    }
    let known = ctx.channel(forum.clone()).get().await?.available_tags;
    tags.iter().map(|tag| find(&known, tag)).collect()
}

/// A tag that is called exactly that comes before one that differs in upper and lower case.
fn find(known: &[ForumTag], tag: &str) -> ToolResult<String> {
    let wanted = tag.trim();
    let alike = |name: &str| name.to_lowercase() == wanted.to_lowercase();
    let found = known.iter().find(|tag| tag.id == wanted || tag.name == wanted);
    match found.or_else(|| known.iter().find(|tag| alike(&tag.name))) {
        Some(tag) => Ok(tag.id.clone()),
        None => Err(no_such_tag(known, wanted).into()),
    }
}

fn no_such_tag(known: &[ForumTag], tag: &str) -> Refusal {
    let list = known.iter().map(|tag| format!("{} ({})", Untrusted::new(&tag.name).line(40), tag.id));
    let list = list.collect::<Vec<_>>().join(", ");
    let hint = if list.is_empty() {
        "it has no tags: leave `tags` out".into()
    } else {
        format!("it has these: {list}")
    };
    Refusal::new(Cause::Name, format!("the channel has no such tag: {}", Untrusted::new(tag).line(40)))
        .hint(hint)
}
