//! A Discord that lives in the process.
//!
//! A [`Sandbox`] serves Discord's HTTP API on a loopback address from a [`World`] in memory. It enforces
//! permissions and rate limits, checks requests and words its refusals as Discord does, so that a client can't tell
//! the difference by what it is answered. It shares no type with the rest of the crate: a mistake in one would
//! otherwise hide the same mistake in the other.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use mcp_discord::sandbox::{NewChannel, Sandbox};
//!
//! let sandbox = Sandbox::builder().start().await?;
//! let server = sandbox.world().add_server("Claude Team Workspace");
//! let general = sandbox.world().add_channel(server, NewChannel::text("general"))?;
//!
//! let client = reqwest::Client::builder().user_agent("DiscordBot (https://example.com, 1.0)").build()?;
//! let url = format!("{}/channels/{general}/messages", sandbox.api_base());
//! let body = r#"{ "content": "hello" }"#;
//! client
//!     .post(url)
//!     .header("Authorization", format!("Bot {}", sandbox.token()))
//!     .header("Content-Type", "application/json")
//!     .body(body)
//!     .send()
//!     .await?
//!     .error_for_status()?;
//! assert_eq!(sandbox.write_log()[0].target.content.as_deref(), Some("hello"));
//! # Ok(())
//! # }
//! ```
//!
//! On a bad day, [`Sandbox::set_faults`] makes it answer with errors, late, or not at all.

mod builder;
mod call;
mod connection;
mod errors;
mod exchange;
mod faults;
mod furnish;
mod mentions;
mod multipart;
pub mod permissions;
mod rate_limits;
mod reply;
mod router;
mod routes;
mod server;
mod snowflake;
mod validate;
mod world;
mod write_log;

#[cfg(test)]
mod tests;

use std::{
    net::SocketAddr,
    sync::{Arc, MutexGuard},
};

use tokio::{sync::oneshot, task::JoinHandle};

pub use builder::SandboxBuilder;
pub use exchange::Exchange;
pub use faults::{Fault, Faults};
pub use rate_limits::{Limits, Quota};
pub use router::Route;
pub use snowflake::Snowflake;
pub use world::{
    Attachment, AuditEntry, Ban, Channel, ChannelType, CustomEmoji, DefaultReaction, Emoji, ForumTag, Invite,
    Member, Message, MessageReference, NewChannel, NewMessage, Overwrite, OverwriteTarget, Reaction, Role,
    Server, ThreadMember, ThreadState, Unknown, User, World,
};
pub use write_log::{Write, WriteTarget};

use server::Shared;

/// A running sandbox; dropping it stops it.
#[derive(Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    serving: JoinHandle<()>,
}

impl Sandbox {
    /// A sandbox to be: an empty world on a free port of 127.0.0.1, with Discord's limits and no faults.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    /// The operations that it has, resource by resource; it answers any other with 404 or 405.
    pub fn routes() -> impl Iterator<Item = &'static Route> {
        routes::all()
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What takes the place of `https://discord.com/api/v10`.
    pub fn api_base(&self) -> String {
        format!("http://{}/api/v10", self.address)
    }

    /// The bot token that it accepts; it answers any other with 401.
    pub fn token(&self) -> &str {
        &self.shared.token
    }

    /// The world, to set it up and to look at it. Requests wait while it is held.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.shared.world()
    }

    /// Every change that a request has made so far, in order.
    pub fn write_log(&self) -> Vec<Write> {
        self.world().write_log().to_vec()
    }

    /// Changes which requests fail from now on.
    pub fn set_faults(&self, faults: Faults) {
        self.shared.set_faults(faults);
    }

    /// Plays a Discord that is gone: every connection is reset, new and old, until it is back.
    pub fn set_gone(&self, gone: bool) {
        self.shared.set_gone(gone);
    }

    /// Changes the rate limits, and forgets what was used of the old ones.
    pub fn set_limits(&self, limits: Limits) {
        self.shared.set_limits(limits);
    }

    /// Stops, once the requests under way are answered.
    pub async fn shutdown(mut self) {
        self.stop.take();
        if let Err(error) = (&mut self.serving).await {
            tracing::warn!(%error, "the sandbox did not end in order");
        }
    }
}
