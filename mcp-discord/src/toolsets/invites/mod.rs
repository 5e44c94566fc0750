use crate::toolset;

toolset! {
    pub invites: "Invites to a server"
        => []
}
