//! The server through its front door: a real MCP client, the layers of a call, Discord's API over real sockets.

// Clippy knows test functions, and not the functions that they share.
#![allow(clippy::unwrap_used)]

mod calls;
mod channels;
mod deleting;
mod exactly_once;
mod explain;
mod hierarchy;
mod judge;
mod members;
mod messages;
mod minimality;
mod moderation;
mod names;
mod people;
mod pipeline;
mod policy;
mod reactions;
mod reading;
mod roles;
mod workspace;
