//! Which core does what. Two that wait for each other are quick on one core and slow on two, and where the system puts
//! them is chance: so a client and its server share one, and the sandbox has another.

use std::{future, sync::mpsc, thread};

use core_affinity::{CoreId, get_core_ids, set_for_current};
use mcp_discord::sandbox::{Limits, Sandbox};
use tokio::runtime::Builder;

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

/// Starts a sandbox that has the second core to itself. It runs until the program ends.
pub(crate) fn sandbox() -> Result<Sandbox, Failure> {
    let (started, sandbox) = mpsc::channel();
    thread::spawn(move || {
        if let Some(second) = core(1) {
            set_for_current(second);
        }
        let runtime = match Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return drop(started.send(Err(error))),
        };
        runtime.block_on(async {
            // Whoever asked is gone only when the program is.
            drop(started.send(Sandbox::builder().limits(Limits::off()).start().await));
            future::pending::<()>().await;
        });
    });
    Ok(sandbox.recv()??)
}

fn core(number: usize) -> Option<CoreId> {
    get_core_ids()?.into_iter().nth(number)
}
