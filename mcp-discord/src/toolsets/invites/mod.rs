mod code;
mod manage;
mod shown;

use manage::{create_invite, delete_invite, get_invite, list_invites};

use crate::toolset;

toolset! {
    pub invites: "Invites to a server" => [
        list_invites,
        create_invite,
        get_invite,
        delete_invite,
    ]
}
