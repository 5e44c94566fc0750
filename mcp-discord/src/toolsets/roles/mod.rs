use crate::toolset;

toolset! {
    pub roles: "The roles of a server"
        => []
}
