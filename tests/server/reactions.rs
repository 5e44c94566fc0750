//! Reacting.

use mcp_discord::sandbox::{Emoji, NewMessage, Snowflake};
use serde_json::json;

use crate::workspace::{Workspace, workspace};

#[tokio::test]
async fn a_reaction_is_one_of_unicode_or_of_the_server() {
    let workspace = workspace().await;
    let (server, channel) = (workspace.server(), workspace.channel("general"));
    let party = workspace.sandbox().world().add_emoji(server, "party").unwrap();
    let message = workspace.said("general", "done!");
    let custom = Emoji::Custom { id: party, name: "party".into(), animated: false };
    for (written, wanted) in [
        ("👍".to_owned(), Emoji::Unicode("👍".into())),
        ("👩\u{200d}💻".to_owned(), Emoji::Unicode("👩\u{200d}💻".into())),
        (":tada:".to_owned(), Emoji::Unicode("🎉".into())),
        (":party:".to_owned(), custom),
    ] {
        let arguments = json!({ "channel_id": channel, "message_id": message, "emoji": written });
        workspace.done("add_reaction", arguments).await;
        let reactions = workspace.last(channel).reactions;
        let reaction = reactions.last().unwrap();
        assert_eq!(reaction.emoji, wanted);
        assert_eq!(reaction.users, [workspace.sandbox().world().bot()]);
    }
    // The same emoji again, by its ID alone: Discord takes it, and nothing changes.
    let before = workspace.writes();
    let again = json!({ "channel_id": channel, "message_id": message, "emoji": party });
    workspace.done("add_reaction", again).await;
    assert_eq!((workspace.writes(), workspace.last(channel).reactions.len()), (before, 4));
    workspace.finish();
}

#[tokio::test]
async fn what_is_no_emoji_or_no_message_is_refused_with_a_hint() {
    let workspace = workspace().await;
    let channel = workspace.channel("general");
    let message = workspace.said("general", "done!");
    let words = json!({ "channel_id": channel, "message_id": message, "emoji": "thumbs up" });
    let said = workspace.refused("argument", "add_reaction", words).await;
    assert!(said.contains("emoji") && said.contains("thumbs up"), "{said}");
    let name = json!({ "channel_id": channel, "message_id": message, "emoji": ":no_such_parrot:" });
    let said = workspace.refused("name", "add_reaction", name).await;
    assert!(said.contains("no emoji is called that: no_such_parrot") && said.contains("hint:"), "{said}");
    let unknown =
        json!({ "channel_id": channel, "message_id": message, "emoji": "<:gone:175928847299117063>" });
    let said = workspace.refused("discord", "add_reaction", unknown).await;
    assert!(said.contains("10014") && said.contains("hint:"), "{said}");
    let gone = json!({ "channel_id": channel, "message_id": "175928847299117063", "emoji": "👍" });
    let said = workspace.refused("discord", "add_reaction", gone).await;
    assert!(said.contains("10008") && said.contains("hint:"), "{said}");
    workspace.finish();
}

#[tokio::test]
async fn several_reactions_are_added_in_order_and_taken_back_one_by_one() {
    let workspace = workspace().await;
    let channel = workspace.channel("general");
    let message = workspace.said("general", "which one?");
    let shown = || -> Vec<Emoji> {
        workspace.last(channel).reactions.into_iter().map(|reaction| reaction.emoji).collect()
    };
    let arguments = json!({ "channel_id": channel, "message_id": message, "emojis": ["✅", "❌", "👀"] });
    let called = workspace.done("add_multiple_reactions", arguments).await;
    assert_eq!(called.text, "Added reactions: ✅, ❌, 👀 to message");
    let [yes, no, seen] = ["✅", "❌", "👀"].map(|emoji| Emoji::Unicode(emoji.into()));
    assert_eq!(shown(), [yes.clone(), no, seen.clone()]);

    let second = json!({ "channel_id": channel, "message_id": message, "emoji": "❌" });
    let called = workspace.done("remove_reaction", second.clone()).await;
    assert_eq!(called.text, "Removed reaction ❌ from message");
    assert_eq!(shown(), [yes.clone(), seen.clone()]);
    // Once more: Discord takes it, and nothing changes.
    let before = workspace.writes();
    workspace.done("remove_reaction", second).await;
    assert_eq!((workspace.writes(), shown()), (before, vec![yes, seen]));
    workspace.finish();
}

#[tokio::test]
async fn reactions_that_break_off_say_which_were_added() {
    let workspace = workspace().await;
    let channel = workspace.channel("general");
    let message = workspace.said("general", "which one?");
    let emojis = ["👍", "<:gone:175928847299117063>", "🎉"];
    let arguments = json!({ "channel_id": channel, "message_id": message, "emojis": emojis });
    let called = workspace.call("add_multiple_reactions", arguments).await.unwrap();
    assert!(called.is_error, "{}", called.text);
    assert!(called.text.contains("was not added, after these were: 👍"), "{}", called.text);
    let reactions = workspace.last(channel).reactions;
    assert_eq!(reactions.len(), 1);
    assert_eq!(reactions[0].emoji, Emoji::Unicode("👍".into()));
    workspace.finish();
}

/// A message under which people have put two emoji.
fn liked(workspace: &Workspace) -> (Snowflake, Snowflake) {
    let channel = workspace.channel("general");
    let people = ["jonas_w", "yuki"].map(|name| workspace.person(name));
    let message = NewMessage::text("good?").reaction("👍", people.to_vec()).reaction("🎉", vec![people[1]]);
    (channel, workspace.sandbox().world().add_message_with(channel, people[0], message).unwrap())
}

/// Each emoji under the newest message, and by how many.
fn shown(workspace: &Workspace, channel: Snowflake) -> Vec<(Emoji, usize)> {
    let reactions = workspace.last(channel).reactions.into_iter();
    reactions.map(|reaction| (reaction.emoji, reaction.users.len())).collect()
}

#[tokio::test]
async fn reactions_are_counted_and_their_users_listed_page_by_page() {
    let workspace = workspace().await;
    let (channel, message) = liked(&workspace);
    let arguments = json!({ "channel_id": channel, "message_id": message });
    let counted = workspace.done("list_reactions", arguments).await;
    assert_eq!(
        counted.structured.unwrap()["counts"],
        json!([{ "emoji": "👍", "count": 2 }, { "emoji": "🎉", "count": 1 }])
    );
    assert!(counted.text.contains("👍 2") && counted.text.contains("🎉 1"), "{}", counted.text);

    let mut people = ["jonas_w", "yuki"].map(|name| workspace.person(name));
    people.sort_unstable();
    let mut arguments = json!({ "channel_id": channel, "message_id": message, "emoji": "👍", "limit": 1 });
    for person in people {
        let listed = workspace.done("list_reactions", arguments.clone()).await;
        assert!(listed.text.contains(&format!("(ID: {person})")), "{}", listed.text);
        arguments["after"] = listed.structured.unwrap()["next"].clone();
    }
    let last = workspace.done("list_reactions", arguments).await;
    assert_eq!(last.text, "No users with reaction 👍");
    workspace.finish();
}

#[tokio::test]
async fn reactions_of_others_are_cleared_as_far_as_was_asked() {
    let workspace = workspace().await;
    let (channel, message) = liked(&workspace);
    let [thumb, party] = ["👍", "🎉"].map(|emoji| Emoji::Unicode(emoji.into()));
    let one = json!({
        "channel_id": channel, "message_id": message, "emoji": "👍", "user_id": workspace.person("yuki"),
    });
    workspace.done("clear_reactions", one).await;
    assert_eq!(shown(&workspace, channel), [(thumb, 1), (party.clone(), 1)]);
    let emoji = json!({ "channel_id": channel, "message_id": message, "emoji": "👍" });
    workspace.done("clear_reactions", emoji).await;
    assert_eq!(shown(&workspace, channel), [(party, 1)]);
    let user = json!({ "channel_id": channel, "message_id": message, "user_id": workspace.person("yuki") });
    let said = workspace.refused("argument", "clear_reactions", user).await;
    assert!(said.contains("emoji") && said.contains("hint:"), "{said}");
    workspace.done("clear_reactions", json!({ "channel_id": channel, "message_id": message })).await;
    assert_eq!(shown(&workspace, channel), []);
    workspace.finish();
}
