//! How much is taken on at once. What is too much is refused at once, and never waits.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body_util::{BodyExt, combinators::BoxBody};
use hyper::body::{Body, Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::reply::Answer;

/// A number of places.
#[derive(Debug, Clone)]
pub(super) struct Places {
    free: Arc<Semaphore>,
    all: usize,
}

/// Places that are taken until the answer is out.
#[derive(Debug)]
pub(super) struct Taken(#[expect(dead_code, reason = "held, never read")] Vec<OwnedSemaphorePermit>);

impl Places {
    pub(super) fn new(all: usize) -> Self {
        let all = all.min(Semaphore::MAX_PERMITS);
        Self { free: Arc::new(Semaphore::new(all)), all }
    }

    /// A place of each, unless one has none left.
    pub(super) fn take(each: &[&Self]) -> Option<Taken> {
        let taken = each.iter().map(|places| Arc::clone(&places.free).try_acquire_owned().ok());
        taken.collect::<Option<_>>().map(Taken)
    }

    /// Waits until every place is free, and takes them all.
    pub(super) async fn all_free(&self) {
        let all = u32::try_from(self.all).unwrap_or(u32::MAX);
        if let Ok(places) = self.free.acquire_many(all).await {
            places.forget();
        }
    }
}

impl Taken {
    /// Keeps the places until the client has the answer, or is gone.
    pub(super) fn until_answered(self, answer: Answer) -> Answer {
        answer.map(|body| Held { body, _places: self }.boxed())
    }
}

struct Held {
    body: BoxBody<Bytes, Infallible>,
    _places: Taken,
}

impl Body for Held {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
