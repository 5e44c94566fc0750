use std::{collections::HashMap, fmt, num::NonZeroU32, time::Duration};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::DefaultKeyedStateStore,
};
use tokio::time::Instant;

use super::{Registry, Stop, resolve::Targets};
use crate::{
    discord::Operation,
    tool::{Arguments, Budget, Cause, Refusal, ToolSpec},
};

type Limiter = RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock>;

/// The budgets of tools that declare one: `rate_limit(N per T, by = argument)`.
pub(super) struct Budgets(HashMap<&'static str, Limiter>);

/// Beyond this many keys, those that have their whole budget back are forgotten.
const KEYS: usize = 1024;

impl Budgets {
    pub(super) fn new(registry: &Registry) -> Self {
        let limiters = registry.tools().iter().filter_map(|tool| {
            let quota = quota(tool.spec().budget?)?;
            Some((tool.name(), RateLimiter::keyed(quota)))
        });
        Self(limiters.collect())
    }

    /// Takes one call from the agent's budget; waits for it while the deadline allows.
    pub(super) async fn spend(
        &self,
        spec: &ToolSpec,
        agent: &str,
        arguments: &Arguments,
        targets: &Targets,
        operation: &Operation,
    ) -> Result<(), Stop> {
        let Some(budget) = spec.budget else { return Ok(()) };
        let Some(limiter) = self.0.get(spec.name()) else { return Ok(()) };
        let key = match budget.by {
            Some(argument) => format!("{agent}\0{}", value(argument, arguments, targets)),
            None => agent.to_owned(),
        };
        if limiter.len() > KEYS {
            limiter.retain_recent();
        }
        loop {
            let Err(not_until) = limiter.check_key(&key) else { return Ok(()) };
            let wait = not_until.wait_time_from(limiter.clock().now());
            let until = Instant::now() + wait;
            if until >= operation.deadline() {
                return Err(refusal(spec.name(), budget, wait).into());
            }
            tokio::select! {
                () = operation.cancel().cancelled() => {
                    return Err(Refusal::new(Cause::Cancelled, "the call was taken back before it ran").hint("call again").into());
                }
                () = tokio::time::sleep_until(until) => {}
            }
        }
    }
}

/// What tells one budget from another: the ID that a reference came to, else the argument as it was given.
fn value(argument: &str, arguments: &Arguments, targets: &Targets) -> String {
    let resolved =
        targets.0.iter().find(|(name, _)| *name == argument).map(|(_, target)| target.number().to_string());
    resolved.unwrap_or_else(|| arguments.get(argument).map(ToString::to_string).unwrap_or_default())
}

fn quota(budget: Budget) -> Option<Quota> {
    let calls = NonZeroU32::new(budget.calls)?;
    Quota::with_period(budget.per / budget.calls).map(|quota| quota.allow_burst(calls))
}

fn refusal(name: &str, budget: Budget, wait: Duration) -> Refusal {
    let by = budget.by.map(|argument| format!(" with the same `{argument}`")).unwrap_or_default();
    let Budget { calls, per, .. } = budget;
    let times = if calls == 1 { "once".into() } else { format!("{calls} times") };
    Refusal::new(Cause::Limit, format!("`{name}` may be called {times} in {} s{by}", per.as_secs_f64()))
        .retry_after(wait)
        .hint("do something else in the meantime")
}

impl fmt::Debug for Budgets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
