mod delete;
mod history;
mod ping;
mod react;
mod send;
mod split;

use delete::delete_message;
use history::read_messages;
use react::add_reaction;
use send::send_message;

use crate::toolset;

toolset! {
    pub messages: "Send, read, react to and delete messages"
        => [send_message, read_messages, add_reaction, delete_message]
}
