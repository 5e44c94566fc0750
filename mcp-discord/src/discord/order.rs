use std::{
    collections::HashMap,
    fmt,
    future::{Future, poll_fn},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError, Weak},
    task::Poll,
};

use tokio::sync::{Mutex as Lane, OwnedMutexGuard};

use crate::{observe::Held, tool::ChannelId};

/// The order of one connection: messages to one channel arrive in the order in which they were called.
///
/// A call first stands in the connection's line while its references are resolved, so that `#general` and its ID are
/// known to be one channel; then it enters that channel's lane, and leaves the line. Lanes are first come, first
/// served, and a call holds its place through retries.
#[derive(Default)]
pub struct Order {
    line: Arc<Lane<()>>,
    lanes: Mutex<HashMap<ChannelId, Weak<Lane<()>>>>,
}

/// A place in a connection's line.
#[derive(Debug)]
pub(crate) struct Place {
    _guard: OwnedMutexGuard<()>,
}

/// A place in a channel's lane.
pub(crate) struct Turn(State);

enum State {
    Waiting { lane: Pin<Box<dyn Future<Output = OwnedMutexGuard<()>> + Send>>, _counted: Held },
    Here { _guard: OwnedMutexGuard<()> },
}

impl Order {
    /// Stands in line. Places are given in the order in which this was first polled.
    pub(crate) async fn stand(&self) -> Place {
        Place { _guard: Arc::clone(&self.line).lock_owned().await }
    }

    /// Enters a channel's lane at once; the turn itself may come later.
    pub(crate) async fn enter(&self, channel: ChannelId) -> Turn {
        let mut waiting = Box::pin(self.lane(channel).lock_owned());
        // A tokio mutex queues a waiter when it is first polled, and serves in that order.
        let here = poll_fn(|context| match waiting.as_mut().poll(context) {
            Poll::Ready(guard) => Poll::Ready(Some(guard)),
            Poll::Pending => Poll::Ready(None),
        });
        Turn(match here.await {
            Some(guard) => State::Here { _guard: guard },
            None => State::Waiting { lane: waiting, _counted: Held::message_waiting() },
        })
    }

    fn lane(&self, channel: ChannelId) -> Arc<Lane<()>> {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = lanes.get(&channel).and_then(Weak::upgrade) {
            return lane;
        }
        if lanes.len() == lanes.capacity() {
            lanes.retain(|_, lane| lane.strong_count() > 0);
        }
        let lane = Arc::default();
        lanes.insert(channel, Arc::downgrade(&lane));
        lane
    }
}

impl Turn {
    /// Waits until everything that entered the lane before has left it.
    pub(crate) async fn come(&mut self) {
        if let State::Waiting { lane, .. } = &mut self.0 {
            let guard = lane.as_mut().await;
            self.0 = State::Here { _guard: guard };
        }
    }
}

impl fmt::Debug for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Order").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn turns_come_in_the_order_of_entry_and_a_leaver_lets_nobody_overtake() {
        let order = Order::default();
        let channel = ChannelId::new(1).unwrap();
        let mut first = order.enter(channel).await;
        let leaver = order.enter(channel).await;
        let mut third = order.enter(channel).await;
        first.come().await;
        drop(leaver);
        let early = tokio::time::timeout(std::time::Duration::from_millis(5), third.come()).await;
        assert!(early.is_err(), "the first has not left yet");
        drop(first);
        third.come().await;
        order.enter(ChannelId::new(2).unwrap()).await.come().await;
    }
}
