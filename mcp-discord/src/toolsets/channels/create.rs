use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use super::kind::ChannelType;
use crate::prelude::*;
use crate::{
    discord::{ChannelFields, TagFields, model},
    tool::{ChannelId, ServerRef, Untrusted},
};

/// Creates a channel, category or forum.
#[discord_tool(toolset = channels, effect = write, permissions(MANAGE_CHANNELS))]
pub(crate) async fn create_channel(
    ctx: Context<create_channel>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// Name.
    name: String,
    /// Type.
    #[arg(default)]
    r#type: ChannelType,
    /// Category.
    #[arg(alias = "category", alias = "parent_id")]
    category_id: Option<ChannelRef>,
    /// Topic.
    topic: Option<String>,
    /// For adults only.
    nsfw: Option<bool>,
    /// Slow mode.
    #[arg(max = 21_600, alias = "rate_limit_per_user")]
    slowmode_seconds: Option<u32>,
    /// Forum: names of its tags.
    tags: Option<Vec<String>>,
    /// For the audit log.
    reason: Option<String>,
) -> ToolResult<Created> {
    let new_tag = |name| TagFields { name: Some(name), ..TagFields::default() };
    let fields = ChannelFields {
        name: Some(name),
        kind: Some(r#type.kind()),
        topic,
        parent_id: category_id.and_then(|category| category.id()),
        nsfw,
        rate_limit_per_user: slowmode_seconds,
        available_tags: tags.map(|tags| tags.into_iter().map(new_tag).collect()),
        ..ChannelFields::default()
    };
    Ok(ctx.server(server_id).create_channel(&fields).reason_if(reason).await?.into())
}

/// Creates a text channel.
#[discord_tool(toolset = channels, effect = write, permissions(MANAGE_CHANNELS))]
pub(crate) async fn create_text_channel(
    ctx: Context<create_text_channel>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// Name.
    name: String,
    /// Category.
    #[arg(alias = "category")]
    category_id: Option<ChannelRef>,
    /// Topic.
    topic: Option<String>,
) -> ToolResult<Created> {
    let fields = ChannelFields {
        name: Some(name),
        topic,
        parent_id: category_id.and_then(|category| category.id()),
        ..ChannelFields::default()
    };
    let call = ctx.server(server_id).create_channel(&fields);
    Ok(call.reason("Channel created via MCP").await?.into())
}

/// A channel that was made.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Created {
    id: ChannelId,
    name: Untrusted,
    #[serde(rename = "type")]
    kind: String,
}

impl From<model::Channel> for Created {
    fn from(channel: model::Channel) -> Self {
        let name = channel.name.unwrap_or_default().into();
        Self { id: channel.id, name, kind: channel.kind.to_string() }
    }
}

impl Output for Created {
    fn text(&self, page: &mut Page) -> fmt::Result {
        let (name, id) = (self.name.line(100), self.id);
        match self.kind.as_str() {
            "category" => write!(page, "Created category {name} (ID: {id})"),
            kind => write!(page, "Created {kind} channel #{name} (ID: {id})"),
        }
    }

    structured!();
}
