use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{Discord, order::Turn};
use crate::{
    observe,
    tool::{
        Host, LogRecord, NoHost, Question, Record, Reply, ScopeSpec, Settled, State, ToolSpec, Unknown,
        WriteRecord,
    },
};

/// How long a person has to answer a question. The operation's own deadline stands still meanwhile.
const PERSON: Duration = Duration::from_mins(10);

/// One piece of work in progress: a tool call, a command, a run of a job.
///
/// Every request to Discord is made under one, so that none skips the allow-lists, the record or the deadline.
#[derive(Clone)]
pub struct Operation(Arc<Inner>);

struct Inner {
    id: String,
    scope: ScopeSpec,
    offered: Arc<[ToolSpec]>,
    state: State,
    discord: Discord,
    host: Arc<dyn Host>,
    record: Arc<dyn Record>,
    deadline: Mutex<Instant>,
    cancel: CancellationToken,
    turn: tokio::sync::Mutex<Option<Turn>>,
    writes: Mutex<Writes>,
}

/// The changes that an operation has made so far.
#[derive(Debug, Default)]
struct Writes {
    /// Sent, and not settled yet: what, and the nonce.
    under_way: Vec<(u64, &'static str, Option<String>)>,
    begun: u64,
    done: u64,
}

/// What an operation is made of.
pub(crate) struct OperationParts {
    pub(crate) id: String,
    pub(crate) scope: ScopeSpec,
    /// The tools that the server offers, for those who tell about it.
    pub(crate) offered: Arc<[ToolSpec]>,
    pub(crate) state: State,
    pub(crate) host: Arc<dyn Host>,
    pub(crate) record: Arc<dyn Record>,
    pub(crate) deadline: Instant,
    pub(crate) cancel: CancellationToken,
    pub(crate) turn: Option<Turn>,
}

impl OperationParts {
    /// Work that nobody called: it is logged, and asks nobody.
    pub(crate) fn unattended(scope: ScopeSpec, deadline: Instant) -> Self {
        Self {
            id: new_id(),
            scope,
            offered: Arc::default(),
            state: State::default(),
            host: Arc::new(NoHost),
            record: Arc::new(LogRecord),
            deadline,
            cancel: CancellationToken::new(),
            turn: None,
        }
    }
}

/// An ID for a call, short enough to be read out of a message and typed into a search.
pub(crate) fn new_id() -> String {
    format!("{:012x}", fastrand::u64(..) & 0xffff_ffff_ffff)
}

impl Operation {
    pub(crate) fn new(discord: Discord, parts: OperationParts) -> Self {
        let OperationParts { id, scope, offered, state, host, record, deadline, cancel, turn } = parts;
        let (turn, writes, deadline) =
            (tokio::sync::Mutex::new(turn), Mutex::default(), Mutex::new(deadline));
        Self(Arc::new(Inner {
            id,
            scope,
            offered,
            state,
            discord,
            host,
            record,
            deadline,
            cancel,
            turn,
            writes,
        }))
    }

    /// Who called.
    pub(crate) fn host(&self) -> &dyn Host {
        &*self.0.host
    }

    /// What the work may do.
    pub(crate) fn scope(&self) -> &ScopeSpec {
        &self.0.scope
    }

    /// The tools that the server offers which the work was asked of; none for work that nobody asked for.
    pub(crate) fn offered(&self) -> &[ToolSpec] {
        &self.0.offered
    }

    /// What the tools of the server share.
    pub(crate) fn state(&self) -> &State {
        &self.0.state
    }

    /// The bot that it works with.
    pub(crate) fn discord(&self) -> &Discord {
        &self.0.discord
    }

    /// When it has to be over.
    pub(crate) fn deadline(&self) -> Instant {
        *self.0.deadline.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the person at the other end. The time that they take doesn't count towards the deadline.
    pub(crate) async fn ask(&self, question: Question) -> Reply {
        let left = self.deadline().saturating_duration_since(Instant::now());
        self.set_deadline(Instant::now() + PERSON + left);
        let reply = tokio::select! {
            () = self.0.cancel.cancelled() => Reply::Dismissed,
            reply = tokio::time::timeout(PERSON, self.0.host.ask(question)) => reply.unwrap_or(Reply::Dismissed),
        };
        self.set_deadline(Instant::now() + left);
        observe::question(reply.as_str());
        reply
    }

    fn set_deadline(&self, deadline: Instant) {
        *self.0.deadline.lock().unwrap_or_else(PoisonError::into_inner) = deadline;
    }

    /// Gives the operation its place among the messages to a channel.
    pub(crate) async fn set_turn(&self, turn: Turn) {
        *self.0.turn.lock().await = Some(turn);
    }

    /// Fires when the caller takes the call back.
    pub(crate) fn cancel(&self) -> &CancellationToken {
        &self.0.cancel
    }

    /// Waits for this operation's turn in its channel, if it has one. The turn lasts until [`finish`](Self::finish).
    pub(super) async fn take_turn(&self) {
        if let Some(turn) = &mut *self.0.turn.lock().await {
            turn.come().await;
        }
    }

    /// Ends the turn. Called when the work is over, however many clones are still around.
    pub(crate) async fn finish(&self) {
        self.0.turn.lock().await.take();
    }

    /// Records a change before it is sent.
    pub(super) fn write_begins(&self, write: &WriteInProgress) -> u64 {
        let mut writes = self.writes();
        writes.begun += 1;
        let number = writes.begun;
        writes.under_way.push((number, write.operation, write.nonce.clone()));
        drop(writes);
        self.0.record.write_begins(&write.record(self));
        number
    }

    /// Records how a change was settled.
    pub(super) fn write_settled(&self, number: u64, write: &WriteInProgress, settled: Settled) {
        let mut writes = self.writes();
        writes.under_way.retain(|(other, ..)| *other != number);
        writes.done += u64::from(settled == Settled::Done);
        drop(writes);
        self.0.record.write_settled(&write.record(self), settled, write.began.elapsed());
    }

    /// How many changes Discord has made for this operation.
    pub(crate) fn writes_done(&self) -> u64 {
        self.writes().done
    }

    /// The change that is under way, as an unknown outcome: for when the operation is given up.
    pub(crate) fn under_way(&self) -> Option<Unknown> {
        let writes = self.writes();
        let (_, operation, nonce) = writes.under_way.first()?;
        Some(Unknown {
            what: format!("`{}`", operation.replace('_', " ")),
            look: "read the channel to see whether it happened, before you try again".into(),
            nonce: nonce.clone(),
        })
    }

    fn writes(&self) -> MutexGuard<'_, Writes> {
        self.0.writes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A change between its two entries in the record.
#[derive(Debug)]
pub(super) struct WriteInProgress {
    pub(super) operation: &'static str,
    pub(super) path: String,
    pub(super) nonce: Option<String>,
    pub(super) began: Instant,
}

impl WriteInProgress {
    fn record<'a>(&'a self, operation: &'a Operation) -> WriteRecord<'a> {
        WriteRecord {
            call: &operation.0.id,
            scope: operation.0.scope.name,
            operation: self.operation,
            path: &self.path,
            nonce: self.nonce.as_deref(),
        }
    }
}

impl fmt::Debug for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operation")
            .field("id", &self.0.id)
            .field("scope", &self.scope().name)
            .finish_non_exhaustive()
    }
}
