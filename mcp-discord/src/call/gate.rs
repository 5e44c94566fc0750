use std::sync::Arc;

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
    /// The policy that this one narrows: the server's, when this is the policy of one of its agents. What is allowed is
    /// allowed by both.
    pub within: Option<Arc<Policy>>,
}

impl Policy {
    /// Whether a tool may be called.
    pub fn allows(&self, spec: &ToolSpec) -> bool {
        self.refusal(spec).is_none()
    }

    /// Why a tool may not be called, if it may not, and which setting turns it on.
    pub(super) fn refusal(&self, spec: &ToolSpec) -> Option<Refusal> {
        let mut all = std::iter::successors(Some(self), |policy| policy.within.as_deref());
        all.find_map(|policy| policy.refuses(spec))
    }

    /// This policy inside of another one.
    pub(super) fn within(mut self, outer: &Self) -> Self {
        self.within = Some(Arc::new(outer.clone()));
        self
    }

    /// The refusal of this policy, without those that it narrows.
    fn refuses(&self, spec: &ToolSpec) -> Option<Refusal> {
        let (name, toolset) = (spec.name(), spec.toolset);
        // An agent's rules stand in its entry, where no variable sets them.
        let whose = if self.within.is_some() { "agent" } else { "server" };
        let or =
            |variable: &str| if self.within.is_some() { String::new() } else { format!(" ({variable})") };
        let (reason, setting) = if self.read_only && spec.effect() > Effect::Read {
            (
                format!("the tool `{name}` changes Discord, and this {whose} only reads"),
                format!("taking back `read_only`{}", or("DISCORD_READ_ONLY")),
            )
        } else if self.exclude.iter().any(|excluded| spec.answers_to(excluded)) {
            (
                format!("the tool `{name}` is switched off"),
                format!("taking it out of `exclude_tools`{}", or("DISCORD_EXCLUDE_TOOLS")),
            )
        } else if self.switches_on(spec) {
            return None;
        } else {
            (
                format!("the tool `{name}` is of the toolset `{toolset}`, which is switched off"),
                format!(
                    "adding `{toolset}` to `toolsets`{}, or `{name}` to `tools`{}",
                    or("DISCORD_TOOLSETS"),
                    or("DISCORD_TOOLS")
                ),
            )
        };
        let of = if self.within.is_some() { " of this agent" } else { "" };
        let hint = format!("whoever runs this server can turn it on by {setting}{of}");
        Some(Refusal::new(Cause::Policy, reason).hint(hint))
    }

    fn switches_on(&self, spec: &ToolSpec) -> bool {
        self.toolsets.as_ref().is_none_or(|enabled| enabled.iter().any(|name| name == spec.toolset))
            || self.tools.iter().any(|name| spec.answers_to(name))
    }
}
