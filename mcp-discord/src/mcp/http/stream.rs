//! What lies between a session and a client that reads slowly, or not at all.
//!
//! rmcp's session waits until a stream of 16 places takes a message, and answers nobody until then. So each stream is
//! emptied at once into a queue of ours, which drops notifications when it is full.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
    time::{Duration, Instant},
};

use futures_util::{Stream, StreamExt};
use rmcp::{
    model::{ServerJsonRpcMessage, ServerNotification},
    transport::common::server_side_http::ServerSseMessage,
};
use tokio::task::JoinHandle;

/// How many events a queue holds before notifications are dropped. Answers and requests are kept above that.
pub(super) const ROOM: usize = 64;

/// The events of one stream.
#[derive(Debug)]
pub(super) struct Queue(Mutex<State>);

#[derive(Debug)]
struct State {
    /// Each with its place in the stream; places of dropped events are missing.
    events: VecDeque<(u64, ServerSseMessage)>,
    /// The place of the next event that comes in.
    next: u64,
    /// The place of the next event that goes out.
    cursor: u64,
    /// Whether what went out is kept, for a client that comes back.
    keeps: bool,
    ended: Option<Instant>,
    /// How often the stream has been taken up; only the last reader gets anything.
    reader: u64,
    waker: Option<Waker>,
    dropped: u64,
}

/// The client's end of a [`Queue`].
#[derive(Debug)]
pub(super) struct Reader {
    queue: Arc<Queue>,
    /// Which of its readers this is.
    number: u64,
    /// Ends with the reader.
    pump: Option<JoinHandle<()>>,
}

impl Queue {
    fn new(keeps: bool) -> Arc<Self> {
        Arc::new(Self(Mutex::new(State {
            events: VecDeque::new(),
            next: 0,
            cursor: 0,
            keeps,
            ended: None,
            reader: 0,
            waker: None,
            dropped: 0,
        })))
    }

    /// A stream of notifications: it ends with its reader. What is missed, rmcp sends to the next.
    pub(super) fn of_session<S>(events: S) -> Reader
    where
        S: Stream<Item = ServerSseMessage> + Send + 'static,
    {
        let queue = Self::new(false);
        let mut reader = queue.read();
        reader.pump = Some(tokio::spawn(pump(events, Arc::clone(&queue))));
        reader
    }

    /// The stream of one request: it goes on without a reader, and can be taken up again.
    pub(super) fn of_request<S>(events: S) -> Arc<Self>
    where
        S: Stream<Item = ServerSseMessage> + Send + 'static,
    {
        let queue = Self::new(true);
        tokio::spawn(pump(events, Arc::clone(&queue)));
        queue
    }

    /// Takes the stream up where it is; whoever read it before gets nothing more.
    pub(super) fn read(self: &Arc<Self>) -> Reader {
        let mut state = self.state();
        state.reader += 1;
        let number = state.reader;
        let before = state.waker.take();
        drop(state);
        before.into_iter().for_each(Waker::wake);
        Reader { queue: Arc::clone(self), number, pump: None }
    }

    /// Takes the stream up behind the event with this index.
    pub(super) fn read_after(self: &Arc<Self>, index: u64) -> Reader {
        let mut state = self.state();
        let place = state.events.iter().find(|(_, event)| index_of(event).is_some_and(|at| at > index));
        let place = place.map_or(state.next, |(place, _)| *place);
        state.cursor = place;
        drop(state);
        self.read()
    }

    /// When the stream came to its end, if it did.
    pub(super) fn ended(&self) -> Option<Instant> {
        self.state().ended
    }

    /// Whether it came to its end without an answer: rmcp closed it, and knows more.
    pub(super) fn is_cut_off(&self) -> bool {
        let state = self.state();
        let answer = |event: &ServerSseMessage| {
            matches!(
                event.message.as_deref(),
                Some(ServerJsonRpcMessage::Response(_) | ServerJsonRpcMessage::Error(_))
            )
        };
        state.ended.is_some() && !state.events.iter().any(|(_, event)| answer(event))
    }

    /// Whether it may be forgotten: it came to its end so long ago.
    pub(super) fn is_older_than(&self, age: Duration) -> bool {
        self.ended().is_some_and(|ended| ended.elapsed() > age)
    }

    fn push(&self, event: ServerSseMessage) {
        let mut state = self.state();
        if state.events.len() >= ROOM {
            state.make_room();
        }
        let place = state.next;
        state.next += 1;
        state.events.push_back((place, event));
        state.wake();
    }

    fn end(&self) {
        let mut state = self.state();
        state.ended = Some(Instant::now());
        state.wake();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Drops one notification: the oldest progress, else the oldest of the others.
    fn make_room(&mut self) {
        let oldest = |wanted: fn(&ServerNotification) -> bool| {
            self.events.iter().position(|(_, event)| match event.message.as_deref() {
                Some(ServerJsonRpcMessage::Notification(sent)) => wanted(&sent.notification),
                _ => false,
            })
        };
        let progress = oldest(|sent| matches!(sent, ServerNotification::ProgressNotification(_)));
        let Some(at) = progress.or_else(|| oldest(|_| true)) else { return };
        let dropped = self.events.remove(at);
        if dropped.is_some_and(|(place, _)| place >= self.cursor) {
            if self.dropped == 0 {
                tracing::warn!("a client does not read its stream; notifications to it are dropped");
            }
            self.dropped += 1;
        }
    }

    fn take(&mut self) -> Option<ServerSseMessage> {
        if !self.keeps {
            let (place, event) = self.events.pop_front()?;
            self.cursor = place + 1;
            return Some(event);
        }
        let at = self.events.partition_point(|(place, _)| *place < self.cursor);
        let (place, event) = self.events.get(at)?;
        self.cursor = place + 1;
        Some(event.clone())
    }

    fn wake(&mut self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

async fn pump<S>(events: S, queue: Arc<Queue>)
where
    S: Stream<Item = ServerSseMessage>,
{
    let mut events = std::pin::pin!(events);
    while let Some(event) = events.next().await {
        queue.push(event);
    }
    queue.end();
}

/// The number of an event in its stream: its ID is `INDEX` or `INDEX/REQUEST`.
fn index_of(event: &ServerSseMessage) -> Option<u64> {
    event.event_id.as_deref()?.split('/').next()?.parse().ok()
}

impl Stream for Reader {
    type Item = ServerSseMessage;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut state = self.queue.state();
        if state.reader != self.number {
            return Poll::Ready(None);
        }
        if let Some(event) = state.take() {
            return Poll::Ready(Some(event));
        }
        if state.ended.is_some() {
            return Poll::Ready(None);
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(pump) = &self.pump {
            pump.abort();
        }
    }
}
