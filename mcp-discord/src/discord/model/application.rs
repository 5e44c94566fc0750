use serde::Deserialize;

use super::lenient;
use crate::tool::{ApplicationId, Intent};

/// An [application](https://discord.com/developers/docs/resources/application#application-object): what a bot is a
/// part of.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Application {
    /// Its ID, which an invite link names.
    pub id: ApplicationId,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::field")]
    pub name: String,
    /// Its flags, if Discord told them.
    #[serde(default, deserialize_with = "lenient::field")]
    pub flags: Option<u64>,
}

impl Application {
    /// Whether a privileged intent is switched on in the Developer Portal. `None` for one that isn't privileged, and
    /// where the flags are not known.
    ///
    /// Each has two flags: one for applications in 100 servers or more, and one for all others.
    ///
    /// Source: <https://discord.com/developers/docs/resources/application#application-object-application-flags>
    pub fn has_intent(&self, intent: Intent) -> Option<bool> {
        let flags = match intent {
            Intent::GUILD_PRESENCES => 1 << 12 | 1 << 13,
            Intent::GUILD_MEMBERS => 1 << 14 | 1 << 15,
            Intent::MESSAGE_CONTENT => 1 << 18 | 1 << 19,
            _ => return None,
        };
        self.flags.map(|set| set & flags != 0)
    }
}
