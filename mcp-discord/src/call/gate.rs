use crate::tool::{Cause, Effect, Refusal, ToolSpec};

/// Which tools may be called. Everything, unless it says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// The toolsets that are switched on; `None` is all of them. Setting: `DISCORD_TOOLSETS`.
    pub toolsets: Option<Vec<String>>,
    /// Whether only tools that change nothing are offered. Setting: `DISCORD_READ_ONLY`.
    pub read_only: bool,
    /// Tools that are switched off by name. Setting: `DISCORD_EXCLUDE_TOOLS`.
    pub exclude: Vec<String>,
}

impl Policy {
    /// Whether a tool may be called.
    pub fn allows(&self, spec: &ToolSpec) -> bool {
        self.refusal(spec).is_none()
    }

    /// Why a tool may not be called, if it may not.
    pub(super) fn refusal(&self, spec: &ToolSpec) -> Option<Refusal> {
        let (name, toolset) = (spec.name(), spec.toolset);
        let (reason, setting) = if self.exclude.iter().any(|excluded| spec.answers_to(excluded)) {
            (format!("the tool `{name}` is switched off"), "DISCORD_EXCLUDE_TOOLS names it")
        } else if self.read_only && spec.effect() > Effect::Read {
            (
                format!("the tool `{name}` changes Discord, and this server only reads"),
                "DISCORD_READ_ONLY is set",
            )
        } else if self.toolsets.as_ref().is_some_and(|enabled| !enabled.iter().any(|name| name == toolset)) {
            (format!("the toolset `{toolset}` is switched off"), "DISCORD_TOOLSETS doesn't name it")
        } else {
            return None;
        };
        Some(
            Refusal::new(Cause::Policy, reason)
                .hint(format!("{setting}; whoever runs this server can change that")),
        )
    }
}
