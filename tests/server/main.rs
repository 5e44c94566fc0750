//! The server through its front door: a real MCP client, the layers of a call, Discord's API over real sockets.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "what a test is given is checked where it is used"
)]

mod calls;
mod channels;
mod deleting;
mod exactly_once;
mod judge;
mod messages;
mod minimality;
mod names;
mod pipeline;
mod policy;
mod reactions;
mod reading;
mod workspace;
