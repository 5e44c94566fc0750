use super::{Origin, SETTINGS, Settings};
use crate::{
    Tool,
    call::{Policy, Registry},
    tool::nearest,
    toolsets,
};

/// A setting that names something which isn't there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{setting} names a {kind} that doesn't exist: {name}{}\nhint: there are: {}",
    near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default(),
    known.join(", ")
)]
pub struct UnknownName {
    setting: String,
    kind: &'static str,
    name: String,
    near: Option<&'static str>,
    known: Vec<&'static str>,
}

impl Settings {
    /// Which tools may be called: as of github-mcp-server, `tools` are added to `toolsets`, `exclude_tools` wins over
    /// both, and `read_only` over everything. A name that no toolset or tool has is an error.
    pub fn policy(&self, registry: &Registry) -> Result<Policy, UnknownName> {
        let known = || toolsets::ALL.iter().map(|toolset| toolset.name);
        let custom = || registry.tools().iter().map(|tool| tool.spec().toolset);
        let (tools, exclude) = (names(self.values.tools.as_ref()), names(self.values.exclude_tools.as_ref()));
        for (setting, names) in [("tools", &tools), ("exclude_tools", &exclude)] {
            if let Some(name) = names.iter().find(|name| registry.get(name).is_none()) {
                let known = registry.tools().iter().map(Tool::name).collect();
                let near = registry.tools().iter().flat_map(|tool| {
                    let spec = tool.spec();
                    std::iter::once(spec.name()).chain(spec.aliases.iter().copied())
                });
                return Err(self.unknown(setting, "tool", name, nearest(name, near), known));
            }
        }
        let mut enabled: Vec<String> = Vec::new();
        let said = names(self.values.toolsets.as_ref());
        let only_tools = *self.origin("toolsets") == Origin::Default && !tools.is_empty();
        for name in said.iter().filter(|_| !only_tools) {
            match name.as_str() {
                "all" => return Ok(self.with(None, tools, exclude)),
                "default" => enabled.extend(toolsets::DEFAULT.iter().map(|&name| name.to_owned())),
                name if known().chain(custom()).any(|toolset| toolset == name) => enabled.push(name.into()),
                name => {
                    let mut known: Vec<_> = known().collect();
                    known.extend(["default", "all"]);
                    let near = nearest(name, known.iter().copied());
                    return Err(self.unknown("toolsets", "toolset", name, near, known));
                }
            }
        }
        Ok(self.with(Some(enabled), tools, exclude))
    }

    fn with(&self, toolsets: Option<Vec<String>>, tools: Vec<String>, exclude: Vec<String>) -> Policy {
        Policy {
            toolsets,
            tools,
            exclude,
            read_only: self.values.read_only.unwrap_or_default(),
            within: None,
        }
    }

    fn unknown(
        &self,
        key: &str,
        kind: &'static str,
        name: &str,
        near: Option<&'static str>,
        known: Vec<&'static str>,
    ) -> UnknownName {
        let variable = SETTINGS.iter().find(|setting| setting.key == key).map(|setting| setting.variables[0]);
        let setting = match self.origin(key) {
            Origin::Flag => format!("the flag --{}", key.replace('_', "-")),
            Origin::File(path) | Origin::Folder(path) => format!("`{key}` in {}", path.display()),
            _ => variable.unwrap_or_default().to_owned(),
        };
        UnknownName { setting, kind, name: name.into(), near, known }
    }
}

fn names(list: Option<&Vec<String>>) -> Vec<String> {
    let names = list.into_iter().flatten().map(|name| name.trim());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
