use serde_json::json;

use super::{EndpointCase, NONE, ToolCase, VIEW, scope};

scope!(Sees: Read [VIEW_CHANNEL]);
scope!(Looks: Read []);

pub(super) const ENDPOINTS: &[EndpointCase] = &[
    EndpointCase {
        operation: "get_channel",
        option: None,
        says: "that it sees",
        needs: VIEW,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Sees>();
                context.channel(stage.channel()).get().await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "list_guild_channels",
        option: None,
        says: "of a server that it is in",
        needs: NONE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Looks>();
                context.server(stage.server()).channels().await.map(drop)
            })
        },
    },
];

pub(super) const TOOLS: &[ToolCase] = &[ToolCase {
    tool: "list_channels",
    says: "of a server",
    needs: NONE,
    arguments: |stage| json!({ "server_id": stage.server }),
}];
