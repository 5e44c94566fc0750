//! Talking to Discord.

pub mod operations;
