use super::{Origin, SETTINGS, Settings};
use crate::{
    Tool,
    call::{Policy, Registry},
    tool::nearest,
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

/// Names of toolsets and tools, as a source wrote them.
pub(super) struct Named<'a> {
    /// `None`: all.
    pub(super) toolsets: Option<&'a Vec<String>>,
    pub(super) tools: Option<&'a Vec<String>>,
    pub(super) exclude_tools: Option<&'a Vec<String>>,
    pub(super) read_only: bool,
}

impl Settings {
    /// Which tools may be called: as of github-mcp-server, `tools` are added to `toolsets`, `exclude_tools` wins over
    /// both, and `read_only` over everything. A name that no toolset or tool has is an error.
    pub fn policy(&self, registry: &Registry) -> Result<Policy, UnknownName> {
        let values = &self.values;
        // Single tools stand for themselves where nothing is said of toolsets.
        let none = Vec::new();
        let only_tools =
            *self.origin("toolsets") == Origin::Default && !names(values.tools.as_ref()).is_empty();
        let named = Named {
            toolsets: Some(if only_tools { &none } else { values.toolsets.as_ref().unwrap_or(&none) }),
            tools: values.tools.as_ref(),
            exclude_tools: values.exclude_tools.as_ref(),
            read_only: values.read_only.unwrap_or_default(),
        };
        named.policy(registry, |key| {
            let variable =
                SETTINGS.iter().find(|setting| setting.key == key).map(|setting| setting.variables[0]);
            match self.origin(key) {
                Origin::Flag => format!("the flag --{}", key.replace('_', "-")),
                Origin::File(path) | Origin::Folder(path) => format!("`{key}` in {}", path.display()),
                _ => variable.unwrap_or_default().to_owned(),
            }
        })
    }
}

impl Named<'_> {
    /// The rules that they make. `said` tells where a setting with a wrong name stands.
    pub(super) fn policy(
        &self,
        registry: &Registry,
        said: impl Fn(&str) -> String,
    ) -> Result<Policy, UnknownName> {
        let (tools, exclude) = (names(self.tools), names(self.exclude_tools));
        for (key, names) in [("tools", &tools), ("exclude_tools", &exclude)] {
            if let Some(name) = names.iter().find(|name| registry.get(name).is_none()) {
                let known = registry.tools().iter().map(Tool::name).collect();
                let near = registry.tools().iter().flat_map(|tool| {
                    let spec = tool.spec();
                    std::iter::once(spec.name()).chain(spec.aliases.iter().copied())
                });
                let near = nearest(name, near);
                return Err(UnknownName {
                    setting: said(key),
                    kind: "tool",
                    name: name.clone(),
                    near,
                    known,
                });
            }
        }
        let toolsets = match self.toolsets {
            Some(toolsets) => enabled(&names(Some(toolsets)), registry, said)?,
            None => None,
        };
        Ok(Policy { toolsets, tools, exclude, read_only: self.read_only, within: None })
    }
}

/// The toolsets that are on; `None` is all.
fn enabled(
    names: &[String],
    registry: &Registry,
    said: impl Fn(&str) -> String,
) -> Result<Option<Vec<String>>, UnknownName> {
    let mut known = registry.toolset_names();
    let mut enabled: Vec<String> = Vec::new();
    for name in names {
        match name.as_str() {
            "all" => return Ok(None),
            "default" => {
                let on = known.iter().filter(|name| registry.is_on_by_default(name));
                enabled.extend(on.map(|&name| name.to_owned()));
            }
            name if known.contains(&name) => enabled.push(name.into()),
            name => {
                known.extend(["default", "all"]);
                let near = nearest(name, known.iter().copied());
                let (setting, name) = (said("toolsets"), name.to_owned());
                return Err(UnknownName { setting, kind: "toolset", name, near, known });
            }
        }
    }
    Ok(Some(enabled))
}

fn names(list: Option<&Vec<String>>) -> Vec<String> {
    let names = list.into_iter().flatten().map(|name| name.trim());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
