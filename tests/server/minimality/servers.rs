use serde_json::json;

use super::{EndpointCase, NONE, ToolCase, scope};

scope!(Looks: Read []);

pub(super) const ENDPOINTS: &[EndpointCase] = &[EndpointCase {
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
}];

pub(super) const TOOLS: &[ToolCase] =
    &[ToolCase { tool: "list_servers", says: "all", needs: NONE, arguments: |_| json!({}) }];
