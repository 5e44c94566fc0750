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

/// All toolsets: the table of contents of the server. On by default are those of everyday work, and all that a server
/// which this one replaces had.
pub const ALL: &[Toolset] = &[
    messages(),
    reactions(),
    channels(),
    threads(),
    servers(),
    members(),
    roles().off_by_default(),
    permissions().off_by_default(),
    moderation().off_by_default(),
    invites().off_by_default(),
    announcements().off_by_default(),
    files().off_by_default(),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_of_everyday_is_on_by_default() {
        let on: Vec<_> =
            ALL.iter().filter(|toolset| toolset.on_by_default).map(|toolset| toolset.name).collect();
        assert_eq!(on, ["messages", "reactions", "channels", "threads", "servers", "members"]);
    }
}
