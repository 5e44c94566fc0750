use super::endpoints;
use crate::{
    discord::{Call, Method, handle::Server, model},
    tool::UserId,
};

endpoints! {
    impl Server {
        /// Reads what the server is, with its roles and approximate member counts.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#get-guild>
        (get_guild) [] Read
        pub fn get(&self) -> Call<model::Server> {
            self.call(Method::Get, "get_guild").query("with_counts", true)
        }

        /// Lists members by rising ID, 1 to 1,000 of them, those after a user where one is given.
        ///
        /// The application has to have the privileged intent `GUILD_MEMBERS` switched on.
        /// Source: <https://discord.com/developers/docs/resources/guild#list-guild-members>
        (list_guild_members) [] Read
        pub fn members(&self, after: Option<UserId>, limit: u16) -> Call<Vec<model::Member>> {
            let call = self.call(Method::Get, "list_guild_members").literal("members").query("limit", limit);
            match after {
                Some(id) => call.query("after", id),
                None => call,
            }
        }
    }
}
