//! Which core does what. Two that wait for each other are quick on one core and slow on two, and where the system puts
//! them is chance: so a client and its server share one, and the sandbox has another.

use core_affinity::{CoreId, get_core_ids, set_for_current};
use tokio::runtime::{Builder, Runtime};

use crate::Failure;

/// Puts this thread, and all that it starts, on the first core. Where the system takes no such wish, chance goes on.
pub(crate) fn share_the_first() {
    if let Some(first) = core(0) {
        set_for_current(first);
    }
}

/// Starts something that has the second core to itself.
pub(crate) fn on_the_second<T>(start: impl FnOnce() -> T) -> T {
    if let Some(second) = core(1) {
        set_for_current(second);
    }
    let started = start();
    share_the_first();
    started
}

/// A runtime for a sandbox: one thread, on a core of its own.
pub(crate) fn sandbox_runtime() -> Result<Runtime, Failure> {
    let own = core(1);
    let start = move || _ = own.map(set_for_current);
    Ok(Builder::new_multi_thread().worker_threads(1).on_thread_start(start).enable_all().build()?)
}

fn core(number: usize) -> Option<CoreId> {
    get_core_ids()?.into_iter().nth(number)
}
