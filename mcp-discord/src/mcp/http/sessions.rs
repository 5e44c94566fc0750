//! The sessions of one agent. Only MCP's older era has them.

use std::{
    collections::{HashMap, VecDeque},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::{Duration, Instant},
};

use futures_util::{Stream, StreamExt, stream};
use rmcp::{
    model::{ClientJsonRpcMessage, ServerJsonRpcMessage},
    transport::{
        WorkerTransport,
        common::server_side_http::{ServerSseMessage, SessionId},
        streamable_http_server::{
            SessionManager,
            session::local::{LocalSessionManager, LocalSessionManagerError, LocalSessionWorker},
        },
    },
};

use super::stream::{Queue, Reader};

/// How long the answer of a request is kept for a client that lost its connection.
const KEPT: Duration = Duration::from_mins(5);

/// Of how many requests that are over the answers are kept, in a session.
const KEPT_ANSWERS: usize = 16;

/// rmcp's sessions, with a limit, an end that idleness alone brings, and streams that stall nobody.
pub(super) struct Sessions {
    local: LocalSessionManager,
    known: Mutex<HashMap<SessionId, Arc<Session>>>,
    limit: usize,
    idle: Duration,
}

#[derive(Debug)]
struct Session(Mutex<State>);

#[derive(Debug)]
struct State {
    /// When it was last heard of.
    last: Instant,
    /// How many streams a client has open.
    streams: usize,
    /// The requests that are under way, and the last of those that are over.
    requests: VecDeque<(String, Arc<Queue>)>,
}

/// Keeps a session alive while a client has its stream open.
struct Open {
    session: Arc<Session>,
    events: Reader,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum SessionsError {
    #[error(transparent)]
    Local(#[from] LocalSessionManagerError),
    #[error("there are {0} sessions already, and each has a stream open or a call under way")]
    Full(usize),
}

impl Sessions {
    pub(super) fn new(limit: usize, idle: Duration) -> Self {
        let mut local = LocalSessionManager::default();
        // rmcp would close a session whose stream is open and quiet. When one ends is decided here.
        local.session_config.keep_alive = None;
        Self { local, known: Mutex::default(), limit, idle }
    }

    /// Closes the session that was quiet for longest, when there is no room for another.
    pub(super) async fn make_room(&self) -> Result<(), SessionsError> {
        let quietest = {
            let known = self.known();
            if known.len() < self.limit {
                return Ok(());
            }
            let quiet = known.iter().filter_map(|(id, session)| Some((session.quiet_since()?, id)));
            quiet.min_by_key(|(since, _)| *since).map(|(_, id)| Arc::clone(id))
        };
        match quietest {
            Some(id) => self.close_session(&id).await,
            None => Err(SessionsError::Full(self.limit)),
        }
    }

    /// Closes the sessions that were quiet for too long.
    pub(super) async fn sweep(&self) {
        let over: Vec<_> = {
            let known = self.known();
            known.values().for_each(|session| session.state().forget());
            let over = known.iter().filter(|(_, session)| {
                session.quiet_since().is_some_and(|since| since.elapsed() > self.idle)
            });
            over.map(|(id, _)| Arc::clone(id)).collect()
        };
        for id in over {
            if let Err(error) = self.close_session(&id).await {
                tracing::warn!(%error, "a session that was idle for too long could not be closed");
            }
        }
    }

    pub(super) fn knows(&self, id: &str) -> bool {
        self.known().contains_key(id)
    }

    fn session(&self, id: &SessionId) -> Result<Arc<Session>, SessionsError> {
        let session = self.known().get(id).cloned();
        session.ok_or_else(|| LocalSessionManagerError::SessionNotFound(Arc::clone(id)).into())
    }

    fn known(&self) -> MutexGuard<'_, HashMap<SessionId, Arc<Session>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SessionManager for Sessions {
    type Error = SessionsError;
    type Transport = WorkerTransport<LocalSessionWorker>;

    async fn create_session(&self) -> Result<(SessionId, Self::Transport), Self::Error> {
        self.make_room().await?;
        let (id, transport) = self.local.create_session().await?;
        let session =
            Session(Mutex::new(State { last: Instant::now(), streams: 0, requests: VecDeque::new() }));
        self.known().insert(Arc::clone(&id), Arc::new(session));
        Ok((id, transport))
    }

    async fn initialize_session(
        &self,
        id: &SessionId,
        message: ClientJsonRpcMessage,
    ) -> Result<ServerJsonRpcMessage, Self::Error> {
        Ok(self.local.initialize_session(id, message).await?)
    }

    async fn has_session(&self, id: &SessionId) -> Result<bool, Self::Error> {
        let known = self.session(id).inspect(|session| session.state().last = Instant::now());
        Ok(known.is_ok() && self.local.has_session(id).await?)
    }

    async fn close_session(&self, id: &SessionId) -> Result<(), Self::Error> {
        self.known().remove(id);
        Ok(self.local.close_session(id).await?)
    }

    async fn create_stream(
        &self,
        id: &SessionId,
        message: ClientJsonRpcMessage,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static, Self::Error> {
        let session = self.session(id)?;
        let mut events = Box::pin(self.local.create_stream(id, message).await?);
        // rmcp names the request in the first event, which is there at once.
        let first = events.next().await;
        let request = first.as_ref().and_then(|event| event.event_id.as_deref()?.split_once('/'));
        let request = request.map(|(_, request)| request.to_owned());
        Ok(session.request(request, stream::iter(first).chain(events)))
    }

    async fn accept_message(&self, id: &SessionId, message: ClientJsonRpcMessage) -> Result<(), Self::Error> {
        Ok(self.local.accept_message(id, message).await?)
    }

    async fn create_standalone_stream(
        &self,
        id: &SessionId,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static, Self::Error> {
        let session = self.session(id)?;
        let events = self.local.create_standalone_stream(id).await?;
        Ok(session.open(Queue::of_session(events)))
    }

    async fn resume(
        &self,
        id: &SessionId,
        last_event_id: String,
    ) -> Result<impl Stream<Item = ServerSseMessage> + Send + Sync + 'static, Self::Error> {
        let session = self.session(id)?;
        let Some((index, request)) = last_event_id.split_once('/') else {
            let events = self.local.resume(id, last_event_id).await?;
            return Ok(session.open(Queue::of_session(events)));
        };
        // rmcp forgets a request with its answer. Whoever was cut off before that came, finds it here.
        if let (Some(queue), Ok(index)) = (session.under_way(request), index.parse()) {
            return Ok(session.open(queue.read_after(index)));
        }
        let request = Some(request.to_owned());
        let events = self.local.resume(id, last_event_id).await?;
        Ok(session.request(request, events))
    }
}

impl Session {
    /// Opens the stream of a request, and remembers it under the name that rmcp gave it.
    fn request<S>(self: &Arc<Self>, request: Option<String>, events: S) -> Open
    where
        S: Stream<Item = ServerSseMessage> + Send + 'static,
    {
        let queue = Queue::of_request(events);
        if let Some(request) = request {
            let mut state = self.state();
            state.forget();
            state.requests.retain(|(other, _)| *other != request);
            state.requests.push_back((request, Arc::clone(&queue)));
        }
        self.open(queue.read())
    }

    fn open(self: &Arc<Self>, events: Reader) -> Open {
        self.state().streams += 1;
        Open { session: Arc::clone(self), events }
    }

    /// The stream of a request, unless rmcp has more of it than is here.
    fn under_way(&self, request: &str) -> Option<Arc<Queue>> {
        let state = self.state();
        let queue = &state.requests.iter().find(|(known, _)| known == request)?.1;
        (!queue.is_cut_off()).then(|| Arc::clone(queue))
    }

    /// Since when nothing happens in it: no stream is open, and no call under way.
    fn quiet_since(&self) -> Option<Instant> {
        let state = self.state();
        let works = state.requests.iter().any(|(_, queue)| queue.ended().is_none());
        (state.streams == 0 && !works).then_some(state.last)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Forgets answers that nobody came back for.
    fn forget(&mut self) {
        self.requests.retain(|(_, queue)| !queue.is_older_than(KEPT));
        let over = self.requests.iter().filter(|(_, queue)| queue.ended().is_some()).count();
        for _ in KEPT_ANSWERS..over {
            if let Some(at) = self.requests.iter().position(|(_, queue)| queue.ended().is_some()) {
                self.requests.remove(at);
            }
        }
    }
}

impl Stream for Open {
    type Item = ServerSseMessage;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.events).poll_next(context)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let mut state = self.session.state();
        state.streams -= 1;
        state.last = Instant::now();
    }
}
