use mcp_discord::{discord::Draft, tool::UserRef};
use serde_json::json;

use super::{EndpointCase, NONE, ToolCase, scope};

scope!(Writes: Write []);

pub(super) const ENDPOINTS: &[EndpointCase] = &[
    EndpointCase {
        operation: "create_dm",
        option: None,
        says: "with a person",
        needs: NONE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Writes>();
                context.account().open_direct(&UserRef::from(stage.person())).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "create_message",
        option: Some("direct"),
        says: "to a person",
        needs: NONE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Writes>();
                let channel = context.account().open_direct(&UserRef::from(stage.person())).await?;
                context.direct_messages(&channel)?.send(Draft::text("hello")).await.map(drop)
            })
        },
    },
];

pub(super) const TOOLS: &[ToolCase] = &[ToolCase {
    tool: "send_direct_message",
    says: "to a person",
    needs: NONE,
    arguments: |stage| json!({ "user_id": stage.person, "content": "hello" }),
}];
