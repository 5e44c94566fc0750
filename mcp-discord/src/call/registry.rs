use std::{collections::HashMap, fmt};

use crate::{
    context::{Tool, Toolset},
    tool::{Permissions, State, nearest},
};

/// The tools of a server, by name.
#[derive(Default)]
pub struct Registry {
    toolsets: Vec<Toolset>,
    tools: Vec<Tool>,
    names: HashMap<&'static str, usize>,
}

/// Why a set of tools can't be served.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistryError {
    /// Two tools answer to one name.
    #[error(
        "two tools answer to one name: `{name}` of `{first}` and of `{second}`; rename one, or say which one stays with `replace`"
    )]
    Clash {
        /// The name.
        name: &'static str,
        /// The tool that had it.
        first: &'static str,
        /// The tool that was added.
        second: &'static str,
    },
    /// A tool that is to be replaced isn't there.
    #[error("there is no tool to replace by this name: {0}")]
    NothingToReplace(&'static str),
    /// A tool works with shared state that the server doesn't have.
    #[error("the tool `{tool}` works with a shared `{state}`, and the server has none; give it with `state`")]
    NoState {
        /// The tool.
        tool: &'static str,
        /// The type.
        state: &'static str,
    },
    /// Two values of one type: tools couldn't tell which one is meant.
    #[error("two values of one type are given as shared state: {0}")]
    StateTwice(&'static str),
    /// MCP allows 1 to 64 letters, digits, `_`, `.` and `-`.
    #[error("a tool's name is 1 to 64 letters, digits, `_`, `.` or `-`: {0}")]
    BadName(&'static str),
}

impl Registry {
    /// The tools of these sets.
    pub fn of(toolsets: &[Toolset]) -> Result<Self, RegistryError> {
        let mut registry = Self::default();
        for toolset in toolsets {
            registry.add_toolset(*toolset)?;
        }
        Ok(registry)
    }

    /// Adds the tools of a set.
    pub fn add_toolset(&mut self, toolset: Toolset) -> Result<(), RegistryError> {
        self.toolsets.push(toolset);
        toolset.tools.iter().try_for_each(|tool| self.add(tool.clone()))
    }

    /// Adds a tool. A name or alias that another tool has is an error.
    pub fn add(&mut self, tool: Tool) -> Result<(), RegistryError> {
        let spec = *tool.spec();
        for name in std::iter::once(spec.name()).chain(spec.aliases.iter().copied()) {
            if !is_name(name) {
                return Err(RegistryError::BadName(name));
            }
            if let Some(&index) = self.names.get(name) {
                return Err(RegistryError::Clash {
                    name,
                    first: self.tools[index].name(),
                    second: spec.name(),
                });
            }
        }
        self.put(self.tools.len(), tool);
        Ok(())
    }

    /// Puts a tool in the place of the one that has its name.
    pub fn replace(&mut self, tool: Tool) -> Result<(), RegistryError> {
        let name = tool.name();
        let index = *self.names.get(name).ok_or(RegistryError::NothingToReplace(name))?;
        for alias in tool.spec().aliases {
            if let Some(&other) = self.names.get(alias).filter(|other| **other != index) {
                return Err(RegistryError::Clash {
                    name: alias,
                    first: self.tools[other].name(),
                    second: name,
                });
            }
        }
        self.names.retain(|_, place| *place != index);
        self.put(index, tool);
        Ok(())
    }

    /// The tool that answers to a name.
    pub fn get(&self, name: &str) -> Option<&Tool> {
        self.names.get(name).map(|index| &self.tools[*index])
    }

    /// All tools, in the order in which they were added.
    pub fn tools(&self) -> &[Tool] {
        &self.tools
    }

    /// The toolsets that were added as such.
    pub fn toolsets(&self) -> &[Toolset] {
        &self.toolsets
    }

    /// The names of all toolsets, each once: those that were added, and those that single tools say they are of.
    pub fn toolset_names(&self) -> Vec<&'static str> {
        let mut names = Vec::with_capacity(self.toolsets.len());
        let added = self.toolsets.iter().map(|toolset| toolset.name);
        for name in added.chain(self.tools.iter().map(|tool| tool.spec().toolset)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The tools of a toolset.
    pub fn tools_of(&self, toolset: &str) -> Vec<&Tool> {
        self.tools.iter().filter(|tool| tool.spec().toolset == toolset).collect()
    }

    /// What a toolset is for, if it was added as such.
    pub fn about(&self, toolset: &str) -> Option<&'static str> {
        self.added(toolset).map(|added| added.description)
    }

    /// Whether a toolset is on where no setting says which are: unless it was added as one that is off.
    pub fn is_on_by_default(&self, toolset: &str) -> bool {
        self.added(toolset).is_none_or(|added| added.on_by_default)
    }

    fn added(&self, toolset: &str) -> Option<&Toolset> {
        self.toolsets.iter().find(|added| added.name == toolset)
    }

    /// The name that was probably meant by one that no tool has.
    pub fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.names.keys().copied())
    }

    /// Every permission that the tools declare: what an invite link asks for.
    pub fn permissions(&self) -> Permissions {
        self.tools.iter().fold(Permissions::NONE, |all, tool| all.union(tool.spec().scope.bits()))
    }

    /// Whether every tool gets the shared state that it works with.
    pub(super) fn check_state(&self, state: &State) -> Result<(), RegistryError> {
        let mut wanted = self
            .tools
            .iter()
            .flat_map(|tool| tool.spec().scope.state.iter().map(|state| (tool.name(), *state)));
        match wanted.find(|(_, wanted)| !state.has(*wanted)) {
            Some((tool, missing)) => Err(RegistryError::NoState { tool, state: missing.name() }),
            None => Ok(()),
        }
    }

    fn put(&mut self, index: usize, tool: Tool) {
        let spec = *tool.spec();
        for name in std::iter::once(spec.name()).chain(spec.aliases.iter().copied()) {
            self.names.insert(name, index);
        }
        if index == self.tools.len() {
            self.tools.push(tool);
        } else {
            self.tools[index] = tool;
        }
    }
}

fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.tools.iter().map(Tool::name)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::{Effect, ToolSpec};

    fn tool(name: &'static str, aliases: &'static [&'static str]) -> Tool {
        let mut spec = ToolSpec::new(name, "A test.", Effect::Read);
        spec.aliases = aliases;
        Tool::raw(spec, serde_json::Map::new(), |_, _| async { Ok(()) })
    }

    #[test]
    fn one_name_is_one_tool() {
        let mut registry = Registry::default();
        registry.add(tool("send", &["post"])).unwrap();
        let clash = RegistryError::Clash { name: "post", first: "send", second: "post" };
        assert_eq!(registry.add(tool("post", &[])), Err(clash));
        assert_eq!(registry.add(tool("a b", &[])), Err(RegistryError::BadName("a b")));
        assert_eq!(registry.replace(tool("read", &[])), Err(RegistryError::NothingToReplace("read")));
        registry.replace(tool("send", &["say"])).unwrap();
        assert!(registry.get("say").is_some() && registry.get("post").is_none());
        assert_eq!(registry.nearest("sned"), Some("send"));
        assert_eq!(registry.tools().len(), 1);
    }
}
