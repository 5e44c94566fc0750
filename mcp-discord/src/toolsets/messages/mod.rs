pub(super) mod attachments;
mod delete;
mod direct;
mod edit;
mod filters;
mod get;
mod history;
mod kinds;
pub(super) mod message;
mod moderate;
mod ping;
mod pins;
mod search;
mod send;
mod sent;
mod split;
mod tags;

use attachments::get_attachment;
use delete::delete_message;
use direct::send_direct_message;
use edit::edit_message;
use get::get_message;
use history::read_messages;
use moderate::moderate_message;
use pins::{list_pins, pin_message};
use search::search_messages;
use send::{reply_to_message, send_message};

use crate::toolset;

toolset! {
    pub messages: "Send, read, edit, search, pin and delete messages"
        => [
            send_message,
            reply_to_message,
            send_direct_message,
            read_messages,
            get_message,
            get_attachment,
            search_messages,
            list_pins,
            pin_message,
            edit_message,
            delete_message,
            moderate_message,
        ]
}
