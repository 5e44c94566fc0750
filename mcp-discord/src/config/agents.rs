use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Deserializer, de};

use super::policy::{Named, UnknownName};
use crate::{
    call::Registry,
    discord::Reach,
    mcp::{HttpAgent, TokenHash},
    tool::{ChannelId, ServerId},
};

/// What is wrong with a file of agents.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgentsError {
    /// It can't be read.
    #[error("the file of agents can't be read: {}: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// It is no TOML, or an entry is not as it should be.
    #[error("the file of agents {}{}: {reason}\nhint: `{program} token NAME` makes an entry", path.display(),
        line.map(|line| format!(", line {line}")).unwrap_or_default())]
    Bad {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: Option<usize>,
        /// What is wrong.
        reason: String,
        /// What the program is called.
        program: &'static str,
    },
    /// It names a tool or toolset that isn't there.
    #[error(transparent)]
    Name(#[from] UnknownName),
}

/// A file of agents.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    agent: Vec<Entry>,
}

/// One of them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    #[serde(deserialize_with = "hash")]
    token_sha256: TokenHash,
    toolsets: Option<Vec<String>>,
    tools: Option<Vec<String>>,
    exclude_tools: Option<Vec<String>>,
    #[serde(default)]
    read_only: bool,
    #[serde(default)]
    allowed_servers: Vec<ServerId>,
    #[serde(default)]
    allowed_channels: Vec<ChannelId>,
}

/// The agents that a file names.
pub(super) fn read(
    program: &'static str,
    path: &Path,
    registry: &Registry,
) -> Result<Vec<HttpAgent>, AgentsError> {
    let unreadable =
        |error: io::Error| AgentsError::Unreadable { path: path.into(), reason: error.to_string() };
    let text = fs::read_to_string(path).map_err(unreadable)?;
    if is_open_to_others(path).map_err(unreadable)? {
        tracing::warn!(
            path = %path.display(),
            "the file of agents can be read or written by other users of this machine; `chmod 600` closes it"
        );
    }
    parse(program, path, &text, registry)
}

fn parse(
    program: &'static str,
    path: &Path,
    text: &str,
    registry: &Registry,
) -> Result<Vec<HttpAgent>, AgentsError> {
    let bad = |line, reason| AgentsError::Bad { path: path.into(), line, reason, program };
    let file: File = toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start));
        bad(before.map(|before| before.matches('\n').count() + 1), error.message().replace('\n', " "))
    })?;
    if file.agent.is_empty() {
        return Err(bad(None, "it has no [[agent]]".into()));
    }
    for (at, Entry { name, .. }) in file.agent.iter().enumerate() {
        if name.trim().is_empty() {
            return Err(bad(None, "an agent has an empty name".into()));
        }
        if file.agent[..at].iter().any(|other| other.name == *name) {
            return Err(bad(None, format!("two agents have one name: {name}")));
        }
    }
    file.agent.into_iter().map(|entry| Ok(entry.agent(path, registry)?)).collect()
}

impl Entry {
    fn agent(self, path: &Path, registry: &Registry) -> Result<HttpAgent, UnknownName> {
        // As in the settings: single tools stand for themselves where nothing is said of toolsets.
        let none = Vec::new();
        let only_tools = self.tools.as_ref().is_some_and(|tools| !tools.is_empty());
        let named = Named {
            toolsets: self.toolsets.as_ref().or(only_tools.then_some(&none)),
            tools: self.tools.as_ref(),
            exclude_tools: self.exclude_tools.as_ref(),
            read_only: self.read_only,
        };
        let policy = named
            .policy(registry, |key| format!("`{key}` of the agent {} in {}", self.name, path.display()))?;
        let reach =
            Reach { servers: self.allowed_servers, channels: self.allowed_channels, ..Reach::default() };
        Ok(HttpAgent { policy, reach, ..HttpAgent::new(self.name, self.token_sha256) })
    }
}

fn hash<'de, D: Deserializer<'de>>(deserializer: D) -> Result<TokenHash, D::Error> {
    // A text that is none isn't quoted: it may be the token itself.
    String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
}

#[cfg(unix)]
fn is_open_to_others(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "as on Unix")]
fn is_open_to_others(_: &Path) -> io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::toolsets;

    fn read(text: &str) -> Result<Vec<HttpAgent>, String> {
        let registry = Registry::of(toolsets::ALL).unwrap();
        parse("program", Path::new("agents.toml"), text, &registry).map_err(|error| error.to_string())
    }

    fn entry(more: &str) -> String {
        format!("[[agent]]\nname = 'a'\ntoken_sha256 = '{}'\n{more}\n", TokenHash::of("secret"))
    }

    #[test]
    fn an_agent_that_says_nothing_may_what_the_server_may() {
        let agents = read(&entry("")).unwrap();
        assert_eq!(agents, [HttpAgent::new("a", TokenHash::of("secret"))]);
        let agents = read(&entry(
            "tools = ['send_message']\nread_only = true\nallowed_channels = ['175928847299117063']",
        ));
        let HttpAgent { policy, reach, .. } = &agents.unwrap()[0];
        assert_eq!((policy.toolsets.as_deref(), policy.read_only), (Some(&[][..]), true));
        assert_eq!((reach.servers.len(), reach.channels.len()), (0, 1));
    }

    #[test]
    fn an_entry_that_is_wrong_says_what_is_accepted_and_never_the_token() {
        for (text, parts) in [
            (entry("toolset = ['messages']"), &["line 4", "toolset", "toolsets", "allowed_channels"][..]),
            (entry("toolsets = ['mesages']"), &["of the agent a", "did you mean `messages`"]),
            (entry("tools = ['send']"), &["`tools` of the agent a"]),
            (entry(&entry("")), &["two agents have one name: a"]),
            ("[[agent]]\nname = 'a'".into(), &["token_sha256"]),
            ("[[agent]]\nname = 'a'\ntoken_sha256 = 'mcpd_canary'".into(), &["line 3", "64 hexadecimal"]),
            ("[[agents]]\nname = 'a'".into(), &["agents", "agent"]),
            (String::new(), &["no [[agent]]"]),
        ] {
            let said = read(&text).unwrap_err();
            for part in parts {
                assert!(said.contains(part), "{part} is missing: {said}");
            }
            assert!(!said.contains("canary"), "{said}");
        }
    }
}
