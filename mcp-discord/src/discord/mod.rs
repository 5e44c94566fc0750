//! The way to Discord: handles and endpoints over a REST core of our own.
//!
//! - [`Discord`]: one bot: its token, its limits, what is known of its servers
//! - [`Operation`]: a piece of work in progress; every request is made under one
//! - [`handle`]: channels, messages, servers as a tool holds them; the endpoints hang on them
//! - [`Call`]: a request that is not sent yet; [`ENDPOINTS`]: what each endpoint needs
//! - [`model`]: what Discord answers, read leniently
//! - [`rest`]: requests, limits, retries; [`errors`]: what to do about Discord's errors
//! - [`operations`]: the facts of Discord's OpenAPI document

mod bounds;
mod call;
mod client;
mod directory;
mod draft;
mod embed;
mod endpoints;
pub mod errors;
mod fields;
#[cfg(feature = "serenity")]
mod from_serenity;
pub mod handle;
mod member_edit;
pub mod model;
mod operation;
pub mod operations;
mod order;
mod permissions;
mod reach;
mod resolve;
pub mod rest;
mod role_draft;

pub use call::Call;
pub use client::{Discord, DiscordSettings};
pub use draft::{AllowedMentions, Draft, MessageEdit, PostDraft};
pub use embed::{Embed, EmbedField};
pub use endpoints::{Around, ENDPOINTS, Endpoint, Search};
pub use fields::{ChannelFields, InviteFields, TagFields, ThreadFields};
pub use member_edit::MemberEdit;
pub use operation::Operation;
pub use order::Order;
pub use reach::Reach;
pub use resolve::Defaults;
pub use rest::{Download, File, LimiterMode, Method, RestConfig, RestError};
pub use role_draft::RoleDraft;

pub(crate) use operation::{OperationParts, new_id};
pub(crate) use permissions::{Aim, Lacking, Standing, Verdict, invite_link, stopped, two_factor};
pub(crate) use resolve::{fold, resolve};
