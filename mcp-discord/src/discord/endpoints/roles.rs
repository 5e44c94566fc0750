use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::endpoints;
use crate::{
    discord::{
        Call, Method, RoleDraft,
        call::Changes,
        handle::{MemberHandle, RoleHandle, Server, unresolved},
        model,
        rest::Retry,
    },
    tool::{RoleId, RoleRef},
};

endpoints! {
    impl Server {
        /// Lists the roles, `@everyone` among them, at most 250.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#get-guild-roles>
        (list_guild_roles) [] Read
        pub fn roles(&self) -> Call<Vec<model::Role>> {
            self.call(Method::Get, "list_guild_roles").literal("roles")
        }

        /// Counts the members of each role; `@everyone` is not among them.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#get-guild-role-member-counts>
        (guild_role_member_counts) [] Read
        pub fn role_member_counts(&self) -> Call<BTreeMap<RoleId, u64>> {
            self.call(Method::Get, "guild_role_member_counts").literal("roles").literal("member-counts")
        }

        /// Creates a role, the lowest but `@everyone`. What permissions it has has to be said, else it has those of
        /// `@everyone`.
        ///
        /// Limits: 250 roles; a name of 100 characters; only permissions that the bot has.
        /// Source: <https://discord.com/developers/docs/resources/guild#create-guild-role>
        (create_guild_role) [MANAGE_ROLES] Write
        pub fn create_role(&self, role: &RoleDraft) -> Call<model::Role> {
            self.call(Method::Post, "create_guild_role").literal("roles").json(json!(role)).changes(Changes::Roles)
        }

        /// Puts roles at positions, 1 being the lowest above `@everyone`. All of them have to be below the bot's
        /// highest role, before and after.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#modify-guild-role-positions>
        (bulk_update_guild_roles) [MANAGE_ROLES] Write
        pub fn move_roles(&self, positions: &[(RoleId, u16)]) -> Call<Vec<model::Role>> {
            let positions: Vec<Value> =
                positions.iter().map(|(id, position)| json!({ "id": id, "position": position })).collect();
            self.call(Method::Patch, "bulk_update_guild_roles")
                .literal("roles")
                .json(positions.into())
                .changes(Changes::Roles)
                .retry(Retry::Idempotent)
        }
    }

    impl RoleHandle {
        /// Changes a role below the bot's highest one. The bot can only give and take permissions that it has.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#modify-guild-role>
        (update_guild_role) [MANAGE_ROLES] Write
        pub fn edit(&self, role: &RoleDraft) -> Call<model::Role> {
            self.call(Method::Patch, "update_guild_role")
                .json(json!(role))
                .changes(Changes::Roles)
                .retry(Retry::Idempotent)
        }

        /// Deletes a role below the bot's highest one. Roles of integrations can't be deleted.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#delete-guild-role>
        (delete_guild_role) [MANAGE_ROLES] Destroy
        pub fn delete(&self) -> Call<()> {
            self.call(Method::Delete, "delete_guild_role")
                .changes(Changes::Roles)
                .retry(Retry::Idempotent)
                .gone_is_done()
        }
    }

    impl MemberHandle {
        /// Gives the member a role below the bot's highest one. Giving one that is there changes nothing.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#add-guild-member-role>
        (add_guild_member_role) [MANAGE_ROLES] Write
        pub fn add_role(&self, role: &RoleRef) -> Call<()> {
            self.call(Method::Put, "add_guild_member_role")
                .literal("roles")
                .role(role.id().ok_or_else(|| unresolved("role", role)))
                .changes(Changes::Member)
                .retry(Retry::Idempotent)
        }

        /// Takes a role below the bot's highest one from the member. Taking one that isn't there changes nothing.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#remove-guild-member-role>
        (delete_guild_member_role) [MANAGE_ROLES] Write
        pub fn remove_role(&self, role: &RoleRef) -> Call<()> {
            self.call(Method::Delete, "delete_guild_member_role")
                .literal("roles")
                .role(role.id().ok_or_else(|| unresolved("role", role)))
                .changes(Changes::Member)
                .retry(Retry::Idempotent)
        }
    }
}
