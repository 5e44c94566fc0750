use std::{any::Any, convert::Infallible, fmt, sync::Arc};

use futures_util::future::BoxFuture;
use tower::{Layer, Service, util::BoxCloneSyncService};

use super::{
    Calls, Confirm, Core, Ending, Layered, Policy, Registry, RegistryError, Shared, ToolRequest,
    limit::Budgets,
};
use crate::{
    context::{Tool, Toolset},
    discord::Discord,
    tool::{LogRecord, Record, State},
};

/// Puts [`Calls`] together.
pub struct CallsBuilder {
    discord: Discord,
    registry: Registry,
    policy: Policy,
    confirm: Confirm,
    layers: Vec<Box<dyn FnOnce(Layered) -> Layered + Send>>,
    record: Arc<dyn Record>,
    state: State,
    /// The first thing that went wrong, for [`CallsBuilder::build`] to say.
    wrong: Option<RegistryError>,
}

impl CallsBuilder {
    pub(super) fn new(discord: Discord) -> Self {
        Self {
            discord,
            registry: Registry::default(),
            policy: Policy::default(),
            confirm: Confirm::default(),
            layers: Vec::new(),
            record: Arc::new(LogRecord),
            state: State::default(),
            wrong: None,
        }
    }

    /// Adds the tools of a set.
    #[must_use]
    pub fn toolset(self, toolset: Toolset) -> Self {
        self.register(|registry| registry.add_toolset(toolset))
    }

    /// Adds the tools of several sets.
    #[must_use]
    pub fn toolsets(self, toolsets: &[Toolset]) -> Self {
        toolsets.iter().fold(self, |builder, toolset| builder.toolset(*toolset))
    }

    /// Adds a tool. It can't have a name that another one answers to.
    #[must_use]
    pub fn tool(self, tool: Tool) -> Self {
        self.register(|registry| registry.add(tool))
    }

    /// Puts a tool in the place of the one that has its name.
    #[must_use]
    pub fn replace(self, tool: Tool) -> Self {
        self.register(|registry| registry.replace(tool))
    }

    /// The tools so far.
    pub const fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Takes these tools, in place of those so far.
    #[cfg(feature = "cli")]
    pub(crate) fn with_registry(mut self, registry: Registry) -> Self {
        self.registry = registry;
        self
    }

    fn register(mut self, change: impl FnOnce(&mut Registry) -> Result<(), RegistryError>) -> Self {
        let changed = change(&mut self.registry);
        self.wrong = self.wrong.or(changed.err());
        self
    }

    /// Gives the tools that say `state(T)` what they share. One value a type.
    #[must_use]
    pub fn state<T: Any + Send + Sync>(mut self, value: T) -> Self {
        if self.state.insert(value).is_some() {
            self.wrong = self.wrong.or(Some(RegistryError::StateTwice(std::any::type_name::<T>())));
        }
        self
    }

    /// Which tools may be called.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// When a person is asked.
    #[must_use]
    pub const fn confirm(mut self, confirm: Confirm) -> Self {
        self.confirm = confirm;
        self
    }

    /// Where calls and changes are written down; the log, when this isn't called.
    #[must_use]
    pub fn record(mut self, record: Arc<dyn Record>) -> Self {
        self.record = record;
        self
    }

    /// Adds a [`tower`] layer around gate and tool, inside record and guard. The last one added is the outermost.
    #[must_use]
    pub fn layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<Layered> + Send + 'static,
        L::Service:
            Service<ToolRequest, Response = Ending, Error = Infallible> + Clone + Send + Sync + 'static,
        <L::Service as Service<ToolRequest>>::Future: Send,
    {
        self.layers.push(Box::new(move |inner| BoxCloneSyncService::new(layer.layer(inner))));
        self
    }

    /// Puts it together. What was wrong with one of the calls before, the first one, is the error, as is a tool
    /// that works with shared state which nothing gives it.
    pub fn build(self) -> Result<Calls, RegistryError> {
        let Self { discord, registry, policy, confirm, layers, record, state, wrong } = self;
        if let Some(wrong) = wrong {
            return Err(wrong);
        }
        registry.check_state(&state)?;
        let budgets = Budgets::new(&registry);
        let core = Arc::new(Core { registry, confirm, budgets });
        let mut layered = None;
        if !layers.is_empty() {
            let inner = Arc::clone(&core);
            let service = tower::service_fn(move |request| {
                let going: BoxFuture<'static, _> = Box::pin(Arc::clone(&inner).go(request));
                async move { Ok(going.await) }
            });
            layered =
                Some(layers.into_iter().fold(BoxCloneSyncService::new(service), |inner, add| add(inner)));
        }
        Ok(Calls::new(Arc::new(Shared { core, layered, record, state }), discord, policy))
    }
}

impl fmt::Debug for CallsBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallsBuilder").field("registry", &self.registry).finish_non_exhaustive()
    }
}
