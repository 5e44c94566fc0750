use serde_json::json;

use super::endpoints;
use crate::{
    discord::{
        Call, Draft, Method,
        handle::{Account, DirectMessages, unresolved},
        model,
        rest::Retry,
    },
    tool::UserRef,
};

endpoints! {
    impl Account {
        /// Opens the direct messages with a user. It is always the same channel, and the user sees nothing of it.
        ///
        /// Source: <https://discord.com/developers/docs/resources/user#create-dm>
        (create_dm) [] Write
        pub fn open_direct(&self, user: &UserRef) -> Call<model::Channel> {
            let call = self.call(Method::Post, "create_dm").literal("channels").retry(Retry::Idempotent);
            match user.id() {
                Some(id) => call.json(json!({ "recipient_id": id })),
                None => call.failed_before(unresolved("user", user)),
            }
        }
    }

    impl DirectMessages {
        /// Sends a message: as [`send`](crate::discord::handle::Channel::send), where there are no permissions. The user has to share a
        /// server with the bot, and may refuse direct messages.
        (create_message / direct) [] Write
        pub fn send(&self, draft: Draft<S>) -> Call<model::Message> {
            draft.sent_by(self.call(Method::Post, "create_message"))
        }
    }
}
