use super::{ChannelId, MessageId, ServerId};

/// The parts of a link to something in Discord: `https://discord.com/channels/SERVER/CHANNEL/MESSAGE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link {
    /// `None` in direct messages, where the link says `@me`.
    pub(crate) server: Option<ServerId>,
    pub(crate) channel: Option<ChannelId>,
    pub(crate) message: Option<MessageId>,
}

impl Link {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.strip_prefix('<').and_then(|inner| inner.strip_suffix('>')).unwrap_or(text);
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        let (host, path) = rest.split_once('/')?;
        let host = host.strip_prefix("ptb.").or_else(|| host.strip_prefix("canary.")).unwrap_or(host);
        if !matches!(host, "discord.com" | "www.discord.com" | "discordapp.com") {
            return None;
        }
        let path = path.split(['?', '#']).next()?.trim_end_matches('/');
        let mut parts = path.strip_prefix("channels/")?.split('/');
        let server = match parts.next()? {
            "@me" => None,
            id => Some(id.parse().ok()?),
        };
        let link = Self {
            server,
            channel: parts.next().map(str::parse).transpose().ok()?,
            message: parts.next().map(str::parse).transpose().ok()?,
        };
        parts.next().is_none().then_some(link)
    }
}

/// Takes a mention apart: `<#1>` with `#`, `<@1>` and `<@!1>` with `@`.
pub(crate) fn mention<T: std::str::FromStr>(text: &str, mark: &str) -> Option<T> {
    let inner = text.strip_prefix('<')?.strip_suffix('>')?.strip_prefix(mark)?;
    inner.strip_prefix('!').unwrap_or(inner).parse().ok()
}
