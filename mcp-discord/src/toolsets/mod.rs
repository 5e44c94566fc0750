//! The tools that come with the server, a folder a toolset.

mod broken_off;
mod channels;
mod invites;
mod members;
mod messages;
mod moderation;
mod reactions;
mod roles;
mod servers;
mod threads;

use crate::context::Toolset;

pub use channels::channels;
pub use invites::invites;
pub use members::members;
pub use messages::messages;
pub use moderation::moderation;
pub use reactions::reactions;
pub use roles::roles;
pub use servers::servers;
pub use threads::threads;

/// All toolsets: the table of contents of the server.
pub const ALL: &[Toolset] =
    &[messages(), reactions(), channels(), threads(), servers(), members(), roles(), moderation(), invites()];
