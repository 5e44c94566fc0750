mod explain;
mod info;
mod invite_link;
mod list;
mod users;

use explain::explain_permissions;
use info::get_server_info;
use invite_link::get_invite_link;
use list::list_servers;
pub(super) use users::UserInfo;
use users::get_self_info;

use crate::toolset;

toolset! {
    pub servers: "The servers that the bot is in, and what it and others may do there"
        => [list_servers, get_server_info, get_self_info, get_invite_link, explain_permissions]
}
