use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use crate::prelude::*;
use crate::{discord::invite_link, tool::Needs};

/// How many tools are named as the reason of a permission, in text.
const NAMED: usize = 4;

/// Gives the link that invites the bot with the permissions that the enabled tools need, and tells which needs what.
#[discord_tool(toolset = permissions, effect = read)]
pub(crate) async fn get_invite_link(ctx: Context<get_invite_link>) -> ToolResult<InviteLink> {
    let application = ctx.account().application().await?;
    let needs = Needs::of(ctx.offered());
    let reasons = |tools: &[&'static str]| tools.iter().map(|&tool| tool.to_owned()).collect();
    Ok(InviteLink {
        url: invite_link(application.id, needs.bits()),
        permission_bits: needs.bits().bits().to_string(),
        permissions: needs
            .permissions
            .iter()
            .map(|(bit, tools)| Needed { name: bit.to_string(), on: None, tools: reasons(tools) })
            .collect(),
        intents: needs
            .intents
            .iter()
            .map(|(intent, tools)| Needed {
                name: intent.title().into_owned(),
                on: application.has_intent(*intent),
                tools: reasons(tools),
            })
            .collect(),
    })
}

/// A link that invites the bot.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct InviteLink {
    url: String,
    /// The permissions as Discord's number.
    permission_bits: String,
    permissions: Vec<Needed>,
    /// Privileged intents, which are switched on in the Developer Portal, and not by the link.
    intents: Vec<Needed>,
}

/// What is needed, and by which tools.
#[derive(Debug, Serialize, JsonSchema)]
struct Needed {
    name: String,
    /// Whether it is switched on, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<bool>,
    tools: Vec<String>,
}

impl Needed {
    fn reasons(&self) -> String {
        let named = self.tools.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        match self.tools.len().saturating_sub(NAMED) {
            0 => named,
            more => format!("{named} and {more} more"),
        }
    }
}

impl Output for InviteLink {
    fn text(&self, page: &mut Page) -> fmt::Result {
        write!(page, "{}\nA person who manages the server opens it. It asks for:", self.url)?;
        for needed in &self.permissions {
            write!(page, "\n{}: {}", needed.name, needed.reasons())?;
        }
        let mut missing = Vec::new();
        for needed in &self.intents {
            let on = match needed.on {
                Some(true) => "is on",
                Some(false) => "is off",
                None => "has to be on",
            };
            if needed.on == Some(false) {
                missing.push(needed.name.as_str());
            }
            write!(page, "\n{} {on}: {}", needed.name, needed.reasons())?;
        }
        if !missing.is_empty() {
            page.hint(format_args!(
                "switch on in the Developer Portal, under Bot, Privileged Gateway Intents: {}",
                missing.join(", ")
            ));
        }
        Ok(())
    }

    structured!();
}
