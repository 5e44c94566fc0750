mod auto_archive;

pub(super) use auto_archive::AutoArchive;

use crate::toolset;

toolset! {
    pub threads: "Threads and forum posts"
        => []
}
