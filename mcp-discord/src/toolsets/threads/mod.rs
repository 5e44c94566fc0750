use crate::toolset;

toolset! {
    pub threads: "Threads and forum posts"
        => []
}
