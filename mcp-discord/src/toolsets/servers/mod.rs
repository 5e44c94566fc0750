mod info;
mod list;
mod users;

use info::get_server_info;
use list::list_servers;
pub(super) use users::UserInfo;
use users::get_self_info;

use crate::toolset;

toolset! {
    pub servers: "The servers that the bot is in, and the bot itself"
        => [list_servers, get_server_info, get_self_info]
}
