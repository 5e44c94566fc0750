mod create;
mod delete;
mod edit;
mod get;
mod kind;
mod list;

use create::{create_channel, create_text_channel};
use delete::delete_channel;
use edit::edit_channel;
pub(super) use edit::nothing_to_change;
use get::get_channel;
use list::{get_channels, list_channels};

use crate::toolset;

toolset! {
    pub channels: "The channels of a server" => [
        list_channels,
        get_channels,
        get_channel,
        create_channel,
        create_text_channel,
        edit_channel,
        delete_channel,
    ]
}
