use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use super::kind::ChannelType;
use crate::prelude::*;
use crate::{
    discord::{fold, model},
    tool::{ChannelId, Scope, ServerRef, Untrusted},
};

/// Lists the channels of a server by category, without threads.
#[discord_tool(toolset = channels, effect = read)]
pub(crate) async fn list_channels(
    ctx: Context<list_channels>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
    /// Part of the name.
    name: Option<String>,
    /// Only this type.
    r#type: Option<ChannelType>,
) -> ToolResult<Channels> {
    let listed = all(&ctx, server_id).await?;
    Ok(if name.is_some() || r#type.is_some() { listed.only(name.as_deref(), r#type) } else { listed })
}

/// Lists the channels of a server.
#[discord_tool(toolset = channels, effect = read)]
pub(crate) async fn get_channels(
    ctx: Context<get_channels>,
    /// Server ID or name.
    #[arg(default, alias = "server")]
    server_id: ServerRef,
) -> ToolResult<Channels> {
    let channels = all(&ctx, server_id.clone()).await?;
    // The older server's words name the server.
    let server = ctx.server_name(&server_id).await.map(Untrusted::from);
    Ok(Channels { server, spelled_out: true, ..channels })
}

async fn all<S: Scope>(ctx: &Context<S>, server: ServerRef) -> ToolResult<Channels> {
    let mut channels = ctx.server(server.clone()).channels().await?;
    channels.retain(|channel| ctx.reaches_channel(channel));
    let name = ctx.known_server_name(&server).await.map(Untrusted::from);
    Ok(Channels::new(name, channels))
}

/// The channels of a server.
#[derive(Debug, Serialize, JsonSchema)]
#[allow(clippy::struct_field_names, reason = "the names of the fields are those of the JSON")]
pub(crate) struct Channels {
    #[serde(skip_serializing_if = "Option::is_none")]
    server: Option<Untrusted>,
    channels: Vec<Channel>,
    /// Whether only some were asked for.
    #[serde(skip)]
    chosen: bool,
    /// Whether lines are written as the Python server writes them.
    #[serde(skip)]
    spelled_out: bool,
}

/// A channel: categories stand before their channels.
#[derive(Debug, Serialize, JsonSchema)]
struct Channel {
    id: ChannelId,
    name: Untrusted,
    /// text, voice, category, announcement, stage, forum, media
    #[serde(rename = "type")]
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<ChannelId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<Untrusted>,
    /// Its name as it is compared.
    #[serde(skip)]
    folded: String,
}

impl Channels {
    /// In the order of Discord's client: channels without a category first, then each category with its own.
    fn new(server: Option<Untrusted>, mut channels: Vec<model::Channel>) -> Self {
        channels.sort_by_key(|channel| (channel.kind.is_voice(), channel.position, channel.id));
        let (mut categories, others): (Vec<_>, Vec<_>) =
            channels.into_iter().partition(|channel| channel.kind == model::ChannelKind::CATEGORY);
        categories.sort_by_key(|category| (category.position, category.id));
        let mut listed = Vec::with_capacity(categories.len() + others.len());
        let (mut inside, outside): (Vec<_>, Vec<_>) = others
            .into_iter()
            .partition(|channel| categories.iter().any(|category| Some(category.id) == channel.parent_id));
        listed.extend(outside.into_iter().map(Channel::from));
        for category in categories {
            let id = category.id;
            listed.push(category.into());
            listed.extend(inside.extract_if(.., |channel| channel.parent_id == Some(id)).map(Channel::from));
        }
        Self { server, channels: listed, chosen: false, spelled_out: false }
    }

    /// Those whose name has this in it, forgivingly, and that are of this type.
    fn only(self, name: Option<&str>, kind: Option<ChannelType>) -> Self {
        let part = name.map(|name| fold(name.trim().trim_start_matches('#')));
        let kind = kind.map(|kind| kind.kind().to_string());
        let fits = |channel: &Channel| {
            part.as_ref().is_none_or(|part| channel.folded.contains(part))
                && kind.as_ref().is_none_or(|kind| channel.kind == *kind)
        };
        Self { channels: self.channels.into_iter().filter(fits).collect(), chosen: true, ..self }
    }
}

impl From<model::Channel> for Channel {
    fn from(channel: model::Channel) -> Self {
        let name = channel.name.unwrap_or_default();
        Self {
            id: channel.id,
            kind: channel.kind.to_string(),
            category: channel.parent_id,
            topic: channel.topic.as_deref().filter(|topic| !topic.is_empty()).map(Untrusted::new),
            folded: fold(&name),
            name: name.into(),
        }
    }
}

impl Output for Channels {
    fn text(&self, page: &mut Page) -> fmt::Result {
        match &self.server {
            Some(server) => writeln!(page, "Channels in {}:", server.line(100))?,
            None => writeln!(page, "Channels:")?,
        }
        if self.channels.is_empty() {
            page.write_str("none")?;
            if self.chosen {
                page.hint("leave `name` and `type` out to see all channels, or list the threads");
            }
            return Ok(());
        }
        page.begin_untrusted();
        for channel in &self.channels {
            let name = channel.name.line(100);
            let Channel { id, kind, .. } = channel;
            if self.spelled_out {
                writeln!(page, "#{name} (ID: {id}) - {kind}")?;
                continue;
            }
            // Most are for text, and that goes without saying.
            match kind.as_str() {
                "category" => write!(page, "{name} {id} category")?,
                "text" => write!(page, "#{name} {id}")?,
                _ => write!(page, "#{name} {id} {kind}")?,
            }
            if let Some(category) = channel.category.filter(|_| self.chosen) {
                write!(page, " in {category}")?;
            }
            if let Some(topic) = &channel.topic {
                write!(page, ": {}", topic.line(60))?;
            }
            page.write_char('\n')?;
        }
        Ok(())
    }

    structured!();
}
