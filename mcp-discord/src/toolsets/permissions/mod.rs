mod explain;
mod invite_link;
pub(super) mod overwrite;
mod thread_members;

use explain::explain_permissions;
use invite_link::get_invite_link;
use overwrite::set_channel_permissions;
use thread_members::{edit_thread_members, list_thread_members};

use crate::toolset;

toolset! {
    pub permissions: "Who may do what and who is in which thread; the bot's invite link"
        => [explain_permissions, set_channel_permissions, list_thread_members, edit_thread_members, get_invite_link]
}
