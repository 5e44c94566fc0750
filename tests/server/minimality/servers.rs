use serde_json::json;

use super::{EndpointCase, NONE, ToolCase, scope};

scope!(Looks: Read []);

pub(super) const ENDPOINTS: &[EndpointCase] = &[
    EndpointCase {
        operation: "list_my_guilds",
        option: None,
        says: "all",
        needs: NONE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Looks>();
                context.account().servers(None).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "get_guild",
        option: None,
        says: "that it is in",
        needs: NONE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Looks>();
                context.server(stage.server()).get().await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "get_user",
        option: None,
        says: "anybody",
        needs: NONE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Looks>();
                context.user(stage.person()).get().await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "get_my_user",
        option: None,
        says: "itself",
        needs: NONE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Looks>();
                context.account().get().await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "get_my_application",
        option: None,
        says: "its own",
        needs: NONE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Looks>();
                context.account().application().await.map(drop)
            })
        },
    },
];

pub(super) const TOOLS: &[ToolCase] = &[
    ToolCase { tool: "list_servers", says: "all", needs: NONE, arguments: |_| json!({}) },
    ToolCase {
        tool: "get_server_info",
        says: "of a server that it is in",
        needs: NONE,
        arguments: |stage| json!({ "server_id": stage.server }),
    },
    ToolCase { tool: "get_self_info", says: "itself", needs: NONE, arguments: |_| json!({}) },
    ToolCase { tool: "get_invite_link", says: "its own", needs: NONE, arguments: |_| json!({}) },
    ToolCase {
        tool: "explain_permissions",
        says: "of a member in a channel that the bot can't see",
        needs: NONE,
        arguments: |stage| json!({ "channel_id": stage.channel, "user_id": stage.member(None) }),
    },
];
