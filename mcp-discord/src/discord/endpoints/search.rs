use std::fmt::Display;

use super::endpoints;
use crate::{
    discord::{Call, Method, bounds, handle::Server, model},
    tool::{ChannelId, MessageId, Refusal, RoleId, UserId},
};

/// What messages to search for. A filter that is empty asks for nothing; of several values in one, any will do.
///
/// Source: <https://discord.com/developers/docs/resources/message#search-guild-messages>
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// Words, at most 1,024 characters.
    pub content: Option<String>,
    /// How many other words may stand between those of `content`, at most 100.
    pub slop: Option<u8>,
    /// In these channels, at most 500.
    pub channels: Vec<ChannelId>,
    /// By these authors, at most 100.
    pub authors: Vec<UserId>,
    /// By `user`, `bot` or `webhook`; a `-` before it asks for the others.
    pub author_types: Vec<String>,
    /// Mentioning these users, at most 100.
    pub mentions: Vec<UserId>,
    /// Mentioning these roles, at most 100.
    pub mentions_roles: Vec<RoleId>,
    /// Mentioning everyone, or not.
    pub mention_everyone: Option<bool>,
    /// Answering these users, at most 100.
    pub replied_to_users: Vec<UserId>,
    /// Answering these messages, at most 100.
    pub replied_to_messages: Vec<MessageId>,
    /// With `link`, `embed`, `file`, `image`, `video`, `sound`, `sticker`, `poll` or `snapshot`; a `-` before it asks
    /// for those without.
    pub has: Vec<String>,
    /// With a link to one of these hosts, at most 100.
    pub link_hostnames: Vec<String>,
    /// With an embed of one of these providers, at most 100.
    pub embed_providers: Vec<String>,
    /// With an embed of type `image`, `video`, `gif`, `sound` or `article`.
    pub embed_types: Vec<String>,
    /// With a file of one of these extensions, at most 100.
    pub attachment_extensions: Vec<String>,
    /// With a file of one of these names, at most 100.
    pub attachment_filenames: Vec<String>,
    /// Pinned, or not.
    pub pinned: Option<bool>,
    /// Also in channels for adults.
    pub include_nsfw: Option<bool>,
    /// After this message.
    pub after: Option<MessageId>,
    /// Before this message.
    pub before: Option<MessageId>,
    /// The best first, rather than the newest.
    pub by_relevance: bool,
    /// The oldest first, rather than the newest.
    pub oldest_first: bool,
    /// How many, 1 to 25.
    pub limit: u8,
    /// How many to pass over, at most 9,975.
    pub offset: u16,
}

endpoints! {
    impl Server {
        /// Searches the messages of the channels whose history the bot can read.
        ///
        /// The application has to have the privileged intent `MESSAGE_CONTENT` switched on. Where Discord has to index
        /// the server first, the answer is when to ask again.
        /// Source: <https://discord.com/developers/docs/resources/message#search-guild-messages>
        (guild_search) [VIEW_CHANNEL, READ_MESSAGE_HISTORY] Read
        pub fn search(&self, search: &Search) -> Call<model::SearchAnswer> {
            let call = self
                .call(Method::Get, "guild_search")
                .literal("messages")
                .literal("search")
                .among(search.channels.clone());
            search.asked(call).unless(search.out_of_bounds())
        }
    }
}

impl Search {
    fn out_of_bounds(&self) -> Option<Refusal> {
        let texts = [
            &self.link_hostnames,
            &self.embed_providers,
            &self.attachment_extensions,
            &self.attachment_filenames,
        ];
        bounds::text("content", self.content.as_deref(), 0..=1_024)
            .or_else(|| bounds::list("channel_id", Some(&self.channels), 0..=500))
            .or_else(|| bounds::list("author_id", Some(&self.authors), 0..=100))
            .or_else(|| bounds::list("mentions", Some(&self.mentions), 0..=100))
            .or_else(|| bounds::list("mentions_role_id", Some(&self.mentions_roles), 0..=100))
            .or_else(|| bounds::list("replied_to_user_id", Some(&self.replied_to_users), 0..=100))
            .or_else(|| bounds::list("replied_to_message_id", Some(&self.replied_to_messages), 0..=100))
            .or_else(|| texts.iter().find_map(|texts| bounds::list("more", Some(texts), 0..=100)))
            .or_else(|| {
                texts.into_iter().flatten().find_map(|text| bounds::text("more", Some(text), 0..=256))
            })
    }

    fn asked<R>(&self, call: Call<R>) -> Call<R> {
        // Discord takes each only once.
        fn all<R>(call: Call<R>, name: &'static str, values: &[impl Display + PartialEq]) -> Call<R> {
            let once = values.iter().enumerate().filter(|(at, value)| !values[..*at].contains(value));
            once.fold(call, |call, (_, value)| call.query(name, value))
        }
        fn some<R>(call: Call<R>, name: &'static str, value: Option<impl Display>) -> Call<R> {
            value.into_iter().fold(call, |call, value| call.query(name, value))
        }
        let call = some(call, "content", self.content.as_ref());
        let call = some(call, "slop", self.slop);
        let call = all(call, "channel_id", &self.channels);
        let call = all(call, "author_id", &self.authors);
        let call = all(call, "author_type", &self.author_types);
        let call = all(call, "mentions", &self.mentions);
        let call = all(call, "mentions_role_id", &self.mentions_roles);
        let call = some(call, "mention_everyone", self.mention_everyone);
        let call = all(call, "replied_to_user_id", &self.replied_to_users);
        let call = all(call, "replied_to_message_id", &self.replied_to_messages);
        let call = all(call, "has", &self.has);
        let call = all(call, "link_hostname", &self.link_hostnames);
        let call = all(call, "embed_provider", &self.embed_providers);
        let call = all(call, "embed_type", &self.embed_types);
        let call = all(call, "attachment_extension", &self.attachment_extensions);
        let call = all(call, "attachment_filename", &self.attachment_filenames);
        let call = some(call, "pinned", self.pinned);
        let call = some(call, "include_nsfw", self.include_nsfw);
        let call = some(call, "min_id", self.after);
        let call = some(call, "max_id", self.before);
        let call = some(call, "sort_by", self.by_relevance.then_some("relevance"));
        let call = some(call, "sort_order", self.oldest_first.then_some("asc"));
        let call = some(call, "offset", Some(self.offset).filter(|offset| *offset > 0));
        call.query("limit", self.limit)
    }
}
