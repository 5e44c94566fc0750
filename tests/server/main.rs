//! The server through its front door: a real MCP client, the layers of a call, Discord's API over real sockets.

// Clippy knows test functions, and not the functions that they share.
#![allow(clippy::unwrap_used)]

mod attachments;
mod calls;
mod channels;
mod deleting;
mod direct;
mod editing;
mod exactly_once;
mod hostile;
mod injection;
mod judge;
mod messages;
mod minimality;
mod names;
mod people;
mod pinning;
mod pipeline;
mod policy;
mod reactions;
mod reading;
mod searching;
mod tokens;
mod workspace;
