use serde::de::IgnoredAny;
use serde_json::json;

use super::endpoints;
use crate::discord::{
    Call, ChannelFields, Method,
    call::Changes,
    handle::{Channel, Server},
    model,
    rest::Retry,
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

        /// Changes the channel; what isn't given stays. For threads there is [`edit_thread`](Self::edit_thread).
        ///
        /// Limits: the name and the topic can be changed twice in ten minutes, which no header foretells.
        /// Source: <https://discord.com/developers/docs/resources/channel#modify-channel>
        (update_channel) [VIEW_CHANNEL, MANAGE_CHANNELS] Write
        pub fn edit(&self, fields: &ChannelFields) -> Call<model::Channel> {
            self.call(Method::Patch, "update_channel")
                .json(json!(fields))
                .unless(fields.out_of_bounds())
                .retry(Retry::Idempotent)
                .changes(Changes::Channel)
        }

        /// Deletes the channel, thread or post with all that was said in it. The channels of a category stay.
        ///
        /// Threads and posts need `MANAGE_THREADS`, all else `MANAGE_CHANNELS`.
        /// Source: <https://discord.com/developers/docs/resources/channel#deleteclose-channel>
        (delete_channel) [VIEW_CHANNEL, MANAGE_CHANNELS, MANAGE_THREADS] Destroy
        pub fn delete(&self) -> Call<IgnoredAny> {
            self.call(Method::Delete, "delete_channel")
                .retry(Retry::Idempotent)
                .gone_is_done()
                .changes(Changes::Channel)
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

        /// Makes a channel. Its name is required.
        ///
        /// Without a kind it is a text channel. In a category it starts with the permissions of the category.
        /// Limits: 500 channels in a server, 50 in a category.
        /// Source: <https://discord.com/developers/docs/resources/guild#create-guild-channel>
        (create_guild_channel) [MANAGE_CHANNELS] Write
        pub fn create_channel(&self, fields: &ChannelFields) -> Call<model::Channel> {
            self.call(Method::Post, "create_guild_channel")
                .literal("channels")
                .json(json!(fields))
                .unless(fields.out_of_bounds().or_else(|| fields.not_created()))
                .changes(Changes::Channels)
        }
    }
}
