use jiff::Timestamp;
use serde_json::json;

use super::endpoints;
use crate::{
    discord::{
        Call, MemberEdit, Method, bounds,
        call::Changes,
        handle::{MemberHandle, Server},
        model,
        rest::Retry,
    },
    tool::UserId,
};

endpoints! {
    impl Server {
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

        /// Finds members whose username or nickname starts with a text, 1 to 1,000 of them. It needs no intent.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#search-guild-members>
        (search_guild_members) [] Read
        pub fn search_members(&self, query: &str, limit: u16) -> Call<Vec<model::Member>> {
            self.call(Method::Get, "search_guild_members")
                .literal("members")
                .literal("search")
                .query("query", query)
                .query("limit", limit)
                .unless(bounds::text("query", Some(query), 1..=100))
        }

        /// Gives the bot itself a nickname of at most 32 characters, or takes it away.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#modify-current-member>
        (update_my_guild_member) [CHANGE_NICKNAME] Write
        pub fn rename_bot(&self, nickname: Option<&str>) -> Call<model::Member> {
            self.call(Method::Patch, "update_my_guild_member")
                .literal("members")
                .literal("@me")
                .json(json!({ "nick": nickname }))
                .changes(Changes::Member)
                .retry(Retry::Idempotent)
        }
    }

    impl MemberHandle {
        /// Reads a member: nickname, roles, timeout.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#get-guild-member>
        (get_guild_member) [] Read
        pub fn get(&self) -> Call<model::Member> {
            self.call(Method::Get, "get_guild_member")
        }

        /// Changes a member.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#modify-guild-member>
        (update_guild_member) [] Write
        pub fn edit(&self, edit: MemberEdit<S>) -> Call<model::Member> {
            self.call(Method::Patch, "update_guild_member")
                .json(edit.into_body())
                .changes(Changes::Member)
                .retry(Retry::Idempotent)
        }

        /// Removes a member below the bot's highest role from the server. They can join again.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#remove-guild-member>
        (delete_guild_member) [KICK_MEMBERS] Destroy
        pub fn kick(&self) -> Call<()> {
            self.call(Method::Delete, "delete_guild_member")
                .changes(Changes::Member)
                .retry(Retry::Idempotent)
                .gone_is_done()
        }
    }

    impl MemberEdit {
        /// Gives a member below the bot's highest role a nickname of at most 32 characters, or takes it away.
        (update_guild_member / nickname) [MANAGE_NICKNAMES] Write
        pub fn nickname(self, nickname: Option<String>) -> MemberEdit<S> {
            self.with("nick", nickname)
        }

        /// Times a member below the bot's highest role out until then, at most 28 days ahead; `None` ends it.
        /// Administrators can't be timed out.
        (update_guild_member / timeout) [MODERATE_MEMBERS] Write
        pub fn timeout(self, until: Option<Timestamp>) -> MemberEdit<S> {
            self.with_timeout(until)
        }

        /// Whether the member can't be heard in voice channels. Only for who is in one.
        (update_guild_member / mute) [MUTE_MEMBERS] Write
        pub fn mute(self, mute: bool) -> MemberEdit<S> {
            self.with("mute", mute)
        }

        /// Whether the member can't hear in voice channels. Only for who is in one.
        (update_guild_member / deafen) [DEAFEN_MEMBERS] Write
        pub fn deafen(self, deafen: bool) -> MemberEdit<S> {
            self.with("deaf", deafen)
        }
    }
}
