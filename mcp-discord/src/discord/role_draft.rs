use serde::{Serialize, Serializer};

use crate::tool::Permissions;

/// What a role is to be: what is left out stays as it is, or as Discord makes it.
///
/// Source: <https://discord.com/developers/docs/resources/guild#create-guild-role-json-params>
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RoleDraft {
    /// Its name, 1 to 100 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it allows in the whole server. The bot can only give what it has itself.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_number")]
    pub permissions: Option<Permissions>,
    /// Its colour as `0xRRGGBB`; 0 is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<u32>,
    /// Whether its members are listed by themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hoist: Option<bool>,
    /// Whether everyone may ping it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mentionable: Option<bool>,
}

/// Discord's OpenAPI document has them as an integer here, though it answers with a string.
#[expect(clippy::ref_option, reason = "what serde calls")]
fn as_number<S: Serializer>(permissions: &Option<Permissions>, serializer: S) -> Result<S::Ok, S::Error> {
    permissions.map(Permissions::bits).serialize(serializer)
}
