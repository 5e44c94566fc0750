use std::{
    borrow::Cow,
    fmt::{self, Write as _},
};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, IntoDeserializer as _},
};

use crate::prelude::*;
use crate::tool::{Argument, Reference, ServerRef, UserId, UserRef};

/// Users that Discord bans at once.
const MOST: usize = 200;
const SECONDS_A_DAY: f64 = 86_400.0;

/// Bans users from a server, members or not, up to 200.
#[discord_tool(
    toolset = moderation,
    effect = destroy,
    idempotent,
    permissions(BAN_MEMBERS, maybe(MANAGE_GUILD)),
    aliases(ban_user),
)]
pub(crate) async fn ban_member(
    ctx: Context<ban_member>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// User IDs.
    #[arg(alias = "user_id")]
    user_ids: Users,
    /// Delete what they wrote in the last days, up to 7; fractions are taken.
    #[arg(default = 0.0, min = 0, max = 7)]
    delete_message_days: f64,
    /// For the audit log.
    reason: Option<String>,
) -> ToolResult<Banned> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 7 days in seconds")]
    let seconds = (delete_message_days * SECONDS_A_DAY).round() as u32;
    let server = ctx.server(server_id);
    let users: Vec<UserId> = user_ids.0.iter().filter_map(UserRef::id).collect();
    if let [user] = users[..] {
        server.member(user).ban(seconds).reason_if(reason).await?;
        return Ok(Banned { banned: users, failed: Vec::new() });
    }
    // MANAGE_GUILD is needed for several at once.
    let done = server.ban_many(&users, seconds).reason_if(reason).await?;
    Ok(Banned { banned: done.banned_users, failed: done.failed_users })
}

/// Takes a ban back.
#[discord_tool(toolset = moderation, effect = write, idempotent, permissions(BAN_MEMBERS), aliases(unban_user))]
pub(crate) async fn unban_member(
    ctx: Context<unban_member>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// User ID.
    #[arg(alias = "user")]
    user_id: UserId,
    /// For the audit log.
    reason: Option<String>,
) -> ToolResult<String> {
    ctx.server(server_id).member(user_id).unban().reason_if(reason).await?;
    Ok(format!("Unbanned user {user_id}"))
}

/// One user or several.
#[derive(Debug)]
pub(crate) struct Users(Vec<UserRef>);

impl Users {
    /// Each once: Discord refuses a list that names somebody twice.
    fn new(written: Vec<UserRef>) -> Result<Self, String> {
        let mut users: Vec<UserRef> = Vec::with_capacity(written.len());
        for user in written {
            if !users.contains(&user) {
                users.push(user);
            }
        }
        if (1..=MOST).contains(&users.len()) {
            Ok(Self(users))
        } else {
            Err(format!("1 to {MOST} users are banned at once: {}", users.len()))
        }
    }
}

impl<'de> Deserialize<'de> for Users {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Users;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of users")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Users, E> {
                Users::new(vec![UserRef::deserialize(text.into_deserializer())?]).map_err(E::custom)
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut users: A) -> Result<Users, A::Error> {
                let mut written = Vec::new();
                while let Some(user) = users.next_element()? {
                    written.push(user);
                }
                Users::new(written).map_err(de::Error::custom)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

impl JsonSchema for Users {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Users".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "array", "items": { "type": "string" } })
    }
}

impl Argument for Users {
    fn references<'a>(&'a mut self, found: &mut Vec<Reference<'a>>) {
        found.extend(self.0.iter_mut().map(Reference::User));
    }
}

/// Who was banned, and who wasn't.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Banned {
    banned: Vec<UserId>,
    /// Banned already, unknown, or not below the bot's highest role.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    failed: Vec<UserId>,
}

impl Output for Banned {
    fn text(&self, page: &mut Page) -> fmt::Result {
        let ids = |users: &[UserId]| users.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        write!(page, "Banned {}: {}", counted(self.banned.len()), ids(&self.banned))?;
        if !self.failed.is_empty() {
            write!(page, "\nNot banned: {}", ids(&self.failed))?;
            page.hint("they are banned already, unknown, or not below the bot's highest role");
        }
        Ok(())
    }

    structured!();
}

fn counted(users: usize) -> String {
    format!("{users} user{}", if users == 1 { "" } else { "s" })
}
