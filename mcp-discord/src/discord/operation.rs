use std::{fmt, sync::Arc};

use crate::tool::{Host, ScopeSpec};

/// One piece of work in progress: a tool call, a command, a run of a job.
///
/// Every request to Discord is made under one, so that none skips the allow-lists, the record or the deadline.
#[derive(Clone)]
pub struct Operation(Arc<Inner>);

struct Inner {
    scope: &'static ScopeSpec,
    host: Arc<dyn Host>,
}

impl Operation {
    /// Who called.
    pub(crate) fn host(&self) -> &dyn Host {
        &*self.0.host
    }

    /// What the work may do.
    pub(crate) fn scope(&self) -> &ScopeSpec {
        self.0.scope
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operation").field("scope", &self.scope().name).finish_non_exhaustive()
    }
}
