use serde_json::json;

use super::endpoints;
use crate::{
    discord::{
        Call, Method,
        call::Changes,
        handle::{MemberHandle, Server},
        model,
        rest::Retry,
    },
    tool::UserId,
};

endpoints! {
    impl Server {
        /// Lists bans by rising user ID, 1 to 1,000 of them, those after a user where one is given.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#get-guild-bans>
        (list_guild_bans) [BAN_MEMBERS] Read
        pub fn bans(&self, after: Option<UserId>, limit: u16) -> Call<Vec<model::Ban>> {
            let call = self.call(Method::Get, "list_guild_bans").literal("bans").query("limit", limit);
            match after {
                Some(id) => call.query("after", id),
                None => call,
            }
        }

        /// Bans up to 200 users, and deletes what they wrote in the last seconds, 604,800 at most. Some may fail.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#bulk-guild-ban>
        (bulk_ban_users_from_guild) [BAN_MEMBERS, MANAGE_GUILD] Destroy
        pub fn ban_many(&self, users: &[UserId], delete_message_seconds: u32) -> Call<model::BulkBan> {
            self.call(Method::Post, "bulk_ban_users_from_guild")
                .literal("bulk-ban")
                .json(json!({ "user_ids": users, "delete_message_seconds": delete_message_seconds }))
                .changes(Changes::Member)
        }
    }

    impl MemberHandle {
        /// Bans a user, member or not, and deletes what they wrote in the last seconds, 604,800 at most.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#create-guild-ban>
        (ban_user_from_guild) [BAN_MEMBERS] Destroy
        pub fn ban(&self, delete_message_seconds: u32) -> Call<()> {
            self.ban_call(Method::Put, "ban_user_from_guild")
                .json(json!({ "delete_message_seconds": delete_message_seconds }))
                .changes(Changes::Member)
                .retry(Retry::Idempotent)
        }

        /// Takes a ban back.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#remove-guild-ban>
        (unban_user_from_guild) [BAN_MEMBERS] Write
        pub fn unban(&self) -> Call<()> {
            self.ban_call(Method::Delete, "unban_user_from_guild").retry(Retry::Idempotent).gone_is_done()
        }
    }
}
