//! Discord's endpoints, a file a resource: each with the bounds that a tool has to meet in order to call it.
//!
//! An endpoint is a plain function on a handle. It returns a [`Call`](super::Call), which is awaited.
//! Its row in [`ENDPOINTS`] and its bounds are written once, by the same macro, so they can't disagree.

mod bans;
mod channels;
mod direct_messages;
mod invites;
mod members;
mod messages;
mod overwrites;
mod pins;
mod reactions;
mod roles;
mod search;
mod servers;
mod threads;
mod users;

pub use messages::Around;
pub use search::Search;

use crate::tool::{Effect, Permissions, Scope};

/// What an endpoint needs of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    /// Discord's name for the operation, in its OpenAPI document.
    pub operation: &'static str,
    /// What is used of it, where that needs more than the operation itself: `files` of `create_message`.
    pub option: Option<&'static str>,
    /// What it does. A default by verb, with the exceptions in a table of the tests.
    pub effect: Effect,
    /// The permissions that a caller has to declare.
    pub permissions: Permissions,
}

/// Every endpoint, and every option of one that needs more permissions.
pub const ENDPOINTS: &[&[Endpoint]] = &[
    messages::ENDPOINTS,
    direct_messages::ENDPOINTS,
    search::ENDPOINTS,
    pins::ENDPOINTS,
    reactions::ENDPOINTS,
    channels::ENDPOINTS,
    overwrites::ENDPOINTS,
    threads::ENDPOINTS,
    invites::ENDPOINTS,
    servers::ENDPOINTS,
    roles::ENDPOINTS,
    members::ENDPOINTS,
    bans::ENDPOINTS,
    users::ENDPOINTS,
];

impl Endpoint {
    /// Checks that a scope's specification declares what its traits claim: a hand-written `impl Grants` fails here,
    /// when the program is built.
    pub(crate) const fn declared_by<S: Scope>(&self) {
        assert!(
            S::SCOPE.bits().contains(self.permissions),
            "a hand-written `impl Grants` claims a permission that the tool's specification doesn't declare"
        );
        let allowed = match self.effect {
            Effect::Read => true,
            Effect::Write => !matches!(S::SCOPE.effect, Effect::Read),
            Effect::Destroy => matches!(S::SCOPE.effect, Effect::Destroy),
        };
        assert!(
            allowed,
            "a hand-written `impl Writes` or `impl Destroys` claims more than the tool's effect"
        );
    }
}

/// Writes the endpoints of one resource: the table of rows, and the functions with the same facts as bounds.
///
/// `(operation) [PERMISSION, …] effect pub fn name(&self, …) -> …`; an option is `(operation / option)`.
macro_rules! endpoints {
    ($(
        impl $handle:ident {
            $(
                $(#[$doc:meta])*
                ($operation:ident $(/ $option:ident)?) [$($permission:ident),*] $effect:ident
                pub fn $name:ident($($receiver:tt)*) -> $output:ty $body:block
            )*
        }
    )*) => {
        pub(super) const ENDPOINTS: &[$crate::discord::Endpoint] = &[$($(
            endpoints!(@row $operation $($option)? [$($permission)*] $effect)
        ),*),*];

        $(impl<S: $crate::tool::Scope> $handle<S> {
            $(endpoints! { @fn [$(#[$doc])*] $operation [$($option)?] [$($permission)*] $effect
                $name ($($receiver)*) $output $body })*
        })*
    };
    (@row $operation:ident $($option:ident)? [$($permission:ident)*] $effect:ident) => {
        $crate::discord::Endpoint {
            operation: $crate::discord::operations::find(stringify!($operation)).id,
            option: endpoints!(@option $($option)?),
            effect: $crate::tool::Effect::$effect,
            permissions: $crate::tool::Permissions::NONE
                $(.union($crate::tool::Permissions::$permission))*,
        }
    };
    (@option $option:ident) => { Some(stringify!($option)) };
    (@option) => { None };
    (@fn [$(#[$doc:meta])*] $operation:ident [$($option:ident)?] [$($permission:ident)*] Read
        $name:ident ($($receiver:tt)*) $output:ty $body:block) => {
        $(#[$doc])*
        pub fn $name($($receiver)*) -> $output
        where
            $(S: $crate::tool::Grants<$crate::tool::perm::$permission>,)*
        {
            const { endpoints!(@row $operation $($option)? [$($permission)*] Read).declared_by::<S>() };
            $body
        }
    };
    (@fn [$(#[$doc:meta])*] $operation:ident [$($option:ident)?] [$($permission:ident)*] Write
        $name:ident ($($receiver:tt)*) $output:ty $body:block) => {
        $(#[$doc])*
        pub fn $name($($receiver)*) -> $output
        where
            $(S: $crate::tool::Grants<$crate::tool::perm::$permission>,)*
            S: $crate::tool::Writes,
        {
            const { endpoints!(@row $operation $($option)? [$($permission)*] Write).declared_by::<S>() };
            $body
        }
    };
    (@fn [$(#[$doc:meta])*] $operation:ident [$($option:ident)?] [$($permission:ident)*] Destroy
        $name:ident ($($receiver:tt)*) $output:ty $body:block) => {
        $(#[$doc])*
        pub fn $name($($receiver)*) -> $output
        where
            $(S: $crate::tool::Grants<$crate::tool::perm::$permission>,)*
            S: $crate::tool::Destroys,
        {
            const { endpoints!(@row $operation $($option)? [$($permission)*] Destroy).declared_by::<S>() };
            $body
        }
    };
}
use endpoints;
