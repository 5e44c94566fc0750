mod color;
mod edit;
mod holders;
mod list;
mod order;

use edit::{create_role, delete_role, edit_role};
use holders::list_role_members;
use list::list_roles;
use order::move_role;

use crate::toolset;

toolset! {
    pub roles: "The roles of a server: who has them, what they allow, and their order"
        => [list_roles, list_role_members, create_role, edit_role, move_role, delete_role]
}
