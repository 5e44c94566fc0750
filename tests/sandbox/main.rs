//! The sandbox by itself: every route over a real socket, as somebody else's bot would use it, judged by Discord's
//! document.
//!
//! A file a resource, as in `mcp-discord/src/sandbox/routes/`: its `walk` drives the routes of it, and looks at what
//! changed by a second request or in the world.

// Clippy knows test functions, and not the functions that they share.
#![allow(clippy::unwrap_used)]

mod bans;
mod channels;
mod direct_messages;
mod every_route;
mod invites;
mod me;
mod members;
mod messages;
mod overwrites;
mod pins;
mod reactions;
mod roles;
mod search;
mod servers;
mod stage;
mod thread_members;
mod threads;

use stage::{Judged, Stage};

/// Makes a test of every walk, and one function that walks them all.
macro_rules! walks {
    ($($resource:ident),* $(,)?) => {
        mod walks {
            use super::Stage;

            $(#[tokio::test]
            async fn $resource() {
                let stage = Stage::set().await;
                super::$resource::walk(&stage).await;
                stage.finish();
            })*
        }

        /// Every exchange of every walk.
        async fn walk_all() -> Vec<Judged> {
            let mut judged = Vec::new();
            $({
                let stage = Stage::set().await;
                $resource::walk(&stage).await;
                judged.extend(stage.finish());
            })*
            judged
        }
    };
}

walks!(
    bans,
    channels,
    direct_messages,
    invites,
    me,
    members,
    messages,
    overwrites,
    pins,
    reactions,
    roles,
    search,
    servers,
    thread_members,
    threads,
);
