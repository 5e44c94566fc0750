use crate::toolset;

toolset! {
    pub moderation: "Time out, kick and ban"
        => []
}
