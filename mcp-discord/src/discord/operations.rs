//! Discord's HTTP operations, as its OpenAPI document lists them.
//!
//! Generated from <https://github.com/discord/discord-api-spec> by
//! `cargo run -p mcp-discord-tests --bin operations-table`; not to be edited by hand.

use self::Access::{Bot, BotOrUser, Open, User};
use self::Method::{Delete, Get, Patch, Post, Put};

pub use super::rest::Method;

/// One operation of [Discord's HTTP API](https://discord.com/developers/docs/reference).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// Discord's `operationId`, such as `create_message`.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path template below the API base, such as `/channels/{channel_id}/messages`.
    pub path: &'static str,
    /// The names of the query parameters it takes.
    pub query: &'static [&'static str],
    /// Whose credentials it takes.
    pub access: Access,
}

/// Whose credentials an operation takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// A bot's token alone.
    Bot,
    /// A bot's token, or a user's OAuth token.
    BotOrUser,
    /// A user's OAuth token alone: out of a bot's reach.
    User,
    /// None needed: what is public, or proven by a token in the path.
    Open,
}

impl Operation {
    /// The names of the parameters in the path, in their order.
    pub fn path_parameters(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('/').filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
    }

    /// Whether a bot's token is enough.
    pub const fn takes_bot_token(&self) -> bool {
        !matches!(self.access, User)
    }
}

/// The operation of this `operationId`, for one that is known while compiling.
///
/// # Panics
///
/// When there is none; in a `const`, that is a compile error.
///
/// ```
/// use mcp_discord::discord::operations::{Operation, find};
///
/// const SEND: &Operation = find("create_message");
/// assert_eq!(SEND.path, "/channels/{channel_id}/messages");
/// ```
///
/// ```compile_fail
/// # use mcp_discord::discord::operations::{Operation, find};
/// const NONE: &Operation = find("no_such_operation");
/// # assert_eq!(NONE.path, "");
/// ```
pub const fn find(id: &str) -> &'static Operation {
    match operation(id) {
        Some(operation) => operation,
        None => panic!("Discord has no operation of this id"),
    }
}

/// The operation of this `operationId`, if Discord has one.
pub const fn operation(id: &str) -> Option<&'static Operation> {
    let mut index = 0;
    while index < OPERATIONS.len() {
        if same(OPERATIONS[index].id.as_bytes(), id.as_bytes()) {
            return Some(&OPERATIONS[index]);
        }
        index += 1;
    }
    None
}

/// `==` on slices can't be called in a `const fn`.
const fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut index = 0;
    while index < a.len() {
        if a[index] != b[index] {
            return false;
        }
        index += 1;
    }
    true
}

const fn op(
    id: &'static str,
    method: Method,
    path: &'static str,
    query: &'static [&'static str],
    access: Access,
) -> Operation {
    Operation { id, method, path, query, access }
}

/// Upper limits that Discord sets.
pub mod limits {
    /// Characters in a message's text.
    pub const MESSAGE_CONTENT_LENGTH: usize = 2_000;
    /// Characters in a nonce.
    pub const MESSAGE_NONCE_LENGTH: usize = 25;
    /// Embeds in a message.
    pub const MESSAGE_EMBEDS: usize = 10;
    /// Stickers in a message.
    pub const MESSAGE_STICKERS: usize = 3;
    /// Top-level components in a message.
    pub const MESSAGE_COMPONENTS: usize = 40;
    /// Files in a message.
    pub const MESSAGE_ATTACHMENTS: usize = 10;
    /// Characters in a file's alternative text.
    pub const ATTACHMENT_DESCRIPTION_LENGTH: usize = 1_024;
    /// Characters in an embed's title.
    pub const EMBED_TITLE_LENGTH: usize = 256;
    /// Characters in an embed's description.
    pub const EMBED_DESCRIPTION_LENGTH: usize = 4_096;
    /// Fields in an embed.
    pub const EMBED_FIELDS: usize = 25;
    /// Characters in the name of an embed's field.
    pub const EMBED_FIELD_NAME_LENGTH: usize = 256;
    /// Characters in the value of an embed's field.
    pub const EMBED_FIELD_VALUE_LENGTH: usize = 1_024;
    /// Characters in an embed's footer.
    pub const EMBED_FOOTER_LENGTH: usize = 2_048;
    /// Characters in the name of an embed's author.
    pub const EMBED_AUTHOR_LENGTH: usize = 256;
    /// Characters in a channel's name.
    pub const CHANNEL_NAME_LENGTH: usize = 100;
    /// Characters in a thread's name.
    pub const THREAD_NAME_LENGTH: usize = 100;
    /// Seconds of a channel's slow mode.
    pub const SLOW_MODE_SECONDS: usize = 21_600;
    /// Characters in a role's name.
    pub const ROLE_NAME_LENGTH: usize = 100;
    /// Users in a bulk ban.
    pub const BULK_BAN_USERS: usize = 200;
    /// Seconds back in which a ban deletes the user's messages.
    pub const BAN_DELETE_MESSAGE_SECONDS: usize = 604_800;
    /// Characters in a webhook's name.
    pub const WEBHOOK_NAME_LENGTH: usize = 80;
    /// Seconds that an invite may be valid.
    pub const INVITE_MAX_AGE_SECONDS: usize = 604_800;
    /// Uses that an invite may have.
    pub const INVITE_MAX_USES: usize = 100;
}

/// All 242 operations, in the order of their ids.
#[rustfmt::skip]
pub static OPERATIONS: [Operation; 242] = [
    op("action_guild_join_request", Patch, "/guilds/{guild_id}/requests/{request_id}", &[], Bot),
    op("add_group_dm_user", Put, "/channels/{channel_id}/recipients/{user_id}", &[], Bot),
    op("add_guild_member", Put, "/guilds/{guild_id}/members/{user_id}", &[], Bot),
    op("add_guild_member_role", Put, "/guilds/{guild_id}/members/{user_id}/roles/{role_id}", &[], Bot),
    op("add_lobby_member", Put, "/lobbies/{lobby_id}/members/{user_id}", &[], Bot),
    op("add_my_message_reaction", Put, "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me", &[], Bot),
    op("add_thread_member", Put, "/channels/{channel_id}/thread-members/{user_id}", &[], Bot),
    op("applications_get_activity_instance", Get, "/applications/{application_id}/activity-instances/{instance_id}", &[], Bot),
    op("ban_user_from_guild", Put, "/guilds/{guild_id}/bans/{user_id}", &[], Bot),
    op("bot_partner_sdk_token", Post, "/partner-sdk/token/bot", &[], Bot),
    op("bot_partner_sdk_unmerge_provisional_account", Post, "/partner-sdk/provisional-accounts/unmerge/bot", &[], Bot),
    op("bulk_ban_users_from_guild", Post, "/guilds/{guild_id}/bulk-ban", &[], Bot),
    op("bulk_delete_messages", Post, "/channels/{channel_id}/messages/bulk-delete", &[], Bot),
    op("bulk_set_application_commands", Put, "/applications/{application_id}/commands", &[], BotOrUser),
    op("bulk_set_guild_application_commands", Put, "/applications/{application_id}/guilds/{guild_id}/commands", &[], BotOrUser),
    op("bulk_update_guild_channels", Patch, "/guilds/{guild_id}/channels", &[], Bot),
    op("bulk_update_guild_roles", Patch, "/guilds/{guild_id}/roles", &[], Bot),
    op("bulk_update_lobby_members", Post, "/lobbies/{lobby_id}/members/bulk", &[], Bot),
    op("consume_entitlement", Post, "/applications/{application_id}/entitlements/{entitlement_id}/consume", &[], BotOrUser),
    op("count_guild_scheduled_event_users", Get, "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/users/counts", &["guild_scheduled_event_exception_ids"], Bot),
    op("create_application_command", Post, "/applications/{application_id}/commands", &[], BotOrUser),
    op("create_application_emoji", Post, "/applications/{application_id}/emojis", &[], Bot),
    op("create_auto_moderation_rule", Post, "/guilds/{guild_id}/auto-moderation/rules", &[], Bot),
    op("create_channel_invite", Post, "/channels/{channel_id}/invites", &[], Bot),
    op("create_dm", Post, "/users/@me/channels", &[], Bot),
    op("create_entitlement", Post, "/applications/{application_id}/entitlements", &[], Bot),
    op("create_guild_application_command", Post, "/applications/{application_id}/guilds/{guild_id}/commands", &[], BotOrUser),
    op("create_guild_channel", Post, "/guilds/{guild_id}/channels", &[], Bot),
    op("create_guild_emoji", Post, "/guilds/{guild_id}/emojis", &[], Bot),
    op("create_guild_role", Post, "/guilds/{guild_id}/roles", &[], Bot),
    op("create_guild_scheduled_event", Post, "/guilds/{guild_id}/scheduled-events", &[], Bot),
    op("create_guild_scheduled_event_exception", Post, "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/exceptions", &[], Bot),
    op("create_guild_soundboard_sound", Post, "/guilds/{guild_id}/soundboard-sounds", &[], Bot),
    op("create_guild_sticker", Post, "/guilds/{guild_id}/stickers", &[], Bot),
    op("create_guild_template", Post, "/guilds/{guild_id}/templates", &[], Bot),
    op("create_interaction_response", Post, "/interactions/{interaction_id}/{interaction_token}/callback", &["with_response"], Open),
    op("create_linked_lobby_guild_invite_for_self", Post, "/lobbies/{lobby_id}/members/@me/invites", &[], BotOrUser),
    op("create_linked_lobby_guild_invite_for_user", Post, "/lobbies/{lobby_id}/members/{user_id}/invites", &[], Bot),
    op("create_lobby", Post, "/lobbies", &[], Bot),
    op("create_lobby_message", Post, "/lobbies/{lobby_id}/messages", &[], BotOrUser),
    op("create_message", Post, "/channels/{channel_id}/messages", &[], Bot),
    op("create_or_join_lobby", Put, "/lobbies", &[], BotOrUser),
    op("create_pin", Put, "/channels/{channel_id}/messages/pins/{message_id}", &[], Bot),
    op("create_stage_instance", Post, "/stage-instances", &[], Bot),
    op("create_thread", Post, "/channels/{channel_id}/threads", &[], Bot),
    op("create_thread_from_message", Post, "/channels/{channel_id}/messages/{message_id}/threads", &[], Bot),
    op("create_webhook", Post, "/channels/{channel_id}/webhooks", &[], Bot),
    op("crosspost_message", Post, "/channels/{channel_id}/messages/{message_id}/crosspost", &[], Bot),
    op("delete_all_message_reactions", Delete, "/channels/{channel_id}/messages/{message_id}/reactions", &[], Bot),
    op("delete_all_message_reactions_by_emoji", Delete, "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}", &[], Bot),
    op("delete_application_command", Delete, "/applications/{application_id}/commands/{command_id}", &[], BotOrUser),
    op("delete_application_emoji", Delete, "/applications/{application_id}/emojis/{emoji_id}", &[], Bot),
    op("delete_application_user_role_connection", Delete, "/users/@me/applications/{application_id}/role-connection", &[], User),
    op("delete_auto_moderation_rule", Delete, "/guilds/{guild_id}/auto-moderation/rules/{rule_id}", &[], Bot),
    op("delete_channel", Delete, "/channels/{channel_id}", &[], Bot),
    op("delete_channel_permission_overwrite", Delete, "/channels/{channel_id}/permissions/{overwrite_id}", &[], Bot),
    op("delete_entitlement", Delete, "/applications/{application_id}/entitlements/{entitlement_id}", &[], BotOrUser),
    op("delete_group_dm_user", Delete, "/channels/{channel_id}/recipients/{user_id}", &[], Bot),
    op("delete_guild_application_command", Delete, "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}", &[], BotOrUser),
    op("delete_guild_emoji", Delete, "/guilds/{guild_id}/emojis/{emoji_id}", &[], Bot),
    op("delete_guild_integration", Delete, "/guilds/{guild_id}/integrations/{integration_id}", &[], Bot),
    op("delete_guild_member", Delete, "/guilds/{guild_id}/members/{user_id}", &[], Bot),
    op("delete_guild_member_role", Delete, "/guilds/{guild_id}/members/{user_id}/roles/{role_id}", &[], Bot),
    op("delete_guild_role", Delete, "/guilds/{guild_id}/roles/{role_id}", &[], Bot),
    op("delete_guild_scheduled_event", Delete, "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}", &[], Bot),
    op("delete_guild_scheduled_event_exception", Delete, "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/exceptions/{exception_id}", &[], Bot),
    op("delete_guild_soundboard_sound", Delete, "/guilds/{guild_id}/soundboard-sounds/{sound_id}", &[], Bot),
    op("delete_guild_sticker", Delete, "/guilds/{guild_id}/stickers/{sticker_id}", &[], Bot),
    op("delete_guild_template", Delete, "/guilds/{guild_id}/templates/{code}", &[], Bot),
    op("delete_lobby", Delete, "/lobbies/{lobby_id}", &[], Bot),
    op("delete_lobby_member", Delete, "/lobbies/{lobby_id}/members/{user_id}", &[], Bot),
    op("delete_message", Delete, "/channels/{channel_id}/messages/{message_id}", &[], Bot),
    op("delete_my_message_reaction", Delete, "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me", &[], Bot),
    op("delete_original_webhook_message", Delete, "/webhooks/{webhook_id}/{webhook_token}/messages/@original", &["thread_id"], Open),
    op("delete_pin", Delete, "/channels/{channel_id}/messages/pins/{message_id}", &[], Bot),
    op("delete_stage_instance", Delete, "/stage-instances/{channel_id}", &[], Bot),
    op("delete_thread_member", Delete, "/channels/{channel_id}/thread-members/{user_id}", &[], Bot),
    op("delete_user_message_reaction", Delete, "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/{user_id}", &[], Bot),
    op("delete_webhook", Delete, "/webhooks/{webhook_id}", &[], Bot),
    op("delete_webhook_by_token", Delete, "/webhooks/{webhook_id}/{webhook_token}", &[], Open),
    op("delete_webhook_message", Delete, "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", &["thread_id"], Open),
    op("deprecated_create_pin", Put, "/channels/{channel_id}/pins/{message_id}", &[], Bot),
    op("deprecated_delete_pin", Delete, "/channels/{channel_id}/pins/{message_id}", &[], Bot),
    op("deprecated_list_pins", Get, "/channels/{channel_id}/pins", &[], Bot),
    op("edit_lobby", Patch, "/lobbies/{lobby_id}", &[], Bot),
    op("edit_lobby_channel_link", Patch, "/lobbies/{lobby_id}/channel-linking", &[], BotOrUser),
    op("execute_github_compatible_webhook", Post, "/webhooks/{webhook_id}/{webhook_token}/github", &["wait", "thread_id"], Open),
    op("execute_slack_compatible_webhook", Post, "/webhooks/{webhook_id}/{webhook_token}/slack", &["wait", "thread_id"], Open),
    op("execute_webhook", Post, "/webhooks/{webhook_id}/{webhook_token}", &["wait", "thread_id", "with_components"], Open),
    op("follow_channel", Post, "/channels/{channel_id}/followers", &[], Bot),
    op("get_active_guild_threads", Get, "/guilds/{guild_id}/threads/active", &[], Bot),
    op("get_answer_voters", Get, "/channels/{channel_id}/polls/{message_id}/answers/{answer_id}", &["after", "limit"], Bot),
    op("get_application", Get, "/applications/{application_id}", &[], Bot),
    op("get_application_command", Get, "/applications/{application_id}/commands/{command_id}", &[], BotOrUser),
    op("get_application_emoji", Get, "/applications/{application_id}/emojis/{emoji_id}", &[], Bot),
    op("get_application_role_connections_metadata", Get, "/applications/{application_id}/role-connections/metadata", &[], Bot),
    op("get_application_user_role_connection", Get, "/users/@me/applications/{application_id}/role-connection", &[], User),
    op("get_auto_moderation_rule", Get, "/guilds/{guild_id}/auto-moderation/rules/{rule_id}", &[], Bot),
    op("get_bot_gateway", Get, "/gateway/bot", &[], Bot),
    op("get_channel", Get, "/channels/{channel_id}", &[], Bot),
    op("get_current_user_application_entitlements", Get, "/users/@me/applications/{application_id}/entitlements", &["sku_ids", "exclude_consumed"], User),
    op("get_entitlement", Get, "/applications/{application_id}/entitlements/{entitlement_id}", &[], BotOrUser),
    op("get_entitlements", Get, "/applications/{application_id}/entitlements", &["user_id", "sku_ids", "guild_id", "before", "after", "limit", "exclude_ended", "exclude_deleted", "only_active"], BotOrUser),
    op("get_gateway", Get, "/gateway", &[], Open),
    op("get_guild", Get, "/guilds/{guild_id}", &["with_counts"], Bot),
    op("get_guild_application_command", Get, "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}", &[], BotOrUser),
    op("get_guild_application_command_permissions", Get, "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions", &[], BotOrUser),
    op("get_guild_ban", Get, "/guilds/{guild_id}/bans/{user_id}", &[], Bot),
    op("get_guild_emoji", Get, "/guilds/{guild_id}/emojis/{emoji_id}", &[], Bot),
    op("get_guild_join_requests", Get, "/guilds/{guild_id}/requests", &["status", "limit", "before", "after"], Bot),
    op("get_guild_member", Get, "/guilds/{guild_id}/members/{user_id}", &[], Bot),
    op("get_guild_new_member_welcome", Get, "/guilds/{guild_id}/new-member-welcome", &[], Bot),
    op("get_guild_preview", Get, "/guilds/{guild_id}/preview", &[], Bot),
    op("get_guild_role", Get, "/guilds/{guild_id}/roles/{role_id}", &[], Bot),
    op("get_guild_scheduled_event", Get, "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}", &["with_user_count"], Bot),
    op("get_guild_soundboard_sound", Get, "/guilds/{guild_id}/soundboard-sounds/{sound_id}", &[], Bot),
    op("get_guild_sticker", Get, "/guilds/{guild_id}/stickers/{sticker_id}", &[], Bot),
    op("get_guild_template", Get, "/guilds/templates/{code}", &[], Open),
    op("get_guild_vanity_url", Get, "/guilds/{guild_id}/vanity-url", &[], Bot),
    op("get_guild_webhooks", Get, "/guilds/{guild_id}/webhooks", &[], Bot),
    op("get_guild_welcome_screen", Get, "/guilds/{guild_id}/welcome-screen", &[], Bot),
    op("get_guild_widget", Get, "/guilds/{guild_id}/widget.json", &[], Open),
    op("get_guild_widget_png", Get, "/guilds/{guild_id}/widget.png", &["style"], Open),
    op("get_guild_widget_settings", Get, "/guilds/{guild_id}/widget", &[], Bot),
    op("get_guilds_onboarding", Get, "/guilds/{guild_id}/onboarding", &[], Bot),
    op("get_invite_target_users", Get, "/invites/{code}/target-users", &[], Bot),
    op("get_invite_target_users_job_status", Get, "/invites/{code}/target-users/job-status", &[], Bot),
    op("get_lobby", Get, "/lobbies/{lobby_id}", &[], Bot),
    op("get_lobby_messages", Get, "/lobbies/{lobby_id}/messages", &["limit"], BotOrUser),
    op("get_message", Get, "/channels/{channel_id}/messages/{message_id}", &[], Bot),
    op("get_my_application", Get, "/applications/@me", &[], Bot),
    op("get_my_guild_member", Get, "/users/@me/guilds/{guild_id}/member", &[], User),
    op("get_my_oauth2_application", Get, "/oauth2/applications/@me", &[], Bot),
    op("get_my_oauth2_authorization", Get, "/oauth2/@me", &[], BotOrUser),
    op("get_my_user", Get, "/users/@me", &[], BotOrUser),
    op("get_openid_connect_userinfo", Get, "/oauth2/userinfo", &[], BotOrUser),
    op("get_original_webhook_message", Get, "/webhooks/{webhook_id}/{webhook_token}/messages/@original", &["thread_id"], Open),
    op("get_public_keys", Get, "/oauth2/keys", &[], Open),
    op("get_self_voice_state", Get, "/guilds/{guild_id}/voice-states/@me", &[], Bot),
    op("get_sku_subscription", Get, "/skus/{sku_id}/subscriptions/{subscription_id}", &["user_id"], BotOrUser),
    op("get_sku_subscriptions", Get, "/skus/{sku_id}/subscriptions", &["before", "after", "limit", "user_id"], BotOrUser),
    op("get_soundboard_default_sounds", Get, "/soundboard-default-sounds", &[], Bot),
    op("get_stage_instance", Get, "/stage-instances/{channel_id}", &[], Bot),
    op("get_sticker", Get, "/stickers/{sticker_id}", &[], Bot),
    op("get_sticker_pack", Get, "/sticker-packs/{pack_id}", &[], Bot),
    op("get_thread_member", Get, "/channels/{channel_id}/thread-members/{user_id}", &["with_member"], Bot),
    op("get_user", Get, "/users/{user_id}", &[], Bot),
    op("get_voice_state", Get, "/guilds/{guild_id}/voice-states/{user_id}", &[], Bot),
    op("get_webhook", Get, "/webhooks/{webhook_id}", &[], Bot),
    op("get_webhook_by_token", Get, "/webhooks/{webhook_id}/{webhook_token}", &[], Open),
    op("get_webhook_message", Get, "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", &["thread_id"], Open),
    op("guild_role_member_counts", Get, "/guilds/{guild_id}/roles/member-counts", &[], Bot),
    op("guild_search", Get, "/guilds/{guild_id}/messages/search", &["sort_by", "sort_order", "content", "slop", "author_id", "author_type", "mentions", "mentions_role_id", "replied_to_user_id", "replied_to_message_id", "mention_everyone", "min_id", "max_id", "limit", "offset", "has", "link_hostname", "embed_provider", "embed_type", "attachment_extension", "attachment_filename", "pinned", "include_nsfw", "channel_id"], Bot),
    op("invite_resolve", Get, "/invites/{code}", &["with_counts", "guild_scheduled_event_id", "target_channel_id", "target_message_id"], Open),
    op("invite_revoke", Delete, "/invites/{code}", &[], Bot),
    op("join_thread", Put, "/channels/{channel_id}/thread-members/@me", &[], Bot),
    op("leave_guild", Delete, "/users/@me/guilds/{guild_id}", &[], Bot),
    op("leave_lobby", Delete, "/lobbies/{lobby_id}/members/@me", &[], BotOrUser),
    op("leave_thread", Delete, "/channels/{channel_id}/thread-members/@me", &[], Bot),
    op("list_application_commands", Get, "/applications/{application_id}/commands", &["with_localizations"], BotOrUser),
    op("list_application_emojis", Get, "/applications/{application_id}/emojis", &[], Bot),
    op("list_auto_moderation_rules", Get, "/guilds/{guild_id}/auto-moderation/rules", &[], Bot),
    op("list_channel_invites", Get, "/channels/{channel_id}/invites", &[], Bot),
    op("list_channel_webhooks", Get, "/channels/{channel_id}/webhooks", &[], Bot),
    op("list_guild_application_command_permissions", Get, "/applications/{application_id}/guilds/{guild_id}/commands/permissions", &[], BotOrUser),
    op("list_guild_application_commands", Get, "/applications/{application_id}/guilds/{guild_id}/commands", &["with_localizations"], BotOrUser),
    op("list_guild_audit_log_entries", Get, "/guilds/{guild_id}/audit-logs", &["user_id", "target_id", "action_type", "before", "after", "limit"], Bot),
    op("list_guild_bans", Get, "/guilds/{guild_id}/bans", &["limit", "before", "after"], Bot),
    op("list_guild_channels", Get, "/guilds/{guild_id}/channels", &[], BotOrUser),
    op("list_guild_emojis", Get, "/guilds/{guild_id}/emojis", &[], Bot),
    op("list_guild_integrations", Get, "/guilds/{guild_id}/integrations", &[], Bot),
    op("list_guild_invites", Get, "/guilds/{guild_id}/invites", &[], Bot),
    op("list_guild_members", Get, "/guilds/{guild_id}/members", &["limit", "after"], Bot),
    op("list_guild_roles", Get, "/guilds/{guild_id}/roles", &[], Bot),
    op("list_guild_scheduled_event_exception_users", Get, "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/{guild_scheduled_event_exception_id}/users", &["with_member", "limit", "before", "after"], Bot),
    op("list_guild_scheduled_event_users", Get, "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/users", &["with_member", "limit", "before", "after"], Bot),
    op("list_guild_scheduled_events", Get, "/guilds/{guild_id}/scheduled-events", &["with_user_count"], Bot),
    op("list_guild_soundboard_sounds", Get, "/guilds/{guild_id}/soundboard-sounds", &[], Bot),
    op("list_guild_stickers", Get, "/guilds/{guild_id}/stickers", &[], Bot),
    op("list_guild_templates", Get, "/guilds/{guild_id}/templates", &[], Bot),
    op("list_guild_voice_regions", Get, "/guilds/{guild_id}/regions", &[], Bot),
    op("list_message_reactions_by_emoji", Get, "/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}", &["after", "limit", "type"], Bot),
    op("list_messages", Get, "/channels/{channel_id}/messages", &["around", "before", "after", "limit"], Bot),
    op("list_my_connections", Get, "/users/@me/connections", &[], BotOrUser),
    op("list_my_guilds", Get, "/users/@me/guilds", &["before", "after", "limit", "with_counts"], BotOrUser),
    op("list_my_private_archived_threads", Get, "/channels/{channel_id}/users/@me/threads/archived/private", &["before", "limit"], Bot),
    op("list_pins", Get, "/channels/{channel_id}/messages/pins", &["before", "limit"], Bot),
    op("list_private_archived_threads", Get, "/channels/{channel_id}/threads/archived/private", &["before", "limit"], Bot),
    op("list_public_archived_threads", Get, "/channels/{channel_id}/threads/archived/public", &["before", "limit"], Bot),
    op("list_sticker_packs", Get, "/sticker-packs", &[], Open),
    op("list_thread_members", Get, "/channels/{channel_id}/thread-members", &["with_member", "limit", "after"], Bot),
    op("list_voice_regions", Get, "/voice/regions", &[], Bot),
    op("partner_sdk_token", Post, "/partner-sdk/token", &[], Open),
    op("partner_sdk_unmerge_provisional_account", Post, "/partner-sdk/provisional-accounts/unmerge", &[], Open),
    op("poll_expire", Post, "/channels/{channel_id}/polls/{message_id}/expire", &[], Bot),
    op("preview_prune_guild", Get, "/guilds/{guild_id}/prune", &["days", "include_roles"], Bot),
    op("prune_guild", Post, "/guilds/{guild_id}/prune", &[], Bot),
    op("put_guilds_onboarding", Put, "/guilds/{guild_id}/onboarding", &[], Bot),
    op("search_guild_members", Get, "/guilds/{guild_id}/members/search", &["limit", "query"], Bot),
    op("send_soundboard_sound", Post, "/channels/{channel_id}/send-soundboard-sound", &[], Bot),
    op("set_channel_permission_overwrite", Put, "/channels/{channel_id}/permissions/{overwrite_id}", &[], Bot),
    op("set_guild_application_command_permissions", Put, "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}/permissions", &[], BotOrUser),
    op("sync_guild_template", Put, "/guilds/{guild_id}/templates/{code}", &[], Bot),
    op("thread_search", Get, "/channels/{channel_id}/threads/search", &["name", "slop", "min_id", "max_id", "tag", "tag_setting", "archived", "sort_by", "sort_order", "limit", "offset"], Bot),
    op("trigger_typing_indicator", Post, "/channels/{channel_id}/typing", &[], Bot),
    op("unban_user_from_guild", Delete, "/guilds/{guild_id}/bans/{user_id}", &[], Bot),
    op("update_application", Patch, "/applications/{application_id}", &[], Bot),
    op("update_application_command", Patch, "/applications/{application_id}/commands/{command_id}", &[], BotOrUser),
    op("update_application_emoji", Patch, "/applications/{application_id}/emojis/{emoji_id}", &[], Bot),
    op("update_application_role_connections_metadata", Put, "/applications/{application_id}/role-connections/metadata", &[], Bot),
    op("update_application_user_role_connection", Put, "/users/@me/applications/{application_id}/role-connection", &[], User),
    op("update_auto_moderation_rule", Patch, "/guilds/{guild_id}/auto-moderation/rules/{rule_id}", &[], Bot),
    op("update_channel", Patch, "/channels/{channel_id}", &[], Bot),
    op("update_guild", Patch, "/guilds/{guild_id}", &[], Bot),
    op("update_guild_application_command", Patch, "/applications/{application_id}/guilds/{guild_id}/commands/{command_id}", &[], BotOrUser),
    op("update_guild_emoji", Patch, "/guilds/{guild_id}/emojis/{emoji_id}", &[], Bot),
    op("update_guild_incident_actions", Put, "/guilds/{guild_id}/incident-actions", &[], Bot),
    op("update_guild_member", Patch, "/guilds/{guild_id}/members/{user_id}", &[], Bot),
    op("update_guild_role", Patch, "/guilds/{guild_id}/roles/{role_id}", &[], Bot),
    op("update_guild_scheduled_event", Patch, "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}", &[], Bot),
    op("update_guild_scheduled_event_exception", Patch, "/guilds/{guild_id}/scheduled-events/{guild_scheduled_event_id}/exceptions/{exception_id}", &[], Bot),
    op("update_guild_soundboard_sound", Patch, "/guilds/{guild_id}/soundboard-sounds/{sound_id}", &[], Bot),
    op("update_guild_sticker", Patch, "/guilds/{guild_id}/stickers/{sticker_id}", &[], Bot),
    op("update_guild_template", Patch, "/guilds/{guild_id}/templates/{code}", &[], Bot),
    op("update_guild_welcome_screen", Patch, "/guilds/{guild_id}/welcome-screen", &[], Bot),
    op("update_guild_widget_settings", Patch, "/guilds/{guild_id}/widget", &[], Bot),
    op("update_invite_target_users", Put, "/invites/{code}/target-users", &[], Bot),
    op("update_lobby_message_external_moderation_metadata", Put, "/lobbies/{lobby_id}/messages/{message_id}/moderation-metadata", &[], Bot),
    op("update_message", Patch, "/channels/{channel_id}/messages/{message_id}", &[], Bot),
    op("update_my_application", Patch, "/applications/@me", &[], Bot),
    op("update_my_guild_member", Patch, "/guilds/{guild_id}/members/@me", &[], Bot),
    op("update_my_user", Patch, "/users/@me", &[], Bot),
    op("update_original_webhook_message", Patch, "/webhooks/{webhook_id}/{webhook_token}/messages/@original", &["thread_id", "with_components"], Open),
    op("update_self_voice_state", Patch, "/guilds/{guild_id}/voice-states/@me", &[], Bot),
    op("update_stage_instance", Patch, "/stage-instances/{channel_id}", &[], Bot),
    op("update_user_message_external_moderation_metadata", Put, "/partner-sdk/dms/{user_id_1}/{user_id_2}/messages/{message_id}/moderation-metadata", &[], Bot),
    op("update_voice_channel_status", Put, "/channels/{channel_id}/voice-status", &[], Bot),
    op("update_voice_state", Patch, "/guilds/{guild_id}/voice-states/{user_id}", &[], Bot),
    op("update_webhook", Patch, "/webhooks/{webhook_id}", &[], Bot),
    op("update_webhook_by_token", Patch, "/webhooks/{webhook_id}/{webhook_token}", &[], Open),
    op("update_webhook_message", Patch, "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}", &["thread_id", "with_components"], Open),
    op("upload_application_attachment", Post, "/applications/{application_id}/attachment", &[], BotOrUser),
];
