use std::fmt::{self, Write as _};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use crate::prelude::*;
use crate::{
    discord::model,
    tool::{Untrusted, UserId},
};

/// Tells which bot this server works as.
#[discord_tool(toolset = servers, effect = read)]
pub(crate) async fn get_self_info(ctx: Context<get_self_info>) -> ToolResult<UserInfo> {
    Ok(ctx.account().get().await?.into())
}

/// A user.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct UserInfo {
    name: Untrusted,
    /// The name that is shown where there is no nickname, if it is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    display_name: Option<Untrusted>,
    /// Four digits, for bots.
    #[serde(skip_serializing_if = "Option::is_none")]
    discriminator: Option<Untrusted>,
    id: UserId,
    bot: bool,
    created: String,
}

/// When the thing was made whose ID holds this time.
pub(super) fn created(ms: u64) -> String {
    let time = i64::try_from(ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    time.map_or_else(|| "unknown".to_owned(), |time| format!("{time:.0}"))
}

impl From<model::User> for UserInfo {
    fn from(user: model::User) -> Self {
        let display_name =
            Some(user.display_name()).filter(|name| *name != user.username).map(Untrusted::new);
        let discriminator = user.discriminator.filter(|digits| !digits.trim_matches('0').is_empty());
        Self {
            display_name,
            discriminator: discriminator.map(Untrusted::from),
            id: user.id,
            bot: user.bot,
            created: created(user.id.created_ms()),
            name: user.username.into(),
        }
    }
}

impl Output for UserInfo {
    fn text(&self, page: &mut Page) -> fmt::Result {
        writeln!(page, "User information:")?;
        page.begin_untrusted();
        write!(page, "Name: {}", self.name.line(32))?;
        if let Some(digits) = &self.discriminator {
            write!(page, "#{}", digits.line(4))?;
        }
        page.write_char('\n')?;
        if let Some(shown) = &self.display_name {
            writeln!(page, "Display name: {}", shown.line(32))?;
        }
        writeln!(page, "ID: {}", self.id)?;
        writeln!(page, "Bot: {}", if self.bot { "True" } else { "False" })?;
        writeln!(page, "Created: {}", self.created)
    }

    structured!();
}
