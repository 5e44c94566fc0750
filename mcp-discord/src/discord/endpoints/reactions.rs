use super::endpoints;
use crate::{
    discord::{
        Call, Method,
        handle::{MessageHandle, unresolved},
        model,
        rest::Retry,
    },
    tool::{EmojiRef, UserId, UserRef},
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

        /// Lists who reacted with an emoji, by rising user ID, 1 to 100 of them, those after a user where one is given.
        ///
        /// Source: <https://discord.com/developers/docs/resources/message#get-reactions>
        (list_message_reactions_by_emoji) [VIEW_CHANNEL] Read
        pub fn reactions(&self, emoji: &EmojiRef, after: Option<UserId>, limit: u8) -> Call<Vec<model::User>> {
            let call = self
                .call(Method::Get, "list_message_reactions_by_emoji")
                .literal("reactions")
                .emoji(emoji)
                .query("limit", limit);
            match after {
                Some(id) => call.query("after", id),
                None => call,
            }
        }

        /// Takes somebody's reaction away.
        ///
        /// Source: <https://discord.com/developers/docs/resources/message#delete-user-reaction>
        (delete_user_message_reaction) [VIEW_CHANNEL, MANAGE_MESSAGES] Destroy
        pub fn clear_reaction_of(&self, emoji: &EmojiRef, user: &UserRef) -> Call<()> {
            let id = user.id().ok_or_else(|| unresolved("user", user));
            self.call(Method::Delete, "delete_user_message_reaction")
                .literal("reactions")
                .emoji(emoji)
                .user(id)
                .retry(Retry::Idempotent)
                .gone_is_done()
        }

        /// Takes all reactions with one emoji away.
        ///
        /// Source: <https://discord.com/developers/docs/resources/message#delete-all-reactions-for-emoji>
        (delete_all_message_reactions_by_emoji) [VIEW_CHANNEL, MANAGE_MESSAGES] Destroy
        pub fn clear_emoji(&self, emoji: &EmojiRef) -> Call<()> {
            self.call(Method::Delete, "delete_all_message_reactions_by_emoji")
                .literal("reactions")
                .emoji(emoji)
                .retry(Retry::Idempotent)
                .gone_is_done()
        }

        /// Takes all reactions away.
        ///
        /// Source: <https://discord.com/developers/docs/resources/message#delete-all-reactions>
        (delete_all_message_reactions) [VIEW_CHANNEL, MANAGE_MESSAGES] Destroy
        pub fn clear_reactions(&self) -> Call<()> {
            self.call(Method::Delete, "delete_all_message_reactions")
                .literal("reactions")
                .retry(Retry::Idempotent)
                .gone_is_done()
        }
    }
}
