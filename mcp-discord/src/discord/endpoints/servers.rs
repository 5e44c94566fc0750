use super::endpoints;
use crate::discord::{Call, Method, handle::Server, model};

endpoints! {
    impl Server {
        /// Reads what the server is, with its roles and approximate member counts.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#get-guild>
        (get_guild) [] Read
        pub fn get(&self) -> Call<model::Server> {
            self.call(Method::Get, "get_guild").query("with_counts", true)
        }
    }
}
