use serde::de::IgnoredAny;
use serde_json::json;

use super::endpoints;
use crate::discord::{
    Call, InviteFields, Method,
    handle::{Channel, InviteHandle, Server},
    model,
    rest::Retry,
};

endpoints! {
    impl Channel {
        /// Makes an invite to the channel, or hands out one of the same kind, unless it is to be unique.
        ///
        /// Limits: 1,000 invites in a server.
        /// Source: <https://discord.com/developers/docs/resources/channel#create-channel-invite>
        (create_channel_invite) [VIEW_CHANNEL, CREATE_INSTANT_INVITE] Write
        pub fn create_invite(&self, fields: &InviteFields) -> Call<model::Invite> {
            // Whoever gets an invite of the same kind doesn't care which request made it.
            let retry = if fields.unique == Some(true) { Retry::Never } else { Retry::Idempotent };
            self.call(Method::Post, "create_channel_invite").literal("invites").json(json!(fields)).retry(retry)
        }

        /// Lists the invites to the channel.
        ///
        /// Source: <https://discord.com/developers/docs/resources/channel#get-channel-invites>
        (list_channel_invites) [VIEW_CHANNEL, MANAGE_CHANNELS] Read
        pub fn invites(&self) -> Call<Vec<model::Invite>> {
            self.call(Method::Get, "list_channel_invites").literal("invites")
        }
    }

    impl Server {
        /// Lists the invites to all channels of the server.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#get-guild-invites>
        (list_guild_invites) [MANAGE_GUILD] Read
        pub fn invites(&self) -> Call<Vec<model::Invite>> {
            self.call(Method::Get, "list_guild_invites").literal("invites")
        }
    }

    impl InviteHandle {
        /// Reads where the invite leads, with approximate member counts. The bot need not be in the server.
        ///
        /// Source: <https://discord.com/developers/docs/resources/invite#get-invite>
        (invite_resolve) [] Read
        pub fn get(&self) -> Call<model::Invite> {
            self.call(Method::Get, "invite_resolve").query("with_counts", true)
        }

        /// Ends the invite. It takes `MANAGE_CHANNELS` in its channel, or `MANAGE_GUILD`.
        ///
        /// Source: <https://discord.com/developers/docs/resources/invite#delete-invite>
        (invite_revoke) [VIEW_CHANNEL, MANAGE_CHANNELS, MANAGE_GUILD] Destroy
        pub fn delete(&self) -> Call<IgnoredAny> {
            self.call(Method::Delete, "invite_revoke").retry(Retry::Idempotent).gone_is_done()
        }
    }
}
