mod auto_archive;
mod create;
mod edit;
mod list;
mod members;
mod tags;

pub(super) use auto_archive::AutoArchive;
use create::create_thread;
use edit::edit_thread;
use list::list_threads;
use members::{edit_thread_members, list_thread_members};

use crate::toolset;

toolset! {
    pub threads: "Threads and forum posts" => [
        create_thread,
        list_threads,
        edit_thread,
        list_thread_members,
        edit_thread_members,
    ]
}
