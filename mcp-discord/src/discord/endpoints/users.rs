use super::endpoints;
use crate::discord::{
    Call, Method,
    handle::{Account, UserHandle},
    model,
};

endpoints! {
    impl UserHandle {
        /// Reads who a user is, in whichever servers they are.
        ///
        /// Source: <https://discord.com/developers/docs/resources/user#get-user>
        (get_user) [] Read
        pub fn get(&self) -> Call<model::User> {
            self.call(Method::Get, "get_user")
        }
    }

    impl Account {
        /// Reads who the bot is.
        ///
        /// Source: <https://discord.com/developers/docs/resources/user#get-current-user>
        (get_my_user) [] Read
        pub fn get(&self) -> Call<model::User> {
            self.call(Method::Get, "get_my_user")
        }

        /// Reads which application the bot is a part of, and which privileged intents are switched on for it.
        ///
        /// Source: <https://discord.com/developers/docs/resources/application#get-current-application>
        (get_my_application) [] Read
        pub fn application(&self) -> Call<model::Application> {
            self.application_call(Method::Get, "get_my_application")
        }

        /// Lists the servers that the bot is in, by rising ID, at most 200, with approximate member counts.
        ///
        /// Source: <https://discord.com/developers/docs/resources/user#get-current-user-guilds>
        (list_my_guilds) [] Read
        pub fn servers(&self, after: Option<crate::tool::ServerId>) -> Call<Vec<model::Server>> {
            let call = self
                .call(Method::Get, "list_my_guilds")
                .literal("guilds")
                .query("limit", 200)
                .query("with_counts", true);
            match after {
                Some(id) => call.query("after", id),
                None => call,
            }
        }
    }
}
