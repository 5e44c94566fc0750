use crate::toolset;

toolset! {
    pub members: "The members of a server"
        => []
}
