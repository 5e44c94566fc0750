//! The tools that come with the server, a file a toolset.

mod channels;
mod messages;
mod servers;

use crate::context::Toolset;

pub use channels::channels;
pub use messages::messages;
pub use servers::servers;

/// All toolsets: the table of contents of the server.
pub const ALL: &[Toolset] = &[messages(), channels(), servers()];
