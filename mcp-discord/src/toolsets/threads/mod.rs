mod auto_archive;
mod create;
mod edit;
mod list;
mod tags;

pub(super) use auto_archive::AutoArchive;
use create::create_thread;
use edit::edit_thread;
use list::list_threads;

use crate::toolset;

toolset! {
    pub threads: "Threads and forum posts" => [
        create_thread,
        list_threads,
        edit_thread,
    ]
}
