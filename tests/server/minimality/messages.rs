use mcp_discord::{
    discord::{Around, Draft, Embed, File, MessageEdit, PostDraft},
    tool::{Permissions, ToolError},
};
use serde_json::json;

use super::{EndpointCase, READ, SEND, SEND_IN_THREAD, ToolCase, VIEW, scope};

scope!(Sends: Write [VIEW_CHANNEL, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS]);
scope!(SendsFiles: Write [VIEW_CHANNEL, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, ATTACH_FILES]);
scope!(SendsEmbeds: Write [VIEW_CHANNEL, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, EMBED_LINKS]);
scope!(Replies: Write [VIEW_CHANNEL, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, READ_MESSAGE_HISTORY]);
scope!(Posts: Write [VIEW_CHANNEL, SEND_MESSAGES]);
scope!(ReadsMessages: Read [VIEW_CHANNEL, READ_MESSAGE_HISTORY]);
scope!(Deletes: Destroy [VIEW_CHANNEL, MANAGE_MESSAGES]);
scope!(Edits: Write [VIEW_CHANNEL, MANAGE_MESSAGES]);
scope!(Publishes: Write [VIEW_CHANNEL, SEND_MESSAGES, MANAGE_MESSAGES]);

const MANAGE: Permissions = VIEW.union(Permissions::MANAGE_MESSAGES);

pub(super) const ENDPOINTS: &[EndpointCase] = &[
    EndpointCase {
        operation: "create_message",
        option: None,
        says: "in a channel",
        needs: SEND,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Sends>();
                context.channel(stage.channel()).send(Draft::text("hello")).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "create_message",
        option: None,
        says: "in a thread",
        needs: SEND_IN_THREAD,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Sends>();
                context.channel(stage.thread()).send(Draft::text("hello")).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "create_message",
        option: Some("files"),
        says: "with a file",
        needs: SEND.union(Permissions::ATTACH_FILES),
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<SendsFiles>();
                let file = File { name: "a.txt".into(), content: "a".into(), content_type: None };
                context.channel(stage.channel()).send(Draft::text("").files(vec![file])).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "create_message",
        option: Some("embeds"),
        says: "with an embed",
        needs: SEND.union(Permissions::EMBED_LINKS),
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<SendsEmbeds>();
                let embed = Embed { title: Some("Build".into()), ..Embed::default() };
                context.channel(stage.channel()).send(Draft::text("").embeds(vec![embed])).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "create_message",
        option: Some("reply"),
        says: "in answer to another",
        needs: SEND.union(Permissions::READ_MESSAGE_HISTORY),
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Replies>();
                let draft = Draft::text("yes").reply_to(stage.theirs());
                context.channel(stage.channel()).send(draft).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "create_thread",
        option: None,
        says: "a forum post",
        needs: SEND,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Posts>();
                let post = PostDraft::new("Title", Draft::text("text"));
                context.channel(stage.forum()).create_post(post).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "list_messages",
        option: None,
        says: "that are there",
        needs: READ,
        run: |stage| {
            Box::pin(async {
                stage.theirs();
                let context = stage.session.discord().context::<ReadsMessages>();
                let messages = context.channel(stage.channel()).messages(Around::Newest, 5).await?;
                // Without the permission to read them Discord returns none, and no error.
                if messages.is_empty() { Err(ToolError::refused("no messages")) } else { Ok(()) }
            })
        },
    },
    EndpointCase {
        operation: "delete_message",
        option: None,
        says: "of its own",
        needs: VIEW,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Deletes>();
                context.channel(stage.channel()).message(stage.own()).delete().await
            })
        },
    },
    EndpointCase {
        operation: "delete_message",
        option: None,
        says: "of somebody else",
        needs: VIEW.union(Permissions::MANAGE_MESSAGES),
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Deletes>();
                context.channel(stage.channel()).message(stage.theirs()).delete().await
            })
        },
    },
    EndpointCase {
        operation: "get_message",
        option: None,
        says: "that is there",
        needs: READ,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<ReadsMessages>();
                context.channel(stage.channel()).message(stage.theirs()).get().await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "update_message",
        option: None,
        says: "of its own",
        needs: VIEW,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Edits>();
                let edit = MessageEdit { content: Some("better".into()), ..MessageEdit::default() };
                context.channel(stage.channel()).message(stage.own()).edit(edit).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "update_message",
        option: None,
        says: "of somebody else, to hide previews",
        needs: MANAGE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Edits>();
                let edit = MessageEdit { suppress_embeds: Some(true), ..MessageEdit::default() };
                context.channel(stage.channel()).message(stage.theirs()).edit(edit).await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "crosspost_message",
        option: None,
        says: "of its own",
        needs: SEND,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Publishes>();
                let (channel, message) = stage.announced(true);
                context.channel(channel).message(message).publish().await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "crosspost_message",
        option: None,
        says: "of somebody else",
        needs: SEND.union(MANAGE),
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Publishes>();
                let (channel, message) = stage.announced(false);
                context.channel(channel).message(message).publish().await.map(drop)
            })
        },
    },
    EndpointCase {
        operation: "bulk_delete_messages",
        option: None,
        says: "of somebody else",
        needs: MANAGE,
        run: |stage| {
            Box::pin(async {
                let context = stage.session.discord().context::<Deletes>();
                context.channel(stage.channel()).delete_messages(&[stage.theirs(), stage.theirs()]).await
            })
        },
    },
];

pub(super) const TOOLS: &[ToolCase] = &[
    ToolCase {
        tool: "send_message",
        says: "in a channel",
        needs: SEND,
        arguments: |stage| json!({ "channel_id": stage.channel, "content": "hello" }),
    },
    ToolCase {
        tool: "send_message",
        says: "in a thread",
        needs: SEND_IN_THREAD,
        arguments: |stage| json!({ "channel_id": stage.thread, "content": "hello" }),
    },
    ToolCase {
        tool: "send_message",
        says: "in answer to another",
        needs: SEND.union(Permissions::READ_MESSAGE_HISTORY),
        arguments: |stage| json!({ "channel_id": stage.channel, "content": "yes", "reply_to": stage.theirs() }),
    },
    ToolCase {
        tool: "send_message",
        says: "with an embed",
        needs: SEND.union(Permissions::EMBED_LINKS),
        arguments: |stage| json!({ "channel_id": stage.channel, "embeds": [{ "title": "Build" }] }),
    },
    ToolCase {
        tool: "send_message",
        says: "with a file",
        needs: SEND.union(Permissions::ATTACH_FILES),
        arguments: |stage| json!({ "channel_id": stage.channel, "files": [stage.files.path().join("report.txt")] }),
    },
    ToolCase {
        tool: "send_message",
        says: "as a post",
        needs: SEND,
        arguments: |stage| json!({ "channel_id": stage.forum, "title": "Title", "content": "text" }),
    },
    ToolCase {
        tool: "read_messages",
        says: "that are there",
        needs: READ,
        arguments: |stage| {
            stage.theirs();
            json!({ "channel_id": stage.channel, "limit": 5 })
        },
    },
    ToolCase {
        tool: "delete_message",
        says: "of its own",
        needs: VIEW,
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.own() }),
    },
    ToolCase {
        tool: "delete_message",
        says: "of somebody else",
        needs: VIEW.union(Permissions::MANAGE_MESSAGES),
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.theirs() }),
    },
    ToolCase {
        tool: "send_message",
        says: "as a post with a tag by its name",
        needs: SEND,
        arguments: |stage| json!({ "channel_id": stage.forum, "title": "Title", "content": "text", "tags": ["Bug"] }),
    },
    ToolCase {
        tool: "reply_to_message",
        says: "in a channel",
        needs: SEND.union(READ),
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.theirs(), "content": "yes" }),
    },
    ToolCase {
        tool: "reply_to_message",
        says: "in a thread",
        needs: SEND_IN_THREAD.union(READ),
        arguments: |stage| json!({ "channel_id": stage.thread, "message_id": stage.in_thread(), "content": "yes" }),
    },
    ToolCase {
        tool: "get_message",
        says: "that is there",
        needs: READ,
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.theirs() }),
    },
    ToolCase {
        tool: "edit_message",
        says: "of its own",
        needs: VIEW,
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.own(), "content": "better" }),
    },
    ToolCase {
        tool: "edit_message",
        says: "of somebody else, to hide previews",
        needs: MANAGE,
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.theirs(), "suppress_embeds": true }),
    },
    ToolCase {
        tool: "publish_message",
        says: "of its own",
        needs: SEND,
        arguments: |stage| {
            let (channel, message) = stage.announced(true);
            json!({ "channel_id": channel.to_string(), "message_id": message })
        },
    },
    ToolCase {
        tool: "publish_message",
        says: "of somebody else",
        needs: SEND.union(MANAGE),
        arguments: |stage| {
            let (channel, message) = stage.announced(false);
            json!({ "channel_id": channel.to_string(), "message_id": message })
        },
    },
    ToolCase {
        tool: "delete_messages",
        says: "of somebody else",
        needs: MANAGE,
        arguments: |stage| json!({ "channel_id": stage.channel, "message_ids": [stage.theirs(), stage.theirs()] }),
    },
    ToolCase {
        tool: "get_attachment",
        says: "that is there",
        needs: READ,
        arguments: |stage| json!({ "channel_id": stage.channel, "message_id": stage.with_file("notes.md") }),
    },
    ToolCase {
        tool: "download_attachment",
        says: "that is there",
        needs: READ,
        arguments: |stage| {
            // Each time another name, since nothing is overwritten.
            let name = format!("{}.md", stage.theirs());
            json!({ "channel_id": stage.channel, "message_id": stage.with_file(&name) })
        },
    },
];
