//! Discord's operations, a file a resource.

mod bans;
mod channels;
mod components;
mod direct_messages;
mod draft;
mod invites;
mod me;
mod members;
mod messages;
mod overwrites;
mod pins;
mod reactions;
mod roles;
mod search;
mod sending;
mod servers;
mod thread_members;
mod threads;

use super::router::Route;

/// Every route that the sandbox has.
pub(super) fn all() -> impl Iterator<Item = &'static Route> {
    [
        me::ROUTES,
        servers::ROUTES,
        channels::ROUTES,
        messages::ROUTES,
        reactions::ROUTES,
        pins::ROUTES,
        threads::ROUTES,
        thread_members::ROUTES,
        overwrites::ROUTES,
        roles::ROUTES,
        search::ROUTES,
        members::ROUTES,
        bans::ROUTES,
        invites::ROUTES,
        direct_messages::ROUTES,
    ]
    .into_iter()
    .flatten()
}

/// Whether a route answers without a token.
pub(super) fn is_public(route: &Route) -> bool {
    matches!(route.operation, "get_gateway" | "invite_resolve")
}
