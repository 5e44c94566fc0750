//! The macro can't depend on the runtime, so it has tables of its own. They hold the same names.

use mcp_discord::tool::{Intent, Permissions};

#[path = "../../mcp-discord-macros/src/names.rs"]
mod names;

#[test]
fn permissions() {
    let runtime: Vec<&str> = Permissions::NAMED.iter().map(|(name, _)| *name).collect();
    assert_eq!(names::PERMISSIONS, runtime);
}

/// The intents, and a match that stops compiling when one is added.
macro_rules! intents {
    ($($name:ident)*) => {
        const INTENTS: &[&str] = &[$(stringify!($name)),*];
        const fn name(intent: Intent) -> &'static str {
            match intent { $(Intent::$name => stringify!($name)),* }
        }
    };
}
intents! {
    GUILDS GUILD_MEMBERS GUILD_MODERATION GUILD_EXPRESSIONS GUILD_INTEGRATIONS GUILD_WEBHOOKS GUILD_INVITES
    GUILD_VOICE_STATES GUILD_PRESENCES GUILD_MESSAGES GUILD_MESSAGE_REACTIONS GUILD_MESSAGE_TYPING DIRECT_MESSAGES
    DIRECT_MESSAGE_REACTIONS DIRECT_MESSAGE_TYPING MESSAGE_CONTENT GUILD_SCHEDULED_EVENTS
    AUTO_MODERATION_CONFIGURATION AUTO_MODERATION_EXECUTION GUILD_MESSAGE_POLLS DIRECT_MESSAGE_POLLS
}

#[test]
fn gateway_intents() {
    assert_eq!(names::INTENTS, INTENTS);
    assert_eq!(name(Intent::MESSAGE_CONTENT), "MESSAGE_CONTENT");
}
