use super::endpoints;
use crate::discord::{
    Call, Method,
    handle::{Channel, Server},
    model,
};

endpoints! {
    impl Channel {
        /// Reads what the channel is: type, name, topic, overwrites.
        ///
        /// Source: <https://discord.com/developers/docs/resources/channel#get-channel>
        (get_channel) [VIEW_CHANNEL] Read
        pub fn get(&self) -> Call<model::Channel> {
            self.call(Method::Get, "get_channel")
        }
    }

    impl Server {
        /// Lists the channels of the server, categories included and threads not, those that the bot can't see too.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#get-guild-channels>
        (list_guild_channels) [] Read
        pub fn channels(&self) -> Call<Vec<model::Channel>> {
            self.call(Method::Get, "list_guild_channels").literal("channels")
        }
    }
}
