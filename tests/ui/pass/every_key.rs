// Every key of the attribute.
#![deny(warnings)]
use mcp_discord::prelude::*;

struct Purged(u32);

/// Deletes messages.
#[discord_tool(
    toolset = moderation,
    effect = destroy,
    idempotent,
    unscoped,
    name = "purge.now",
    title = "Purge",
    permissions(VIEW_CHANNEL, any(SEND_MESSAGES, SEND_MESSAGES_IN_THREADS), ATTACH_FILES if reason, maybe(MANAGE_MESSAGES)),
    state(Purged, std::sync::atomic::AtomicBool),
    intents(GUILD_MESSAGES, MESSAGE_CONTENT),
    rate_limit(2 per 10min, by = channel_id),
    deadline = 30s,
    aliases(purge, "purge-all"),
)]
async fn purge(
    ctx: Context<purge>,
    /// Channel.
    channel_id: ChannelRef,
    /// Why.
    reason: Option<String>,
) -> ToolResult<String> {
    let Purged(count) = ctx.state();
    Ok(format!("{channel_id} {reason:?} {count} {:?}", ctx.state::<std::sync::atomic::AtomicBool>()))
}

toolset! { pub moderation: "Moderation" => [purge] }

fn main() {
    let tool = &moderation().tools[0];
    assert_eq!((tool.name(), tool.spec().title), ("purge.now", "Purge"));
    assert_eq!(tool.spec().deadline.as_secs(), 30);
    assert_eq!(tool.spec().budget.unwrap().per.as_secs(), 600);
    assert!(tool.spec().answers_to("purge-all"));
    assert_eq!(tool.spec().scope.state.len(), 2);
    assert_eq!(Purged(1).0, 1);
}
