mod delete;
mod history;
mod ping;
mod react;
mod send;
mod split;

use delete::delete_message;
use history::read_messages;
use react::{add_multiple_reactions, add_reaction, remove_reaction};
use send::send_message;

use crate::toolset;

toolset! {
    pub messages: "Send, read, react to and delete messages"
        => [send_message, read_messages, add_reaction, add_multiple_reactions, remove_reaction, delete_message]
}
