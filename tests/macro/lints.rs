//! Generated code is held to what its surroundings are held to.
#![deny(missing_docs, missing_debug_implementations, unused, unreachable_pub, unused_qualifications)]
#![deny(clippy::all, clippy::pedantic)]

/// A module that others would see.
pub(crate) mod moderation {
    use mcp_discord::prelude::*;

    /// Removes a member from a server.
    #[discord_tool(
        toolset = moderation,
        effect = destroy,
        idempotent,
        permissions(KICK_MEMBERS, any(VIEW_CHANNEL, MANAGE_GUILD), VIEW_AUDIT_LOG if reason),
        rate_limit(5 per 10min, by = name),
        deadline = 30s,
        aliases(remove_member)
    )]
    pub(crate) async fn kick(
        ctx: Context<kick>,
        /// Name of the member.
        #[arg(min_length = 2, max_length = 32, pattern = "^[a-z0-9_.]+$", alias = "member")]
        name: String,
        /// How many days of messages to delete.
        #[arg(default = 0, min = 0, max = 7)]
        days: u8,
        /// Why.
        reason: Option<String>,
    ) -> ToolResult<String> {
        ctx.progress(1, None, "kicking").await;
        Ok(format!("{name} {days} {reason:?}"))
    }

    toolset! { pub(crate) moderation: "Moderation" => [kick] }
}

#[test]
fn the_facts_arrive() {
    let tool = &moderation::moderation().tools[0];
    let spec = tool.spec();
    assert_eq!((spec.title, spec.toolset, spec.idempotent), ("Kick", "moderation", true));
    let names: Vec<_> = spec.scope.bits().names().collect();
    assert_eq!(names, ["KICK_MEMBERS", "MANAGE_GUILD", "VIEW_AUDIT_LOG", "VIEW_CHANNEL"]);
    assert_eq!(spec.budget.and_then(|budget| budget.by), Some("name"));
}
