use serde_json::json;

use super::endpoints;
use crate::{
    discord::{
        Call, Draft, Embed, File, MessageEdit, Method, PostDraft,
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
            draft.sent_by(self.call(Method::Post, "create_message"))
        }

        /// Starts a post in a forum or media channel: a thread with its first message.
        ///
        /// Discord takes no nonce here, so an answer that is lost leaves the outcome unknown.
        ///
        /// Limits: a title of 100 characters, 5 tags; the message as in [`send`](Self::send).
        /// Source: <https://discord.com/developers/docs/resources/channel#start-thread-in-forum-or-media-channel>
        (create_thread) [VIEW_CHANNEL, SEND_MESSAGES] Write
        pub fn create_post(&self, post: PostDraft<S>) -> Call<model::Channel> {
            let refusal = post.out_of_bounds();
            let (body, files) = post.into_parts();
            let call = self.call(Method::Post, "create_thread").literal("threads").json(body).files(files);
            call.unless(refusal).in_turn()
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

    impl Channel {
        /// Deletes 2 to 100 messages at once, none older than 14 days. Those that are gone already don't matter.
        ///
        /// Source: <https://discord.com/developers/docs/resources/message#bulk-delete-messages>
        (bulk_delete_messages) [VIEW_CHANNEL, MANAGE_MESSAGES] Destroy
        pub fn delete_messages(&self, messages: &[MessageId]) -> Call<()> {
            self.call(Method::Post, "bulk_delete_messages")
                .literal("messages")
                .literal("bulk-delete")
                .json(json!({ "messages": messages }))
                .retry(Retry::Idempotent)
        }
    }

    impl MessageHandle {
        /// Reads the message.
        ///
        /// Source: <https://discord.com/developers/docs/resources/message#get-channel-message>
        (get_message) [VIEW_CHANNEL, READ_MESSAGE_HISTORY] Read
        pub fn get(&self) -> Call<model::Message> {
            self.call(Method::Get, "get_message")
        }

        /// Changes the message. It has to be the bot's own, except to hide or show the embeds of links, for which
        /// others' messages need `MANAGE_MESSAGES`.
        ///
        /// Limits: as in [`send`](Channel::send). Nobody is pinged.
        /// Source: <https://discord.com/developers/docs/resources/message#edit-message>
        (update_message) [VIEW_CHANNEL, MANAGE_MESSAGES] Write
        pub fn edit(&self, edit: MessageEdit) -> Call<model::Message> {
            let refusal = edit.out_of_bounds();
            let call = self.call(Method::Patch, "update_message").json(edit.into_body());
            call.unless(refusal).retry(Retry::Idempotent)
        }

        /// Sends the message on to the servers that follow its announcement channel. Others' messages need
        /// `MANAGE_MESSAGES` too.
        ///
        /// Source: <https://discord.com/developers/docs/resources/message#crosspost-message>
        (crosspost_message) [VIEW_CHANNEL, SEND_MESSAGES, MANAGE_MESSAGES] Write
        pub fn publish(&self) -> Call<model::Message> {
            self.call(Method::Post, "crosspost_message").literal("crosspost")
        }

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
