//! Discord's operations, a file a resource.

mod channels;
mod draft;
mod me;
mod messages;
mod pins;
mod reactions;
mod servers;

use super::router::Route;

/// Every route that the sandbox has.
pub(super) fn all() -> impl Iterator<Item = &'static Route> {
    [me::ROUTES, servers::ROUTES, channels::ROUTES, messages::ROUTES, reactions::ROUTES, pins::ROUTES]
        .into_iter()
        .flatten()
}

/// Whether a route answers without a token.
pub(super) fn is_public(route: &Route) -> bool {
    matches!(route.operation, "get_gateway" | "invite_resolve")
}
