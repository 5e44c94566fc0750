use mcp_discord::tool::{Permissions, ToolError};
use serde_json::json;

use super::{EndpointCase, READ, ToolCase, VIEW, scope};

scope!(Pins: Write [VIEW_CHANNEL, PIN_MESSAGES]);
scope!(ListsPins: Read [VIEW_CHANNEL, READ_MESSAGE_HISTORY]);

const PIN: Permissions = VIEW.union(Permissions::PIN_MESSAGES);

pub(super) const ENDPOINTS: &[EndpointCase] = &[
    EndpointCase {
        operation: "list_pins",
        option: None,
        says: "that are there",
        needs: READ,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<ListsPins>();
                stage.pinned();
                let pins = context.channel(stage.channel()).pins(None, 5).await?;
                // Without the permission to read them Discord returns none, and no error.
                if pins.items.is_empty() { Err(ToolError::refused("no pins")) } else { Ok(()) }
            })
        },
    },
    EndpointCase {
        operation: "create_pin",
        option: None,
        says: "of somebody else",
        needs: PIN,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Pins>();
                context.channel(stage.channel()).message(stage.theirs()).pin().await
            })
        },
    },
    EndpointCase {
        operation: "delete_pin",
        option: None,
        says: "of somebody else",
        needs: PIN,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Pins>();
                context.channel(stage.channel()).message(stage.pinned()).unpin().await
            })
        },
    },
];

pub(super) const TOOLS: &[ToolCase] = &[
    ToolCase {
        tool: "list_pins",
        says: "that are there",
        needs: READ,
        arguments: |stage| {
            stage.pinned();
            json!({ "channel_id": stage.channel })
        },
    },
    ToolCase {
        tool: "pin_message",
        says: "of somebody else",
        needs: PIN,
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.theirs() }),
    },
    ToolCase {
        tool: "pin_message",
        says: "off again",
        needs: PIN,
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.pinned(), "pinned": false }),
    },
];
