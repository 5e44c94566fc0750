//! Tools that `#[discord_tool]` made, from outside.

mod front_door;
mod lints;
mod tables;
