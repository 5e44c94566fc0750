use super::endpoints;
use crate::{
    discord::{Call, Method, handle::MessageHandle, rest::Retry},
    tool::EmojiRef,
};

endpoints! {
    impl MessageHandle {
        /// Adds a reaction of the bot. Adding one that is there changes nothing.
        ///
        /// `ADD_REACTIONS` is needed only where nobody has reacted with that emoji yet.
        /// Source: <https://discord.com/developers/docs/resources/message#create-reaction>
        (add_my_message_reaction) [VIEW_CHANNEL, READ_MESSAGE_HISTORY, ADD_REACTIONS] Write
        pub fn react(&self, emoji: &EmojiRef) -> Call<()> {
            self.call(Method::Put, "add_my_message_reaction")
                .literal("reactions")
                .emoji(emoji)
                .literal("@me")
                .retry(Retry::Idempotent)
        }

        /// Takes a reaction of the bot back. Taking back one that isn't there changes nothing.
        ///
        /// Source: <https://discord.com/developers/docs/resources/message#delete-own-reaction>
        (delete_my_message_reaction) [VIEW_CHANNEL] Write
        pub fn unreact(&self, emoji: &EmojiRef) -> Call<()> {
            self.call(Method::Delete, "delete_my_message_reaction")
                .literal("reactions")
                .emoji(emoji)
                .literal("@me")
                .retry(Retry::Idempotent)
                .gone_is_done()
        }
    }
}
