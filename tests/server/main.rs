//! The server through its front door: a real MCP client, the layers of a call, Discord's API over real sockets.

// Clippy knows test functions, and not the functions that they share.
#![allow(clippy::unwrap_used)]

mod archives;
mod attachments;
mod calls;
mod changing_channels;
mod channels;
mod deleting;
mod direct;
mod editing;
mod exactly_once;
mod explain;
mod hierarchy;
mod hostile;
mod injection;
mod invites;
mod judge;
mod members;
mod messages;
mod minimality;
mod moderation;
mod names;
mod overwrites;
mod people;
mod pinning;
mod pipeline;
mod policy;
mod protocol;
mod python;
mod reactions;
mod reading;
mod roles;
mod schemas;
mod sdk;
mod searching;
mod shortcodes;
mod threads;
mod tokens;
mod workspace;
