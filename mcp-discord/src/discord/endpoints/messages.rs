use super::endpoints;
use crate::{
    discord::{
        Call, Draft, Embed, File, Method, PostDraft,
        handle::{Channel, MessageHandle},
        model,
        rest::Retry,
    },
    tool::MessageId,
};

/// Which messages of a channel to read. Discord returns the newest first, whichever is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Around {
    /// The newest.
    Newest,
    /// Those just before a message.
    Before(MessageId),
    /// Those just after a message.
    After(MessageId),
    /// Those on both sides of a message, and the message itself.
    Around(MessageId),
}

endpoints! {
    impl Channel {
        /// Sends a message.
        ///
        /// It carries a nonce that Discord [enforces], so that sending it again after a lost answer doesn't make a
        /// second one. Messages of one call, and of calls of one connection, arrive in order.
        ///
        /// Limits: text of 2,000 characters, 10 embeds of 6,000 characters together, 10 files, 25 MiB in all.
        /// Source: <https://discord.com/developers/docs/resources/message#create-message>
        ///
        /// [enforces]: https://discord.com/developers/docs/resources/message#create-message-jsonform-params
        (create_message) [VIEW_CHANNEL, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS] Write
        pub fn send(&self, draft: Draft<S>) -> Call<model::Message> {
            sending(self, draft)
        }

        /// Starts a post in a forum or media channel: a thread with its first message.
        ///
        /// Discord takes no nonce here, so an answer that is lost leaves the outcome unknown.
        ///
        /// Limits: a title of 100 characters, 5 tags; the message as in [`send`](Self::send).
        /// Source: <https://discord.com/developers/docs/resources/channel#start-thread-in-forum-or-media-channel>
        (create_thread) [VIEW_CHANNEL, SEND_MESSAGES] Write
        pub fn create_post(&self, post: PostDraft<S>) -> Call<model::Channel> {
            let (body, files) = post.into_parts();
            self.call(Method::Post, "create_thread").literal("threads").json(body).files(files).in_turn()
        }

        /// Reads messages, the newest first, 1 to 100 of them.
        ///
        /// Without `READ_MESSAGE_HISTORY` Discord returns none, and no error.
        /// Source: <https://discord.com/developers/docs/resources/message#get-channel-messages>
        (list_messages) [VIEW_CHANNEL, READ_MESSAGE_HISTORY] Read
        pub fn messages(&self, around: Around, limit: u8) -> Call<Vec<model::Message>> {
            let call = self.call(Method::Get, "list_messages").literal("messages").query("limit", limit);
            match around {
                Around::Newest => call,
                Around::Before(id) => call.query("before", id),
                Around::After(id) => call.query("after", id),
                Around::Around(id) => call.query("around", id),
            }
        }
    }

    impl MessageHandle {
        /// Deletes the message. Others' messages need `MANAGE_MESSAGES`; the bot's own do not.
        ///
        /// Source: <https://discord.com/developers/docs/resources/message#delete-message>
        (delete_message) [VIEW_CHANNEL, MANAGE_MESSAGES] Destroy
        pub fn delete(&self) -> Call<()> {
            self.call(Method::Delete, "delete_message").retry(Retry::Idempotent).gone_is_done()
        }
    }

    impl Draft {
        /// Attaches files: at most 10, 10 MiB each unless the server is boosted.
        (create_message / files) [ATTACH_FILES] Write
        pub fn files(self, files: Vec<File>) -> Draft<S> {
            self.with_files(files)
        }

        /// Adds embeds: at most 10, 6,000 characters together.
        (create_message / embeds) [EMBED_LINKS] Write
        pub fn embeds(self, embeds: Vec<Embed>) -> Draft<S> {
            self.with_embeds(embeds)
        }

        /// Answers a message of the same channel. Sending fails when that message is gone.
        (create_message / reply) [READ_MESSAGE_HISTORY] Write
        pub fn reply_to(self, message: MessageId) -> Draft<S> {
            self.with_reply_to(message)
        }
    }
}

/// The request of all endpoints that send a message to a channel.
pub(super) fn sending<S>(channel: &Channel<S>, draft: Draft<S>) -> Call<model::Message> {
    let nonce = draft.nonce().to_owned();
    let (body, files) = draft.into_parts();
    channel
        .call(Method::Post, "create_message")
        .literal("messages")
        .json(body)
        .files(files)
        .retry(Retry::Nonce)
        .nonce(nonce)
        .in_turn()
}
