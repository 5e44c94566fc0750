use crate::toolset;

toolset! {
    pub reactions: "React to messages"
        => []
}
