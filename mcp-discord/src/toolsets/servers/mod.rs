mod info;
mod invite_link;
mod list;
mod members;
mod users;

use info::get_server_info;
use invite_link::get_invite_link;
use list::list_servers;
use members::list_members;
use users::{get_self_info, get_user_info};

use crate::toolset;

toolset! {
    pub servers: "The servers that the bot is in, and who is in them"
        => [list_servers, get_server_info, list_members, get_user_info, get_self_info, get_invite_link]
}
