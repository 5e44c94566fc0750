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

use crate::{
    tool::{Cause, Refusal},
    toolset,
};

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

/// Refuses a name that no channel or thread can have.
///
/// Source: <https://discord.com/developers/docs/resources/channel#modify-channel-json-params-guild-channel>
pub(super) fn check_name(name: &str) -> Result<(), Refusal> {
    let length = name.chars().count();
    if (1..=100).contains(&length) {
        return Ok(());
    }
    Err(Refusal::new(
        Cause::Argument,
        format!("argument `name`: it must have 1 to 100 characters; given: {length}"),
    )
    .hint("choose another name"))
}
