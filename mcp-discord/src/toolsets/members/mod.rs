mod get;
mod list;
mod roles;

use get::{get_member, get_user_info};
pub(super) use list::Members;
use list::{list_members, search_members};
use roles::{add_role, remove_role};

use crate::toolset;

toolset! {
    pub members: "Who is in a server: finding members, their names and roles"
        => [list_members, search_members, get_member, get_user_info, add_role, remove_role]
}
