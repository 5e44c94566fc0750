use std::time::Duration;

use serde_json::{Map, Value};

use super::{Budget, Effect, Intent, Permissions, Rule, StateType};

/// What kind of work a scope stands for: it is written into the audit log beside the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScopeKind {
    /// An MCP tool, called by an agent.
    Tool,
    /// A slash command, called by a person in Discord.
    Command,
    /// Work that the server does by itself.
    Job,
}

/// What a piece of work may do. Every request to Discord is made under one.
#[derive(Debug, Clone, Copy)]
pub struct ScopeSpec {
    /// What kind of work it is.
    pub kind: ScopeKind,
    /// Its name in listings and in the audit log.
    pub name: &'static str,
    /// What it may do to Discord.
    pub effect: Effect,
    /// The permissions that it declares.
    pub permissions: &'static [Rule],
    /// Whether it may send requests that no endpoint describes.
    pub unscoped: bool,
    /// The shared state that it works with.
    pub state: &'static [StateType],
}

impl ScopeSpec {
    /// Every permission that the rules name.
    pub const fn bits(&self) -> Permissions {
        Rule::union(self.permissions)
    }
}

/// A kind of work with a specification: a tool, a command, a job. A type parameter of contexts and handles,
/// so that the compiler knows what the work declares.
pub trait Scope: 'static {
    /// What it may do.
    const SCOPE: ScopeSpec;
}

/// All that is known of a tool before it runs. Constant, so that sets of tools are checked by the compiler.
///
/// `#[discord_tool]` writes one from a function; a tool without the macro starts from [`ToolSpec::new`].
#[derive(Debug, Clone, Copy)]
pub struct ToolSpec {
    /// Name, effect and permissions.
    pub scope: ScopeSpec,
    /// The name for people.
    pub title: &'static str,
    /// What the model reads to decide whether to call it.
    pub description: &'static str,
    /// The set that it is switched on and off with.
    pub toolset: &'static str,
    /// Other names that it answers to; they are not listed.
    pub aliases: &'static [&'static str],
    /// Gateway intents without which it doesn't work, or sees less.
    pub intents: &'static [Intent],
    /// How often an agent may call it.
    pub budget: Option<Budget>,
    /// How long a call may take, waiting included.
    pub deadline: Duration,
    /// Whether calling it twice with the same arguments does nothing more than calling it once.
    pub idempotent: bool,
    /// The input schema: JSON Schema 2020-12, an object.
    pub input: fn() -> Map<String, Value>,
    /// The schema of the structured output, if it has one.
    pub output: fn() -> Option<Map<String, Value>>,
}

impl ToolSpec {
    /// How long a call may take when a tool doesn't say.
    pub const DEADLINE: Duration = Duration::from_mins(1);

    /// A tool without permissions, arguments or output schema: set the public fields for more.
    pub const fn new(name: &'static str, description: &'static str, effect: Effect) -> Self {
        Self {
            scope: ScopeSpec {
                kind: ScopeKind::Tool,
                name,
                effect,
                permissions: &[],
                unscoped: false,
                state: &[],
            },
            title: name,
            description,
            toolset: "custom",
            aliases: &[],
            intents: &[],
            budget: None,
            deadline: Self::DEADLINE,
            idempotent: matches!(effect, Effect::Read),
            input: || super::input_schema(&[]),
            output: || None,
        }
    }

    /// Its name.
    pub const fn name(&self) -> &'static str {
        self.scope.name
    }

    /// What it may do to Discord.
    pub const fn effect(&self) -> Effect {
        self.scope.effect
    }

    /// Whether it answers to `name`.
    pub fn answers_to(&self, name: &str) -> bool {
        self.scope.name == name || self.aliases.contains(&name)
    }
}
