use crate::tool::{Cause, Effect, Refusal, ToolSpec};

/// Which tools may be called. Everything, unless it says otherwise.
///
/// `exclude` wins over `toolsets` and `tools`, and `read_only` over everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// The toolsets that are switched on; `None` is all of them. Setting: `DISCORD_TOOLSETS`.
    pub toolsets: Option<Vec<String>>,
    /// Single tools that are switched on beside them, by name or alias. Setting: `DISCORD_TOOLS`.
    pub tools: Vec<String>,
    /// Whether only tools that change nothing are offered. Setting: `DISCORD_READ_ONLY`.
    pub read_only: bool,
    /// Tools that are switched off by name or alias. Setting: `DISCORD_EXCLUDE_TOOLS`.
    pub exclude: Vec<String>,
}

impl Policy {
    /// Whether a tool may be called.
    pub fn allows(&self, spec: &ToolSpec) -> bool {
        self.refusal(spec).is_none()
    }

    /// Why a tool may not be called, if it may not, and which setting turns it on.
    pub(super) fn refusal(&self, spec: &ToolSpec) -> Option<Refusal> {
        let (name, toolset) = (spec.name(), spec.toolset);
        let (reason, setting) = if self.read_only && spec.effect() > Effect::Read {
            (
                format!("the tool `{name}` changes Discord, and this server only reads"),
                "taking back `read_only` (DISCORD_READ_ONLY)".to_owned(),
            )
        } else if self.exclude.iter().any(|excluded| spec.answers_to(excluded)) {
            (
                format!("the tool `{name}` is switched off"),
                "taking it out of `exclude_tools` (DISCORD_EXCLUDE_TOOLS)".to_owned(),
            )
        } else if self.switches_on(spec) {
            return None;
        } else {
            (
                format!("the tool `{name}` is of the toolset `{toolset}`, which is switched off"),
                format!(
                    "adding `{toolset}` to `toolsets` (DISCORD_TOOLSETS), or `{name}` to `tools` (DISCORD_TOOLS)"
                ),
            )
        };
        Some(
            Refusal::new(Cause::Policy, reason)
                .hint(format!("whoever runs this server can turn it on by {setting}")),
        )
    }

    fn switches_on(&self, spec: &ToolSpec) -> bool {
        self.toolsets.as_ref().is_none_or(|enabled| enabled.iter().any(|name| name == spec.toolset))
            || self.tools.iter().any(|name| spec.answers_to(name))
    }
}
