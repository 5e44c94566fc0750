use mcp_discord::{
    discord::MemberEdit,
    tool::{Permissions, RoleRef},
};
use serde_json::json;

use super::{EndpointCase, NONE, ToolCase, scope};

scope!(Looks: Read []);
scope!(Edits: Write []);
scope!(RenamesItself: Write [CHANGE_NICKNAME]);
scope!(Renames: Write [MANAGE_NICKNAMES]);
scope!(TimesOut: Write [MODERATE_MEMBERS]);
scope!(Mutes: Write [MUTE_MEMBERS]);
scope!(Deafens: Write [DEAFEN_MEMBERS]);
scope!(Kicks: Destroy [KICK_MEMBERS]);
scope!(ManagesRoles: Write [MANAGE_ROLES]);

pub(super) const ENDPOINTS: &[EndpointCase] = &[
    EndpointCase {
        operation: "list_guild_members",
        option: None,
        says: "of a server that it is in",
        needs: NONE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Looks>();
                context.server(stage.server()).members(None, 10).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "search_guild_members",
        option: None,
        says: "by name",
        needs: NONE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Looks>();
                context.server(stage.server()).search_members("mira", 10).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "get_guild_member",
        option: None,
        says: "anybody",
        needs: NONE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Looks>();
                context.server(stage.server()).member(stage.member(None)).get().await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "update_my_guild_member",
        option: None,
        says: "its nickname",
        needs: Permissions::CHANGE_NICKNAME,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<RenamesItself>();
                context.server(stage.server()).rename_bot(Some("Helper")).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "update_guild_member",
        option: None,
        says: "nothing of it",
        needs: NONE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Edits>();
                context
                    .server(stage.server())
                    .member(stage.member(None))
                    .edit(MemberEdit::new())
                    .await
                    .map(drop)
            })
        },
    },
    EndpointCase {
        operation: "update_guild_member",
        option: Some("nickname"),
        says: "of another",
        needs: Permissions::MANAGE_NICKNAMES,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Renames>();
                let member = context.server(stage.server()).member(stage.member(None));
                member.edit(MemberEdit::new().nickname(Some("Mi".into()))).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "update_guild_member",
        option: Some("timeout"),
        says: "that is none",
        needs: Permissions::MODERATE_MEMBERS,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<TimesOut>();
                let member = context.server(stage.server()).member(stage.member(None));
                member.edit(MemberEdit::new().timeout(None)).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "update_guild_member",
        option: Some("mute"),
        says: "in voice",
        needs: Permissions::MUTE_MEMBERS,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Mutes>();
                let member = context.server(stage.server()).member(stage.member(None));
                member.edit(MemberEdit::new().mute(true)).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "update_guild_member",
        option: Some("deafen"),
        says: "in voice",
        needs: Permissions::DEAFEN_MEMBERS,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Deafens>();
                let member = context.server(stage.server()).member(stage.member(None));
                member.edit(MemberEdit::new().deafen(true)).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "delete_guild_member",
        option: None,
        says: "below the bot",
        needs: Permissions::KICK_MEMBERS,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Kicks>();
                context.server(stage.server()).member(stage.newcomer()).kick().await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "add_guild_member_role",
        option: None,
        says: "below the bot's",
        needs: Permissions::MANAGE_ROLES,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<ManagesRoles>();
                context
                    .server(stage.server())
                    .member(stage.member(None))
                    .add_role(&RoleRef::from(stage.new_role()))
                    .await
                    .map(drop)
            })
        },
    },
    EndpointCase {
        operation: "delete_guild_member_role",
        option: None,
        says: "below the bot's",
        needs: Permissions::MANAGE_ROLES,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<ManagesRoles>();
                let role = stage.new_role();
                let member = context.server(stage.server()).member(stage.member(Some(role)));
                member.remove_role(&RoleRef::from(role)).await
            })
        },
    },
];

pub(super) const TOOLS: &[ToolCase] = &[
    ToolCase {
        tool: "list_members",
        says: "of a server that it is in",
        needs: NONE,
        arguments: |stage| json!({ "server_id": stage.server }),
    },
    ToolCase {
        tool: "search_members",
        says: "by name",
        needs: NONE,
        arguments: |stage| json!({ "server_id": stage.server, "query": "mira" }),
    },
    ToolCase {
        tool: "get_member",
        says: "anybody",
        needs: NONE,
        arguments: |stage| json!({ "user_id": stage.member(None) }),
    },
    ToolCase {
        tool: "get_user_info",
        says: "anybody",
        needs: NONE,
        arguments: |stage| json!({ "user_id": stage.person }),
    },
    ToolCase {
        tool: "edit_member",
        says: "the bot's own nickname",
        needs: Permissions::CHANGE_NICKNAME,
        arguments: |stage| json!({ "user_id": stage.bot(), "nickname": "Helper" }),
    },
    ToolCase {
        tool: "edit_member",
        says: "somebody's nickname",
        needs: Permissions::MANAGE_NICKNAMES,
        arguments: |stage| json!({ "user_id": stage.member(None), "nickname": "Mi" }),
    },
    ToolCase {
        tool: "edit_member",
        says: "muting",
        needs: Permissions::MUTE_MEMBERS,
        arguments: |stage| json!({ "user_id": stage.member(None), "mute": true }),
    },
    ToolCase {
        tool: "edit_member",
        says: "deafening",
        needs: Permissions::DEAFEN_MEMBERS,
        arguments: |stage| json!({ "user_id": stage.member(None), "deafen": false }),
    },
    ToolCase {
        tool: "add_role",
        says: "below the bot's",
        needs: Permissions::MANAGE_ROLES,
        arguments: |stage| json!({ "user_id": stage.member(None), "role_id": stage.new_role() }),
    },
    ToolCase {
        tool: "remove_role",
        says: "below the bot's",
        needs: Permissions::MANAGE_ROLES,
        arguments: |stage| {
            let role = stage.new_role();
            json!({ "user_id": stage.member(Some(role)), "role_id": role })
        },
    },
];
