//! The tools that come with the server, a folder a toolset.

mod announcements;
mod broken_off;
mod channels;
mod files;
mod invites;
mod members;
mod messages;
mod moderation;
mod permissions;
mod reactions;
mod roles;
mod servers;
mod threads;

use crate::context::Toolset;

pub use announcements::announcements;
pub use channels::channels;
pub use files::files;
pub use invites::invites;
pub use members::members;
pub use messages::messages;
pub use moderation::moderation;
pub use permissions::permissions;
pub use reactions::reactions;
pub use roles::roles;
pub use servers::servers;
pub use threads::threads;

/// All toolsets: the table of contents of the server.
pub const ALL: &[Toolset] = &[
    messages(),
    reactions(),
    channels(),
    threads(),
    servers(),
    members(),
    roles(),
    permissions(),
    moderation(),
    invites(),
    announcements(),
    files(),
];

/// The toolsets that are switched on where nothing says which: those of everyday work, and all that a server which
/// this one replaces had.
pub const DEFAULT: &[&str] = &["messages", "reactions", "channels", "threads", "servers", "members"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_on_by_default_exists_once() {
        for (index, name) in DEFAULT.iter().enumerate() {
            assert_eq!(ALL.iter().filter(|toolset| toolset.name == *name).count(), 1, "{name}");
            assert!(!DEFAULT[..index].contains(name), "{name} is named twice");
        }
        for off in ["roles", "permissions", "moderation", "invites"] {
            assert!(!DEFAULT.contains(&off), "{off}");
        }
    }
}
