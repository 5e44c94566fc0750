//! A call on its way to a tool: the layers, in their order, a file each.
//!
//! | layer | what it does |
//! | --- | --- |
//! | `record` | writes down every call, refusals included |
//! | `guard` | turns a panic into an answer, and holds the deadline |
//! | layers of the user | whatever [`CallsBuilder::layer`] added |
//! | `gate` | toolsets, read-only mode, excluded tools |
//! | `parse` | arguments to types |
//! | `resolve` | names to IDs, the place in the order of the connection, the allow-lists |
//! | `permission` | what the bot may do, as far as it is known |
//! | `confirm` | a person is asked before something is destroyed |
//! | `limit` | the budgets of agents |
//!
//! Then the tool runs.

mod builder;
mod confirm;
mod gate;
mod guard;
mod limit;
mod parse;
mod permission;
mod record;
mod registry;
mod resolve;

use std::{convert::Infallible, fmt, sync::Arc};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tower::{ServiceExt, util::BoxCloneSyncService};

pub use builder::CallsBuilder;
pub use confirm::Confirm;
pub use gate::Policy;
pub use registry::{Registry, RegistryError};

use crate::{
    context::{Context, Tool},
    discord::{Discord, Operation, OperationParts, Order, Reach, new_id},
    observe::{self, CallMeter},
    tool::{Arguments, Host, Outcome, Record, Refusal, Scope, State, ToolError, ToolSpec},
};

/// Who calls: one connection of one client.
#[derive(Clone)]
pub struct Caller {
    /// What the client calls itself, or was named by its token.
    pub agent: Arc<str>,
    /// The order of the connection's messages.
    pub order: Arc<Order>,
    /// The way back to the client.
    pub host: Arc<dyn Host>,
}

/// A call of a tool, as a client made it.
#[derive(Debug, Clone)]
pub struct ToolCall {
    /// The tool's name, or one of its aliases.
    pub name: String,
    /// Its arguments.
    pub arguments: Arguments,
    /// Who calls.
    pub caller: Caller,
    /// Fires when the client takes the call back.
    pub cancel: CancellationToken,
}

/// What came of a call.
#[derive(Debug)]
pub struct Answer {
    /// The call's ID, under which the log and the record hold it.
    pub id: String,
    /// How it ended.
    pub ending: Ending,
}

/// How a call ended, if it did.
#[derive(Debug)]
pub enum Ending {
    /// It is over.
    Over(Outcome),
    /// A person has to be asked first. The question went to the [`Host`]; the client calls again with the answer.
    Suspended,
}

/// A call whose tool is found: what the layers of a user see.
#[derive(Debug)]
pub struct ToolRequest {
    /// The tool.
    pub tool: Tool,
    /// Its arguments, not read yet.
    pub arguments: Arguments,
    /// Who calls.
    pub caller: Caller,
    pub(crate) operation: Operation,
    policy: Arc<Policy>,
}

/// Why a call doesn't go on.
#[derive(Debug)]
enum Stop {
    Ended(Outcome),
    Suspended,
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Ended(Outcome::Refused(refusal))
    }
}

impl From<ToolError> for Stop {
    fn from(error: ToolError) -> Self {
        Self::Ended(error.into())
    }
}

/// The service that a layer of a user stands around.
pub type Layered = BoxCloneSyncService<ToolRequest, Ending, Infallible>;

/// Tools that can be called: the registry, the bot, and the rules that calls go by. Cheap to clone.
#[derive(Clone)]
pub struct Calls(Arc<Inner>);

struct Inner {
    shared: Arc<Shared>,
    discord: Discord,
    policy: Arc<Policy>,
    /// What the policy lets through.
    offered: Arc<[ToolSpec]>,
}

/// What the calls of all agents of a server share.
struct Shared {
    core: Arc<Core>,
    layered: Option<Layered>,
    record: Arc<dyn Record>,
    state: State,
}

/// What the layers work with.
struct Core {
    registry: Registry,
    confirm: Confirm,
    budgets: limit::Budgets,
}

impl Calls {
    /// Calls of tools, on this bot.
    pub fn builder(discord: Discord) -> CallsBuilder {
        CallsBuilder::new(discord)
    }

    fn new(shared: Arc<Shared>, discord: Discord, policy: Policy) -> Self {
        let tools = shared.core.registry.tools().iter().map(|tool| *tool.spec());
        let offered = tools.filter(|spec| policy.allows(spec)).collect();
        Self(Arc::new(Inner { shared, discord, policy: Arc::new(policy), offered }))
    }

    /// The same calls for an agent who may do less: what these calls don't allow, `policy` and `reach` can't allow
    /// either. Budgets, state, layers and record are shared.
    #[must_use]
    pub fn narrowed(&self, policy: Policy, reach: Reach) -> Self {
        let Inner { shared, discord, policy: outer, .. } = &*self.0;
        Self::new(Arc::clone(shared), discord.narrowed(reach), policy.within(outer))
    }

    /// The tools that the policy lets through, in the order in which they are listed.
    pub fn listed(&self) -> impl Iterator<Item = &Tool> {
        self.registry().tools().iter().filter(|tool| self.0.policy.allows(tool.spec()))
    }

    /// All tools by name.
    pub fn registry(&self) -> &Registry {
        &self.0.shared.core.registry
    }

    /// The bot.
    pub fn discord(&self) -> &Discord {
        &self.0.discord
    }

    /// A context for work that no client called for, with what the tools share and [`ToolSpec::DEADLINE`] to do it in:
    /// a tool's function as a test calls it, or an event that a bot answers.
    pub fn context<S: Scope>(&self) -> Context<S> {
        let Shared { state, record, .. } = &*self.0.shared;
        let parts = OperationParts {
            state: state.clone(),
            record: Arc::clone(record),
            ..OperationParts::unattended(S::SCOPE, Instant::now() + ToolSpec::DEADLINE)
        };
        Context::new(Operation::new(self.discord().clone(), parts))
    }

    /// Calls a tool. `None` when nothing has that name.
    pub async fn call(&self, call: ToolCall) -> Option<Answer> {
        let Some(tool) = self.registry().get(&call.name).cloned() else {
            observe::unknown_tool();
            return None;
        };
        let id = new_id();
        let spec = tool.spec();
        let meter = CallMeter::begin(spec.name());
        let operation = Operation::new(
            self.discord().clone(),
            OperationParts {
                id: id.clone(),
                scope: spec.scope,
                offered: Arc::clone(&self.0.offered),
                host: Arc::clone(&call.caller.host),
                state: self.0.shared.state.clone(),
                record: Arc::clone(&self.0.shared.record),
                deadline: Instant::now() + spec.deadline,
                cancel: call.cancel,
                turn: None,
            },
        );
        let entry = record::Entry::new(&id, spec, &call.caller.agent, &call.arguments);
        let policy = Arc::clone(&self.0.policy);
        let request = ToolRequest { tool, arguments: call.arguments, caller: call.caller, operation, policy };
        let ending = guard::run(self, request).await;
        match &ending {
            Ending::Over(outcome) => {
                meter.end(outcome.as_str(), outcome.cause());
                entry.close(&*self.0.shared.record, outcome);
            }
            Ending::Suspended => meter.end("suspended", ""),
        }
        Some(Answer { id, ending })
    }

    async fn layered(&self, request: ToolRequest) -> Ending {
        let Shared { layered, core, .. } = &*self.0.shared;
        match layered {
            Some(service) => match service.clone().oneshot(request).await {
                Ok(ending) => ending,
                Err(never) => match never {},
            },
            // Boxed here, it isn't copied once more for each layer around it.
            None => Box::pin(Arc::clone(core).go(request)).await,
        }
    }
}

impl Core {
    async fn go(self: Arc<Self>, request: ToolRequest) -> Ending {
        match self.layers(request).await {
            Ok(outcome) | Err(Stop::Ended(outcome)) => Ending::Over(outcome),
            Err(Stop::Suspended) => Ending::Suspended,
        }
    }

    async fn layers(&self, request: ToolRequest) -> Result<Outcome, Stop> {
        let ToolRequest { tool, mut arguments, caller, operation, policy } = request;
        let spec = *tool.spec();
        if let Some(refusal) = policy.refusal(&spec) {
            return Err(refusal.into());
        }
        let mut prepared = parse::parse(&tool, &mut arguments, &operation).await?;
        let targets = resolve::resolve(&spec, &mut *prepared, &caller, &operation).await?;
        permission::check(&spec, &targets, prepared.given(), &operation).await?;
        confirm::confirm(self.confirm, &tool, &arguments, &targets, &operation).await?;
        self.budgets.spend(&spec, &caller.agent, &arguments, &targets, &operation).await?;
        let given = prepared.given().to_vec();
        let outcome = prepared.run(operation.clone()).await;
        operation.finish().await;
        Ok(permission::explained(outcome, &spec, &targets, &given, &operation).await)
    }
}

impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller").field("agent", &self.agent).finish_non_exhaustive()
    }
}

impl fmt::Debug for Calls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calls").field("registry", self.registry()).finish_non_exhaustive()
    }
}
