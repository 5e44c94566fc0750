//! The server through its front door: a real MCP client, the layers of a call, Discord's API over real sockets.

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
