//! The world as JSON, in the shapes of Discord's API.

use serde_json::{Value, json};

use super::{
    Ban, Channel, ChannelType, CustomEmoji, Invite, Member, Message, Overwrite, OverwriteTarget, Role,
    Server, ThreadMember, User, World, timestamp,
};
use crate::sandbox::{Snowflake, permissions};

impl User {
    pub(in crate::sandbox) fn to_json(&self) -> Value {
        json!({
            "id": self.id,
            "username": self.username,
            "global_name": self.global_name,
            "discriminator": if self.bot { "0001" } else { "0" },
            "avatar": null,
            "banner": null,
            "accent_color": null,
            "avatar_decoration_data": null,
            "collectibles": null,
            "primary_guild": null,
            "public_flags": 0,
            "flags": 0,
            "bot": self.bot,
        })
    }
}

impl Role {
    pub(in crate::sandbox) fn to_json(&self) -> Value {
        let mut role = json!({
            "id": self.id,
            "name": self.name,
            "permissions": self.permissions.to_string(),
            "position": self.position,
            "color": self.color,
            "colors": { "primary_color": self.color, "secondary_color": null, "tertiary_color": null },
            "hoist": self.hoist,
            "managed": self.bot.is_some(),
            "mentionable": self.mentionable,
            "icon": null,
            "unicode_emoji": null,
            "flags": 0,
        });
        if let Some(bot) = self.bot {
            role["tags"] = json!({ "bot_id": bot });
        }
        role
    }
}

impl Overwrite {
    fn to_json(self) -> Value {
        json!({
            "id": self.target.id(),
            "type": u8::from(matches!(self.target, OverwriteTarget::Member(_))),
            "allow": self.allow.to_string(),
            "deny": self.deny.to_string(),
        })
    }
}

impl CustomEmoji {
    fn to_json(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "roles": [],
            "require_colons": true,
            "managed": false,
            "animated": self.animated,
            "available": true,
        })
    }
}

impl Server {
    pub(in crate::sandbox) fn to_json(&self, with_counts: bool) -> Value {
        let mut json = json!({
            "id": self.id,
            "name": self.name,
            "icon": null,
            "description": self.description,
            "home_header": null,
            "splash": null,
            "discovery_splash": null,
            "features": ["COMMUNITY", "NEWS"],
            "banner": null,
            "owner_id": self.owner,
            "application_id": null,
            "region": "us-east",
            "afk_channel_id": null,
            "afk_timeout": 300,
            "system_channel_id": null,
            "system_channel_flags": 0,
            "widget_enabled": false,
            "widget_channel_id": null,
            "verification_level": 1,
            "roles": self.roles.values().map(Role::to_json).collect::<Vec<_>>(),
            "default_message_notifications": 1,
            "mfa_level": self.mfa_level,
            "explicit_content_filter": 2,
            "max_presences": null,
            "max_members": 500_000,
            "max_stage_video_channel_users": 50,
            "max_video_channel_users": 25,
            "vanity_url_code": null,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "preferred_locale": "en-US",
            "rules_channel_id": null,
            "safety_alerts_channel_id": null,
            "public_updates_channel_id": null,
            "premium_progress_bar_enabled": false,
            "nsfw": false,
            "nsfw_level": 0,
            "emojis": self.emojis.values().map(CustomEmoji::to_json).collect::<Vec<_>>(),
            "stickers": [],
            "incidents_data": null,
        });
        if with_counts {
            json["approximate_member_count"] = self.members.len().into();
            json["approximate_presence_count"] = self.members.len().div_ceil(2).into();
        }
        json
    }

    /// The server as a list of one's own servers has it.
    pub(in crate::sandbox) fn to_partial_json(&self, member: &Member, with_counts: bool) -> Value {
        let mut json = json!({
            "id": self.id,
            "name": self.name,
            "icon": null,
            "banner": null,
            "owner": self.owner == member.user,
            "permissions": permissions::in_server(self, member, super::now_ms()).to_string(),
            "features": ["COMMUNITY", "NEWS"],
        });
        if with_counts {
            json["approximate_member_count"] = self.members.len().into();
            json["approximate_presence_count"] = self.members.len().div_ceil(2).into();
        }
        json
    }
}

impl World {
    /// A user, or Discord's stand-in for one that is gone.
    pub(in crate::sandbox) fn user_json(&self, user: Snowflake) -> Value {
        self.users.get(&user).map_or_else(|| User::person(user, "deleted_user").to_json(), User::to_json)
    }

    pub(in crate::sandbox) fn member_json(&self, member: &Member) -> Value {
        json!({
            "user": self.user_json(member.user),
            "nick": member.nick,
            "avatar": null,
            "banner": null,
            "avatar_decoration_data": null,
            "roles": member.roles,
            "joined_at": timestamp(member.joined_at_ms),
            "premium_since": null,
            "pending": false,
            "communication_disabled_until": member.timed_out_until_ms.map(timestamp),
            "flags": 0,
            "mute": member.mute,
            "deaf": member.deaf,
        })
    }

    pub(in crate::sandbox) fn ban_json(&self, ban: &Ban) -> Value {
        json!({ "user": self.user_json(ban.user), "reason": ban.reason })
    }

    pub(in crate::sandbox) fn channel_json(&self, channel: &Channel, viewer: Snowflake) -> Value {
        match (&channel.thread, channel.server) {
            (Some(_), _) => self.thread_json(channel, viewer),
            (None, Some(_)) => server_channel_json(channel),
            (None, None) => json!({
                "id": channel.id,
                "type": channel.kind as u8,
                "flags": channel.flags,
                "last_message_id": channel.last_message,
                "last_pin_timestamp": channel.last_pin_at_ms.map(timestamp),
                "recipients": channel.recipients.iter().map(|user| self.user_json(*user)).collect::<Vec<_>>(),
            }),
        }
    }

    pub(super) fn thread_json(&self, channel: &Channel, viewer: Snowflake) -> Value {
        let Some(thread) = &channel.thread else { return Value::Null };
        let counted = |message: &&Message| message.id != channel.id;
        let messages = self.messages(channel.id).filter(counted).count();
        let mut json = json!({
            "id": channel.id,
            "type": channel.kind as u8,
            "guild_id": channel.server,
            "parent_id": channel.parent,
            "owner_id": thread.owner,
            "name": channel.name,
            "flags": channel.flags,
            "last_message_id": channel.last_message,
            "last_pin_timestamp": channel.last_pin_at_ms.map(timestamp),
            "rate_limit_per_user": channel.slow_mode_seconds,
            "message_count": messages,
            "member_count": thread.members.len().min(50),
            "total_message_sent": thread.total_messages,
            "applied_tags": thread.applied_tags,
            "thread_metadata": {
                "archived": thread.archived,
                "archive_timestamp": timestamp(thread.archive_changed_at_ms),
                "auto_archive_duration": thread.auto_archive_minutes,
                "locked": thread.locked,
                "create_timestamp": timestamp(channel.id.unix_ms()),
            },
        });
        if channel.kind == ChannelType::PrivateThread {
            json["thread_metadata"]["invitable"] = thread.invitable.into();
        }
        if let Some(member) = thread.members.get(&viewer) {
            json["member"] = thread_member_json(channel.id, *member);
        }
        json
    }

    pub(in crate::sandbox) fn invite_json(&self, invite: &Invite) -> Value {
        let expires_at = (invite.max_age > 0)
            .then(|| timestamp(invite.created_at_ms.saturating_add(invite.max_age.saturating_mul(1_000))));
        let server = self.servers.get(&invite.server);
        let channel = self.channels.get(&invite.channel);
        json!({
            "type": 0,
            "code": invite.code,
            "inviter": self.user_json(invite.inviter),
            "created_at": timestamp(invite.created_at_ms),
            "expires_at": expires_at,
            "max_age": invite.max_age,
            "max_uses": invite.max_uses,
            "uses": 0,
            "temporary": invite.temporary,
            "guild_id": invite.server,
            "guild": {
                "id": invite.server,
                "name": server.map_or("", |server| &server.name),
                "splash": null,
                "banner": null,
                "description": server.and_then(|server| server.description.as_deref()),
                "icon": null,
                "features": ["COMMUNITY", "NEWS"],
                "verification_level": 1,
                "vanity_url_code": null,
                "nsfw_level": 0,
                "nsfw": false,
                "premium_subscription_count": 0,
            },
            "channel": {
                "id": invite.channel,
                "type": channel.map_or(0, |channel| channel.kind as u8),
                "name": channel.map(|channel| &channel.name),
            },
        })
    }
}

fn server_channel_json(channel: &Channel) -> Value {
    let mut json = json!({
        "id": channel.id,
        "type": channel.kind as u8,
        "guild_id": channel.server,
        "name": channel.name,
        "parent_id": channel.parent,
        "position": channel.position,
        "flags": channel.flags,
        "nsfw": channel.nsfw,
        "permission_overwrites": channel.overwrites.iter().map(|overwrite| overwrite.to_json()).collect::<Vec<_>>(),
    });
    if channel.kind != ChannelType::Category {
        json["last_message_id"] = json!(channel.last_message);
        json["rate_limit_per_user"] = channel.slow_mode_seconds.into();
    }
    if channel.kind.has_voice() {
        json["bitrate"] = channel.bitrate.into();
        json["user_limit"] = channel.user_limit.into();
        json["rtc_region"] = json!(channel.rtc_region);
        json["video_quality_mode"] = channel.video_quality_mode.into();
    } else if channel.kind != ChannelType::Category {
        json["topic"] = json!(channel.topic);
        json["default_thread_rate_limit_per_user"] = channel.default_thread_slow_mode_seconds.into();
        if let Some(minutes) = channel.default_auto_archive_minutes {
            json["default_auto_archive_duration"] = minutes.into();
        }
    }
    if channel.kind.is_forum() {
        json["available_tags"] = channel
            .tags
            .iter()
            .map(|tag| {
                json!({
                    "id": tag.id,
                    "name": tag.name,
                    "moderated": tag.moderated,
                    "emoji_id": null,
                    "emoji_name": tag.emoji,
                })
            })
            .collect();
        json["default_reaction_emoji"] = channel.default_reaction.as_ref().map_or(
            Value::Null,
            |reaction| json!({ "emoji_id": reaction.emoji_id, "emoji_name": reaction.emoji_name }),
        );
        json["default_sort_order"] = json!(channel.default_sort_order);
        json["default_forum_layout"] = channel.default_forum_layout.into();
    } else if channel.kind.holds_messages() {
        json["last_pin_timestamp"] = json!(channel.last_pin_at_ms.map(timestamp));
    }
    json
}

pub(in crate::sandbox) fn thread_member_json(thread: Snowflake, member: ThreadMember) -> Value {
    json!({
        "id": thread,
        "user_id": member.user,
        "join_timestamp": timestamp(member.joined_at_ms),
        "flags": 1,
    })
}
