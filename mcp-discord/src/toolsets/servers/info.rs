use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use super::users::created;
use crate::prelude::*;
use crate::{
    discord::model,
    tool::{ServerId, ServerRef, Untrusted, UserId},
};

/// Tells about a server: owner, member count, boosts.
#[discord_tool(toolset = servers, effect = read)]
pub(crate) async fn get_server_info(
    ctx: Context<get_server_info>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
) -> ToolResult<ServerInfo> {
    Ok(ctx.server(server_id).get().await?.into())
}

/// A server.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ServerInfo {
    name: Untrusted,
    id: ServerId,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner_id: Option<UserId>,
    /// Discord's own estimate.
    #[serde(skip_serializing_if = "Option::is_none")]
    member_count: Option<u64>,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Untrusted>,
    /// Boost level: 0 to 3.
    premium_tier: u8,
    /// `disabled`, `no_role` or `all_members`
    explicit_content_filter: String,
}

impl From<model::Server> for ServerInfo {
    fn from(server: model::Server) -> Self {
        let filter = match server.explicit_content_filter {
            0 => "disabled".to_owned(),
            1 => "no_role".to_owned(),
            2 => "all_members".to_owned(),
            other => other.to_string(),
        };
        Self {
            name: server.name.into(),
            id: server.id,
            owner_id: server.owner_id,
            member_count: server.approximate_member_count,
            created_at: created(server.id.created_ms()),
            description: server.description.filter(|text| !text.is_empty()).map(Untrusted::from),
            premium_tier: server.premium_tier,
            explicit_content_filter: filter,
        }
    }
}

impl Output for ServerInfo {
    fn text(&self, page: &mut Page) -> fmt::Result {
        writeln!(page, "Server Information:")?;
        page.begin_untrusted();
        writeln!(page, "name: {}", self.name.line(100))?;
        writeln!(page, "id: {}", self.id)?;
        if let Some(owner) = self.owner_id {
            writeln!(page, "owner_id: {owner}")?;
        }
        if let Some(members) = self.member_count {
            writeln!(page, "member_count: {members}")?;
        }
        writeln!(page, "created_at: {}", self.created_at)?;
        if let Some(description) = &self.description {
            writeln!(page, "description: {}", description.line(300))?;
        }
        writeln!(page, "premium_tier: {}", self.premium_tier)?;
        writeln!(page, "explicit_content_filter: {}", self.explicit_content_filter)
    }

    structured!();
}
