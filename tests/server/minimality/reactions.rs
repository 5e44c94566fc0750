use mcp_discord::tool::{EmojiRef, Permissions, UserRef};
use serde_json::json;

use super::{EndpointCase, READ, ToolCase, VIEW, scope};

scope!(TakesBack: Write [VIEW_CHANNEL]);
scope!(Reacts: Write [VIEW_CHANNEL, READ_MESSAGE_HISTORY, ADD_REACTIONS]);
scope!(ListsReactions: Read [VIEW_CHANNEL]);
scope!(Clears: Destroy [VIEW_CHANNEL, MANAGE_MESSAGES]);

const MANAGE: Permissions = VIEW.union(Permissions::MANAGE_MESSAGES);

fn thumb() -> EmojiRef {
    serde_json::from_value(json!("👍")).unwrap()
}

pub(super) const ENDPOINTS: &[EndpointCase] = &[
    EndpointCase {
        operation: "add_my_message_reaction",
        option: None,
        says: "as the first",
        needs: READ.union(Permissions::ADD_REACTIONS),
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Reacts>();
                context.channel(stage.channel()).message(stage.theirs()).react(&thumb()).await
            })
        },
    },
    EndpointCase {
        operation: "add_my_message_reaction",
        option: None,
        says: "after somebody else",
        needs: READ,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Reacts>();
                context.channel(stage.channel()).message(stage.reacted_to()).react(&thumb()).await
            })
        },
    },
    EndpointCase {
        operation: "delete_my_message_reaction",
        option: None,
        says: "of its own",
        needs: VIEW,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<TakesBack>();
                context.channel(stage.channel()).message(stage.reacted_to_by_bot()).unreact(&thumb()).await
            })
        },
    },
    EndpointCase {
        operation: "list_message_reactions_by_emoji",
        option: None,
        says: "of somebody",
        needs: VIEW,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<ListsReactions>();
                context
                    .channel(stage.channel())
                    .message(stage.reacted_to())
                    .reactions(&thumb(), None, 5)
                    .await
                    .map(drop)
            })
        },
    },
    EndpointCase {
        operation: "delete_user_message_reaction",
        option: None,
        says: "of somebody else",
        needs: MANAGE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Clears>();
                let user = UserRef::from(stage.person());
                context
                    .channel(stage.channel())
                    .message(stage.reacted_to())
                    .clear_reaction_of(&thumb(), &user)
                    .await
            })
        },
    },
    EndpointCase {
        operation: "delete_all_message_reactions_by_emoji",
        option: None,
        says: "of somebody else",
        needs: MANAGE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Clears>();
                context.channel(stage.channel()).message(stage.reacted_to()).clear_emoji(&thumb()).await
            })
        },
    },
    EndpointCase {
        operation: "delete_all_message_reactions",
        option: None,
        says: "of somebody else",
        needs: MANAGE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Clears>();
                context.channel(stage.channel()).message(stage.reacted_to()).clear_reactions().await
            })
        },
    },
];

pub(super) const TOOLS: &[ToolCase] = &[
    ToolCase {
        tool: "add_reaction",
        says: "as the first",
        needs: READ.union(Permissions::ADD_REACTIONS),
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.theirs(), "emoji": "👍" }),
    },
    ToolCase {
        tool: "add_reaction",
        says: "after somebody else",
        needs: READ,
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.reacted_to(), "emoji": "👍" }),
    },
    ToolCase {
        tool: "add_multiple_reactions",
        says: "as the first",
        needs: READ.union(Permissions::ADD_REACTIONS),
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.theirs(), "emojis": ["👍", "🎉"] }),
    },
    ToolCase {
        tool: "remove_reaction",
        says: "of its own",
        needs: VIEW,
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.reacted_to_by_bot(), "emoji": "👍" }),
    },
    ToolCase {
        tool: "list_reactions",
        says: "with their users",
        needs: VIEW,
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.reacted_to(), "emoji": "👍" }),
    },
    ToolCase {
        tool: "list_reactions",
        says: "with their counts",
        needs: READ,
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.reacted_to() }),
    },
    ToolCase {
        tool: "clear_reactions",
        says: "altogether",
        needs: MANAGE,
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.reacted_to() }),
    },
    ToolCase {
        tool: "clear_reactions",
        says: "of an emoji",
        needs: MANAGE,
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.reacted_to(), "emoji": "👍" }),
    },
    ToolCase {
        tool: "clear_reactions",
        says: "of a user",
        needs: MANAGE,
        arguments: |stage| {
            json!({
                "channel_id": stage.channel, "message_id": stage.reacted_to(), "emoji": "👍", "user_id": stage.person,
            })
        },
    },
];
