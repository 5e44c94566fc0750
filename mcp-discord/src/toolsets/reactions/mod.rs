mod list;
mod react;

use list::list_reactions;
use react::{add_multiple_reactions, add_reaction, remove_reaction};

use crate::toolset;

toolset! {
    pub reactions: "React to messages"
        => [add_reaction, add_multiple_reactions, remove_reaction, list_reactions]
}
