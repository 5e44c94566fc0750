use std::{any::Any, panic::AssertUnwindSafe, time::Duration};

use futures_util::FutureExt;
use tokio::time::{sleep, sleep_until};

use super::{Calls, Ending, ToolRequest};
use crate::{
    discord::Operation,
    tool::{Cause, Outcome, Refusal},
};

/// How long work that is given up has to come to a true answer by itself.
const GRACE: Duration = Duration::from_secs(2);

/// Turns a panic into an answer, and ends a call whose deadline has passed or whose client took it back.
///
/// What waits for Discord watches the deadline itself, and knows best what to say. This is for all the rest.
pub(super) async fn run(calls: &Calls, request: ToolRequest) -> Ending {
    let operation = request.operation.clone();
    let work = AssertUnwindSafe(calls.layered(request)).catch_unwind();
    let given_up = async {
        operation.cancel().cancelled().await;
        sleep(GRACE).await;
    };
    let ending = tokio::select! {
        biased;
        ended = work => ended.unwrap_or_else(|panic| Ending::Over(panicked(&*panic))),
        () = overdue(&operation) => Ending::Over(abandoned(&operation, Cause::Limit, "the deadline passed")),
        () = given_up => Ending::Over(abandoned(&operation, Cause::Cancelled, "the call was taken back")),
    };
    operation.finish().await;
    ending
}

/// Comes back when the deadline has passed for good: it moves while a person is asked.
async fn overdue(operation: &Operation) {
    loop {
        let deadline = operation.deadline() + GRACE;
        sleep_until(deadline).await;
        if operation.deadline() + GRACE <= deadline {
            return;
        }
    }
}

/// The truth about work that was given up: a change may be on its way, or some may have been made.
fn abandoned(operation: &Operation, cause: Cause, why: &str) -> Outcome {
    if let Some(unknown) = operation.under_way() {
        return Outcome::Unknown(unknown);
    }
    let refusal = match operation.writes_done() {
        0 => Refusal::new(cause, format!("{why} before anything was done")).hint("call again"),
        done => Refusal::new(cause, format!("{why} after {done} changes were made, and before the rest"))
            .hint("read what is there before you call again"),
    };
    Outcome::Refused(refusal)
}

fn panicked(panic: &(dyn Any + Send)) -> Outcome {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    Outcome::Fault(format!("panic: {}", text.as_deref().unwrap_or("without a message")))
}
