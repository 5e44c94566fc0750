use serde_json::json;

use super::endpoints;
use crate::discord::{
    Call, Method,
    call::Changes,
    handle::Channel,
    model::{Overwrite, OverwriteTarget},
    rest::Retry,
};

endpoints! {
    impl Channel {
        /// Sets what the channel allows and denies to a role or member, in place of all that it did before.
        ///
        /// The bot can only allow and deny what it may do itself.
        /// Limits: 1,000 overwrites in a channel.
        /// Source: <https://discord.com/developers/docs/resources/channel#edit-channel-permissions>
        (set_channel_permission_overwrite) [VIEW_CHANNEL, MANAGE_ROLES] Write
        pub fn set_overwrite(&self, overwrite: Overwrite) -> Call<()> {
            let kind = match overwrite.target {
                OverwriteTarget::Role(_) => 0,
                OverwriteTarget::Member(_) => 1,
            };
            let (allow, deny) = (overwrite.allow.bits(), overwrite.deny.bits());
            let call = self.call(Method::Put, "set_channel_permission_overwrite").literal("permissions");
            about(call, overwrite.target)
                .json(json!({ "type": kind, "allow": allow, "deny": deny }))
                .retry(Retry::Idempotent)
                .changes(Changes::Channel)
        }

        /// Removes what the channel allows and denies to a role or member, so that the server's roles decide.
        ///
        /// Source: <https://discord.com/developers/docs/resources/channel#delete-channel-permission>
        (delete_channel_permission_overwrite) [VIEW_CHANNEL, MANAGE_ROLES] Write
        pub fn remove_overwrite(&self, target: OverwriteTarget) -> Call<()> {
            let call = self.call(Method::Delete, "delete_channel_permission_overwrite").literal("permissions");
            about(call, target).retry(Retry::Idempotent).gone_is_done().changes(Changes::Channel)
        }
    }
}

fn about<R>(call: Call<R>, target: OverwriteTarget) -> Call<R> {
    match target {
        OverwriteTarget::Role(id) => call.role(Ok(id)),
        OverwriteTarget::Member(id) => call.user(Ok(id)),
    }
}
