//! Sending.

use mcp_discord::{
    discord::DiscordSettings,
    sandbox::{ChannelType, OverwriteTarget, permissions},
};
use serde_json::json;

use crate::workspace::{workspace, workspace_with};

/// The message flag for "no notification".
const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;

#[tokio::test]
async fn a_message_that_was_sent_is_in_the_channel_and_is_read_back() {
    let workspace = workspace().await;
    let sent =
        workspace.done("send_message", json!({ "channel_id": "#general", "content": "hello there" })).await;
    assert!(sent.text.starts_with("Message sent successfully. Message ID: "), "{}", sent.text);
    let log = workspace.sandbox().write_log();
    assert_eq!(log.len(), 1);
    assert_eq!(log[0].target.content.as_deref(), Some("hello there"));
    let id = log[0].target.message.unwrap().to_string();
    assert_eq!(sent.structured.unwrap()["message_ids"], json!([id]));

    let read = workspace.done("read_messages", json!({ "channel_id": "#general", "limit": 1 })).await;
    assert!(read.text.contains(&format!("[{id}]")) && read.text.contains("hello there"), "{}", read.text);
    workspace.finish();
}

#[tokio::test]
async fn a_long_text_is_split_in_order_and_its_code_fence_stays_whole() {
    let workspace = workspace().await;
    let channel = workspace.channel("artifacts");
    let code = (0..200).map(|n| format!("let line_{n} = {n};\n")).collect::<Vec<_>>().concat();
    let text = format!("The generated file:\n```rust\n{code}```\nThat is all.");
    let before = workspace.sandbox().world().messages(channel).count();
    let sent = workspace.done("send_message", json!({ "channel_id": channel, "content": text })).await;

    let parts: Vec<_> = workspace.sandbox().world().messages(channel).skip(before).cloned().collect();
    assert!(parts.len() > 1 && sent.text.contains(&format!("in {} parts", parts.len())), "{}", sent.text);
    let ids: Vec<_> = parts.iter().map(|part| part.id.to_string()).collect();
    assert_eq!(sent.structured.unwrap()["message_ids"], json!(ids));
    for part in &parts {
        assert!(part.content.chars().count() <= 2_000);
        assert_eq!(part.content.matches("```").count(), 2, "{}", part.content);
    }
    let all: String = parts.iter().map(|part| part.content.clone() + "\n").collect();
    let places: Vec<_> = (0..200).map(|n| all.find(&format!("line_{n} =")).unwrap()).collect();
    assert!(places.is_sorted());
    workspace.finish();
}

#[tokio::test]
async fn an_answer_refers_to_its_message_and_pings_its_author_only_when_asked() {
    let workspace = workspace().await;
    let (channel, jonas) = (workspace.channel("general"), workspace.person("jonas_w"));
    let asked = workspace.said("general", "who knows?");
    let arguments = json!({ "channel_id": channel, "content": "I do", "reply_to": asked });
    workspace.done("send_message", arguments).await;
    let answer = workspace.last(channel);
    assert_eq!(answer.reference.unwrap().message, Some(asked));
    assert_eq!(answer.mentions, []);

    let link = format!("https://discord.com/channels/{}/{channel}/{asked}", workspace.server());
    let arguments = json!({ "content": "still me", "reply_to": link, "ping": ["author"] });
    workspace.done("send_message", arguments).await;
    let answer = workspace.last(channel);
    assert_eq!((answer.reference.unwrap().message, answer.mentions), (Some(asked), vec![jonas]));

    let gone = json!({ "channel_id": channel, "content": "hm", "reply_to": "175928847299117063" });
    let said = workspace.refused("discord", "send_message", gone).await;
    assert!(said.contains("hint:"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn embeds_arrive_as_they_were_given() {
    let workspace = workspace().await;
    let channel = workspace.channel("artifacts");
    let embed = json!({
        "title": "Build 1285", "description": "**green**", "color": "#2ECC71", "footer": "ci",
        "url": "https://example.com/1285", "fields": [{ "name": "Took", "value": "14 min", "inline": true }],
    });
    workspace.done("send_message", json!({ "channel_id": channel, "embeds": [embed] })).await;
    let sent = workspace.last(channel);
    assert_eq!((sent.content.as_str(), sent.embeds.len()), ("", 1));
    let embed = &sent.embeds[0];
    assert_eq!((&embed["title"], &embed["color"]), (&json!("Build 1285"), &json!(0x002e_cc71)));
    assert_eq!((&embed["footer"]["text"], &embed["fields"][0]["value"]), (&json!("ci"), &json!("14 min")));

    let wrong = json!({ "channel_id": channel, "embeds": [{ "titel": "Build" }] });
    let said = workspace.refused("argument", "send_message", wrong).await;
    assert!(said.contains("embeds") && said.contains("titel"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn files_come_from_the_allowed_folder_and_from_nowhere_else() {
    let (root, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(root.path().join("report.txt"), "all green").unwrap();
    std::fs::write(outside.path().join("secret.txt"), "secret").unwrap();
    let roots = vec![root.path().to_owned()];
    let workspace = workspace_with(|_, session| {
        session.settings(DiscordSettings { file_roots: roots, ..DiscordSettings::default() })
    })
    .await;
    let channel = workspace.channel("artifacts");
    let arguments = json!({ "channel_id": channel, "content": "see", "files": ["report.txt"] });
    workspace.done("send_message", arguments).await;
    let sent = workspace.last(channel);
    let files: Vec<_> = sent.attachments.iter().map(|file| (file.filename.as_str(), file.size)).collect();
    assert_eq!((sent.content.as_str(), files), ("see", vec![("report.txt", 9)]));

    for path in
        [outside.path().join("secret.txt"), root.path().join("../").join("etc/passwd"), "/etc/passwd".into()]
    {
        let arguments = json!({ "channel_id": channel, "files": [path] });
        let called = workspace.call("send_message", arguments).await.unwrap();
        assert_eq!(called.outcome, "refused", "{path:?}: {}", called.text);
    }
    let arguments = json!({ "channel_id": channel, "files": [outside.path().join("secret.txt")] });
    let said = workspace.refused("policy", "send_message", arguments).await;
    assert!(said.contains("DISCORD_FILE_ROOTS"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn without_allowed_folders_no_file_is_read() {
    let workspace = workspace().await;
    let arguments = json!({ "channel_id": "#artifacts", "files": ["/etc/hostname"] });
    let said = workspace.refused("policy", "send_message", arguments).await;
    assert!(said.contains("DISCORD_FILE_ROOTS"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn a_post_is_a_thread_with_its_first_message() {
    let workspace = workspace().await;
    let forum = workspace.channel("ideas-and-bugs");
    let text = format!("{}\n\n{}", "first ".repeat(300).trim(), "second ".repeat(280).trim());
    let arguments = json!({ "channel_id": "#ideas-and-bugs", "title": "Dark mode", "content": text });
    let sent = workspace.done("send_message", arguments).await;
    let post = workspace.channel("Dark mode");
    assert!(sent.structured.unwrap()["channel_id"] == json!(post));
    {
        let world = workspace.sandbox().world();
        let thread = world.channel(post).unwrap();
        assert_eq!((thread.kind, thread.parent), (ChannelType::PublicThread, Some(forum)));
        let texts: Vec<_> = world.messages(post).map(|message| message.content.clone()).collect();
        assert_eq!(texts.len(), 2);
        assert!(texts[0].starts_with("first") && texts[1].starts_with("second"));
    }
    let said = workspace
        .refused("discord", "send_message", json!({ "channel_id": forum, "content": "no title" }))
        .await;
    assert!(said.contains("post"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn a_silent_message_says_so_to_discord() {
    let workspace = workspace().await;
    let channel = workspace.channel("general");
    for (silent, flags) in [(true, SUPPRESS_NOTIFICATIONS), (false, 0)] {
        let arguments = json!({ "channel_id": channel, "content": "psst", "silent": silent });
        workspace.done("send_message", arguments).await;
        assert_eq!(workspace.last(channel).flags & SUPPRESS_NOTIFICATIONS, flags);
    }
    workspace.finish();
}

#[tokio::test]
async fn a_text_pings_nobody_whom_the_call_does_not_name() {
    let workspace = workspace().await;
    let (channel, jonas, yuki) =
        (workspace.channel("general"), workspace.person("jonas_w"), workspace.person("yuki"));
    let bot = workspace.sandbox().world().bot();
    let may_ping_all = OverwriteTarget::Member(bot);
    workspace
        .sandbox()
        .world()
        .set_overwrite(channel, may_ping_all, permissions::MENTION_EVERYONE, 0)
        .unwrap();
    let text = format!("@everyone @here <@{jonas}> <@{yuki}>");

    workspace.done("send_message", json!({ "channel_id": channel, "content": text })).await;
    let quiet = workspace.last(channel);
    assert_eq!(
        (quiet.content.as_str(), quiet.mention_everyone, quiet.mentions),
        (text.as_str(), false, vec![])
    );

    let arguments = json!({ "channel_id": channel, "content": text, "ping": [format!("<@{jonas}>")] });
    workspace.done("send_message", arguments).await;
    let one = workspace.last(channel);
    assert_eq!((one.mention_everyone, one.mentions), (false, vec![jonas]));

    workspace
        .done("send_message", json!({ "channel_id": channel, "content": text, "ping": ["everyone"] }))
        .await;
    let all = workspace.last(channel);
    assert_eq!((all.mention_everyone, all.mentions), (true, vec![]));

    let said = workspace
        .refused(
            "argument",
            "send_message",
            json!({ "channel_id": channel, "content": "x", "ping": ["bob"] }),
        )
        .await;
    assert!(said.contains("ping") && said.contains("bob"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn what_is_empty_or_too_long_is_refused_before_discord_is_asked() {
    let workspace = workspace().await;
    let channel = workspace.channel("general");
    for content in ["", "  \n"] {
        let said = workspace
            .refused("argument", "send_message", json!({ "channel_id": channel, "content": content }))
            .await;
        assert!(said.contains("empty"), "{said}");
    }
    let long = "x".repeat(20_001);
    let said = workspace
        .refused("argument", "send_message", json!({ "channel_id": channel, "content": long }))
        .await;
    assert!(said.contains("content") && said.contains("20000") && said.contains("20001"), "{said}");
    assert_eq!(workspace.requests().await, 0);
    workspace.finish();
}

#[tokio::test]
async fn a_post_gets_the_tags_that_are_named() {
    let workspace = workspace().await;
    let forum = workspace.channel("ideas-and-bugs");
    let tags = workspace.sandbox().world().channel(forum).unwrap().tags.clone();
    let [first, second] = &tags[..2] else { panic!("the forum has tags") };
    let named = json!([first.name.to_uppercase(), second.id]);
    let arguments = json!({ "channel_id": forum, "title": "Tagged", "content": "text", "tags": named });
    workspace.done("send_message", arguments).await;
    let post = workspace.channel("Tagged");
    let applied =
        |post| workspace.sandbox().world().channel(post).unwrap().thread.clone().unwrap().applied_tags;
    assert_eq!(applied(post), [first.id, second.id]);

    // IDs alone need no look at the forum.
    let before = workspace.sandbox().write_log().last().unwrap().request;
    let arguments =
        json!({ "channel_id": forum, "title": "Tagged too", "content": "text", "tags": [second.id] });
    workspace.done("send_message", arguments).await;
    assert_eq!(workspace.sandbox().write_log().last().unwrap().request, before + 1);
    assert_eq!(applied(workspace.channel("Tagged too")), [second.id]);

    let unknown = json!({ "channel_id": forum, "title": "T", "content": "text", "tags": ["no such"] });
    let said = workspace.refused("name", "send_message", unknown).await;
    assert!(said.contains("no such tag: no such") && said.contains(&first.name), "{said}");
    assert!(said.contains(&first.id.to_string()), "{said}");
    let untitled = json!({ "channel_id": forum, "content": "text", "tags": [first.name] });
    assert!(workspace.refused("argument", "send_message", untitled).await.contains("title"));
    workspace.finish();
}

#[tokio::test]
async fn a_reply_is_sent_as_the_python_server_sends_it() {
    let workspace = workspace().await;
    let channel = workspace.channel("general");
    let asked = workspace.said("general", "who knows?");
    let arguments = json!({ "channel_id": channel, "message_id": asked, "content": "I do" });
    let called = workspace.done("reply_to_message", arguments).await;
    let reply = workspace.last(channel);
    assert_eq!(called.text, format!("Reply sent successfully. Message ID: {}", reply.id));
    assert_eq!((reply.reference.unwrap().message, reply.mentions), (Some(asked), vec![]));
    let long = format!("{}\n\n{}", "first ".repeat(300).trim(), "second ".repeat(280).trim());
    let arguments = json!({ "channel_id": channel, "message_id": asked, "content": long });
    let called = workspace.done("reply_to_message", arguments).await;
    assert!(called.text.starts_with("Reply sent successfully in 2 parts. Message IDs: "), "{}", called.text);
    let gone = json!({ "channel_id": channel, "message_id": "175928847299117063", "content": "hm" });
    assert!(workspace.refused("discord", "reply_to_message", gone).await.contains("hint:"));
    workspace.finish();
}
