use mcp_discord::{
    discord::{Search, model::SearchAnswer},
    tool::ToolError,
};
use serde_json::json;

use super::{EndpointCase, READ, ToolCase, scope};

scope!(Searches: Read [VIEW_CHANNEL, READ_MESSAGE_HISTORY]);

pub(super) const ENDPOINTS: &[EndpointCase] = &[EndpointCase {
    operation: "guild_search",
    option: None,
    says: "that are there",
    needs: READ,
    run: |stage| {
        Box::pin(async {
            stage.theirs();
            let context = stage.session.discord().context::<Searches>();
            let search = Search { limit: 5, ..Search::default() };
            match context.server(stage.server()).search(&search).await? {
                SearchAnswer::Found(page) if !page.messages.is_empty() => Ok(()),
                // What the bot may not read is left out, and no error.
                other => Err(ToolError::refused(format!("no messages: {other:?}"))),
            }
        })
    },
}];

pub(super) const TOOLS: &[ToolCase] = &[
    ToolCase {
        tool: "search_messages",
        says: "of a server",
        needs: READ,
        arguments: |stage| {
            stage.theirs();
            json!({ "server_id": stage.server, "content": "question" })
        },
    },
    ToolCase {
        tool: "search_messages",
        says: "of a channel",
        needs: READ,
        arguments: |stage| {
            stage.theirs();
            json!({ "channel_id": [stage.channel], "content": "question" })
        },
    },
];
