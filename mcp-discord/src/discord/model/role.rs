use std::cmp::Reverse;

use serde::{Deserialize, Deserializer, de};

use super::lenient;
use crate::tool::{Permissions, RoleId, UserId};

/// A [role](https://discord.com/developers/docs/topics/permissions#role-object) of a server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Role {
    /// Its ID. That of `@everyone` is the server's.
    pub id: RoleId,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::field")]
    pub name: String,
    /// What it allows in the whole server.
    pub permissions: Permissions,
    /// Its place: higher roles may manage lower ones. Among equals the lower ID is higher.
    #[serde(default, deserialize_with = "lenient::field")]
    pub position: i64,
    /// Its colour as `0xRRGGBB`; 0 is none.
    #[serde(default, deserialize_with = "lenient::field")]
    pub color: u32,
    /// Whether its members are listed by themselves.
    #[serde(default, deserialize_with = "lenient::field")]
    pub hoist: bool,
    /// Whether an integration manages it, so that nobody can give or take it.
    #[serde(default, deserialize_with = "lenient::field")]
    pub managed: bool,
    /// Whether everyone may ping it.
    #[serde(default, deserialize_with = "lenient::field")]
    pub mentionable: bool,
    /// The emoji that stands as its icon.
    #[serde(default, deserialize_with = "lenient::field")]
    pub unicode_emoji: Option<String>,
}

impl Role {
    /// How high it stands: of two roles the one with more may manage the other. Among equals the lower ID is higher.
    ///
    /// Source: <https://discord.com/developers/docs/topics/permissions#permission-hierarchy>
    pub fn height(&self) -> (i64, Reverse<RoleId>) {
        (self.position, Reverse(self.id))
    }
}

/// A [permission overwrite](https://discord.com/developers/docs/resources/channel#overwrite-object) of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Overwrite {
    /// Whom it is for.
    pub target: OverwriteTarget,
    /// What it allows.
    pub allow: Permissions,
    /// What it denies.
    pub deny: Permissions,
}

/// Whom an [`Overwrite`] is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OverwriteTarget {
    /// A role; `@everyone` is the role with the server's ID.
    Role(RoleId),
    /// A member.
    Member(UserId),
}

impl Overwrite {
    /// An overwrite for a role or a member.
    pub const fn new(target: OverwriteTarget, allow: Permissions, deny: Permissions) -> Self {
        Self { target, allow, deny }
    }
}

impl<'de> Deserialize<'de> for Overwrite {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Written {
            id: RoleId,
            #[serde(rename = "type")]
            kind: u8,
            allow: Permissions,
            deny: Permissions,
        }
        let Written { id, kind, allow, deny } = Written::deserialize(deserializer)?;
        let target = match kind {
            0 => OverwriteTarget::Role(id),
            1 => OverwriteTarget::Member(
                UserId::new(id.get()).ok_or_else(|| de::Error::custom("an ID is never zero"))?,
            ),
            other => {
                return Err(de::Error::custom(format!(
                    "an overwrite is for a role (0) or a member (1): {other}"
                )));
            }
        };
        Ok(Self { target, allow, deny })
    }
}
