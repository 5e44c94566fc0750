//! What Discord answers with, as far as this crate reads it.
//!
//! Reading is lenient: a field that is missing, unknown or of another type than documented costs that field and
//! nothing else, since a write that Discord accepted is a success whatever its answer looks like. Only IDs and
//! permissions are strict, because guessing at those would aim at the wrong thing. Unknown kinds and bits are kept.
//!
//! Text is as Discord sent it. Whoever shows it makes an [`Untrusted`](crate::tool::Untrusted) of it first.

mod application;
mod attachment;
mod ban;
mod channel;
mod embed;
mod emoji;
mod invite;
mod lenient;
mod member;
mod message;
mod role;
mod search;
mod server;
#[cfg(test)]
mod tests;
mod thread;
mod user;

pub use application::Application;
pub use attachment::Attachment;
pub use ban::{Ban, BulkBan};
pub use channel::{Channel, ChannelKind, ForumTag, ThreadMetadata};
pub use embed::{Embed, EmbedAuthor, EmbedField, EmbedFooter, EmbedMedia};
pub use emoji::{Emoji, Reaction};
pub use invite::{Invite, InviteChannel, InviteServer};
pub use member::Member;
pub use message::{Message, MessageKind, MessageReference, MessageSnapshot, SentMessage, StickerItem};
pub use role::{Overwrite, OverwriteTarget, Role};
pub use search::{Pin, Pins, SearchAnswer, SearchPage};
pub use server::Server;
pub use thread::{ThreadList, ThreadMember};
pub use user::User;
