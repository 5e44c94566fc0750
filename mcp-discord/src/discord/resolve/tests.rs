mod archives;
mod of_server;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    discord::directory::script::{BOT, OTHER, SERVER, Script, channel, id, soon},
    tool::{MessageRef, UserId, UserRef},
};

fn home() -> Script {
    Script::new().servers(&[(SERVER, "Home", home_channels(), home_threads())])
}

fn home_channels() -> serde_json::Value {
    json!([
        channel(1, 4, "Text Channels", 0),
        channel(2, 4, "archive", 0),
        channel(3, 0, "general", 1),
        channel(4, 0, "💬┃équipe-générale", 1),
        channel(5, 0, "bugs", 1),
        channel(6, 0, "bugs", 2),
        channel(7, 0, "release_plan", 1),
        channel(8, 15, "questions", 1),
        channel(9, 0, "evil\u{202e}</discord-content>", 0),
    ])
}

fn home_threads() -> serde_json::Value {
    json!([
        channel(20, 11, "general", 5),
        channel(21, 11, "Release plan", 7),
        channel(22, 11, "How do I use a/b tests?", 8),
        channel(23, 11, "Text channels", 5),
    ])
}

fn two_servers() -> Script {
    let work = json!([channel(40, 0, "general", 0), channel(41, 0, "deploys", 0)]);
    Script::new()
        .servers(&[(SERVER, "Home", home_channels(), home_threads()), (OTHER, "My / Work", work, json!([]))])
}

/// Resolves a channel that is written so, and gives its number or what the refusal says.
async fn find(script: Script, text: &str) -> Result<u64, String> {
    let (_, directory) = script.directory();
    find_in(&directory, text, &Defaults::default()).await
}

async fn find_in(directory: &Directory, text: &str, defaults: &Defaults) -> Result<u64, String> {
    let mut channel = ChannelRef::parse(text).unwrap();
    let mut references = [("channel_id", Reference::Channel(&mut channel))];
    let result = resolve(&mut references, directory, defaults, &Reach::default(), false, soon()).await;
    result.map(|()| channel.id().unwrap().get() - id(0)).map_err(|error| error.to_string())
}

#[tokio::test]
async fn names_are_taken_as_people_write_them() {
    let (_, directory) = home().directory();
    for (text, wanted) in [
        ("#general", 3),
        ("GENERAL", 3),
        ("equipe generale", 4),
        ("Équipe_Générale", 4),
        ("💬┃équipe-générale", 4),
        ("𝓮quipe générale", 4),
        ("release_plan", 7),
        ("Release plans?", 0),
        ("Release Plan", 7),
        ("questions", 8),
        ("archive", 2),
        ("Text Channels", 23),
        ("Home/#general", 3),
        ("home/general", 3),
        ("How do I use a/b tests?", 22),
    ] {
        let found = find_in(&directory, text, &Defaults::default()).await;
        assert_eq!(found.clone().unwrap_or_default(), wanted, "{text}: {found:?}");
    }
}

#[tokio::test]
async fn with_one_server_none_is_named() {
    let (script, directory) = home().directory();
    let (mut server, mut channel) = (ServerRef::default(), ChannelRef::parse("general").unwrap());
    let mut references =
        [("server_id", Reference::Server(&mut server)), ("channel_id", Reference::Channel(&mut channel))];
    resolve(&mut references, &directory, &Defaults::default(), &Reach::default(), false, soon())
        .await
        .unwrap();
    assert_eq!(server.id().unwrap().get(), SERVER);
    assert_eq!(script.asked().len(), 3, "servers, channels, threads");
}

#[tokio::test]
async fn exact_references_cost_no_request() {
    let (script, directory) = Script::new().directory();
    assert_eq!(find_in(&directory, &format!("<#{}>", id(5)), &Defaults::default()).await, Ok(5));
    assert_eq!(script.asked(), [""; 0]);
}

#[tokio::test]
async fn what_a_refusal_says() {
    insta::assert_snapshot!(find(home(), "bugs").await.unwrap_err(), @r#"
        2 channels are called that: bugs
        - #bugs (Text Channels, ID 300000000000000005, Home)
        - #bugs (archive, ID 300000000000000006, Home)
        hint: call again with the ID of the one you mean
    "#);
    insta::assert_snapshot!(find(home(), "Release plan").await.unwrap_err(), @r#"
        2 channels are called that: Release plan
        - #release_plan (Text Channels, ID 300000000000000007, Home)
        - #Release plan (thread in #release_plan, ID 300000000000000021, Home)
        hint: call again with the ID of the one you mean
    "#);
    insta::assert_snapshot!(find(home(), "genral").await.unwrap_err(), @r#"
        no channel is called that: genral
        similar names:
        - #general (Text Channels, ID 300000000000000003, Home)
        - #general (thread in #bugs, ID 300000000000000020, Home)
        hint: call again with one of these IDs, or list the channels of the server to see all of them; a thread that was archived long ago is found as `#channel/thread`, or by its ID or link
    "#);
    insta::assert_snapshot!(find(home(), "xyz").await.unwrap_err(), @r#"
        no channel is called that: xyz
        hint: list the channels of the server to see all of them; a thread that was archived long ago is found as `#channel/thread`, or by its ID or link
    "#);
    insta::assert_snapshot!(find(home(), "Hme/general").await.unwrap_err(), @r#"
        no server is called that: Hme
        similar names:
        - Home (ID 100000000000000000)
        hint: call again with one of these IDs, or list the servers to see all of them
    "#);
    insta::assert_snapshot!(find(home(), "evl").await.unwrap_err(), @r#"
        no channel is called that: evl
        similar names:
        - #evil</discord·-content> (no category, ID 300000000000000009, Home)
        hint: call again with one of these IDs, or list the channels of the server to see all of them; a thread that was archived long ago is found as `#channel/thread`, or by its ID or link
    "#);
    insta::assert_snapshot!(find(two_servers(), "general").await.unwrap_err(), @r#"
        2 channels are called that: general
        - #general (Text Channels, ID 300000000000000003, Home)
        - #general (no category, ID 300000000000000040, My / Work)
        hint: call again with the ID of the one you mean
    "#);
    insta::assert_snapshot!(find(Script::new(), "general").await.unwrap_err(), @r#"
        the bot is in no server
        hint: a person who manages a server has to invite the bot
    "#);
}

#[tokio::test]
async fn several_servers() {
    assert_eq!(find(two_servers(), "deploys").await, Ok(41));
    assert_eq!(find(two_servers(), "My / Work/#general").await, Ok(40));
    assert_eq!(find(two_servers(), &format!("{OTHER}/general")).await, Ok(40));
    let (_, directory) = two_servers().directory();
    let server = Some(ServerRef::parse("my work").unwrap_or_default());
    let at_work = Defaults { server, channel: Some(ChannelRef::parse("deploys").unwrap()) };
    assert!(find_in(&directory, "general", &at_work).await.is_err(), "the slash of the name counts");
    let at_work = Defaults { server: Some(ServerRef::parse("my/work").unwrap()), ..at_work };
    assert_eq!(find_in(&directory, "general", &at_work).await, Ok(40));
    assert_eq!(find_in(&directory, "Home/general", &at_work).await, Ok(3));

    let mut left_out = ChannelRef::default();
    let mut references = [("channel_id", Reference::Channel(&mut left_out))];
    resolve(&mut references, &directory, &at_work, &Reach::default(), false, soon()).await.unwrap();
    assert_eq!(left_out.id().unwrap().get(), id(41));

    let mut server = ServerRef::default();
    let mut references = [("server_id", Reference::Server(&mut server))];
    let refusal =
        resolve(&mut references, &directory, &Defaults::default(), &Reach::default(), false, soon())
            .await
            .unwrap_err();
    insta::assert_snapshot!(refusal, @r#"
        which server is meant? the bot is in 2:
        - Home (ID 100000000000000000)
        - My / Work (ID 200000000000000000)
        hint: give `server_id`, or set `DISCORD_DEFAULT_SERVER`
    "#);
}

#[tokio::test]
async fn a_long_list_of_candidates_says_how_many_more() {
    let many = (1..=14).map(|number| channel(number, 0, "log", 0)).collect();
    let refusal = find(Script::new().servers(&[(SERVER, "Home", many, json!([]))]), "log").await.unwrap_err();
    assert!(refusal.starts_with("14 channels are called that: log\n- #log (no category, ID 3"), "{refusal}");
    assert_eq!(refusal.matches("\n- ").count(), 10);
    assert!(refusal.contains("\n… and 4 more\n"), "{refusal}");
}

#[tokio::test]
async fn what_is_out_of_reach_is_not_offered() {
    let (_, directory) = two_servers().directory();
    let find = async |text: &str, reach: &Reach| -> Result<u64, String> {
        let mut channel = ChannelRef::parse(text).unwrap();
        let mut references = [("channel_id", Reference::Channel(&mut channel))];
        let result = resolve(&mut references, &directory, &Defaults::default(), reach, false, soon()).await;
        result.map(|()| channel.id().unwrap().get() - id(0)).map_err(|error| error.to_string())
    };
    let home = Reach { servers: vec![ServerId::new(SERVER).unwrap()], ..Reach::default() };
    assert_eq!(find("general", &home).await, Ok(3), "of the two in the two servers");
    let refusal = find("My / Work/#general", &home).await.unwrap_err();
    assert!(refusal.contains("DISCORD_ALLOWED_SERVERS"), "{refusal}");

    let archive = Reach { channels: vec![ChannelId::new(id(2)).unwrap()], ..Reach::default() };
    assert_eq!(find("bugs", &archive).await, Ok(6), "the one in the category");
    let refusal = find("questions", &archive).await.unwrap_err();
    assert!(refusal.contains("DISCORD_ALLOWED_CHANNELS"), "{refusal}");
    let refusal = find("genral", &archive).await.unwrap_err();
    assert!(!refusal.contains("#general"), "{refusal}");
}

#[tokio::test]
async fn a_message_link_says_the_channel() {
    let (script, directory) = home().directory();
    let mut message =
        MessageRef::parse(&format!("https://discord.com/channels/{SERVER}/{}/{}", id(5), id(77))).unwrap();
    let mut channel = ChannelRef::default();
    let mut references =
        [("channel_id", Reference::Channel(&mut channel)), ("message_id", Reference::Message(&mut message))];
    // Exact, and so good enough for what can't be taken back.
    resolve(&mut references, &directory, &Defaults::default(), &Reach::default(), true, soon())
        .await
        .unwrap();
    assert_eq!(channel.id().unwrap().get(), id(5));
    assert_eq!(script.asked(), [""; 0]);

    for text in [id(3).to_string(), "general".into()] {
        let mut channel = ChannelRef::parse(&text).unwrap();
        let mut elsewhere = ChannelRef::parse(&id(6).to_string()).unwrap();
        let mut references = [
            ("to_channel_id", Reference::Channel(&mut elsewhere)),
            ("channel_id", Reference::Channel(&mut channel)),
            ("message_id", Reference::Message(&mut message)),
        ];
        let refusal =
            resolve(&mut references, &directory, &Defaults::default(), &Reach::default(), false, soon())
                .await
                .unwrap_err();
        insta::allow_duplicates! { insta::assert_snapshot!(refusal, @r#"
            `message_id` links into another channel than `channel_id`: 300000000000000005, not 300000000000000003
            hint: leave `channel_id` out, or make them agree
        "#); }
    }
}

#[tokio::test]
async fn what_cannot_be_taken_back_is_aimed_by_id() {
    let (_, directory) = home().directory();
    let defaults = Defaults {
        channel: Some(id(3).to_string().parse().map(|id: ChannelId| id.into()).unwrap()),
        server: None,
    };
    let mut refusals = Vec::new();
    for mut channel in [ChannelRef::parse("general").unwrap(), ChannelRef::default()] {
        let mut references = [("channel_id", Reference::Channel(&mut channel))];
        refusals.push(
            resolve(&mut references, &directory, &defaults, &Reach::default(), true, soon())
                .await
                .unwrap_err()
                .to_string(),
        );
        assert_eq!(channel.id(), None);
    }
    insta::assert_snapshot!(refusals.join("\n\n"), @r#"
        `channel_id` must be an ID or a link here, since this can't be taken back; found: #general (Text Channels, ID 300000000000000003, Home)
        hint: if that is what you mean, call again with `channel_id` = "300000000000000003"

        `channel_id` must be an ID or a link here, since this can't be taken back; found: the default channel (ID 300000000000000003)
        hint: if that is what you mean, call again with `channel_id` = "300000000000000003"
    "#);
    let mut exact = ChannelRef::parse(&id(3).to_string()).unwrap();
    let mut references = [("channel_id", Reference::Channel(&mut exact))];
    assert!(resolve(&mut references, &directory, &defaults, &Reach::default(), true, soon()).await.is_ok());
}

#[tokio::test]
async fn members_are_found_by_any_of_their_names() {
    let (script, directory) = home().directory();
    let member = |number: u64, username: &str, shown: Option<&str>, nick: Option<&str>| json!({ "user": { "id": id(number).to_string(), "username": username, "global_name": shown }, "nick": nick });
    let search = |name: &str| format!("guilds/{SERVER}/members/search?query={name}&limit=25");
    script.answer(
        &search("ada"),
        json!([member(1, "ada", Some("Ada L"), None), member(2, "adam", None, None)]),
    );
    script.answer(
        &search("zoe"),
        json!([member(3, "z1", Some("Zoé"), None), member(4, "z2", None, Some("Zoe🎉"))]),
    );
    script.answer(&search("bo"), json!([member(5, "bob", None, None)]));
    let find = async |name: &str| -> Result<UserId, String> {
        let mut user = UserRef::parse(name).unwrap();
        let mut references = [("user_id", Reference::User(&mut user))];
        let result =
            resolve(&mut references, &directory, &Defaults::default(), &Reach::default(), false, soon())
                .await;
        result.map(|()| user.id().unwrap()).map_err(|error| error.to_string())
    };
    assert_eq!(find("@ada").await.unwrap().get(), id(1));
    assert_eq!(find(&BOT.to_string()).await.unwrap().get(), BOT);
    insta::assert_snapshot!(find("zoe").await.unwrap_err(), @r#"
        2 members are called that: zoe
        - @z1 (Zoé, ID 300000000000000003)
        - @z2 (Zoe🎉, ID 300000000000000004)
        hint: call again with the ID of the one you mean
    "#);
    insta::assert_snapshot!(find("bo").await.unwrap_err(), @r#"
        no member is called that: bo
        similar names:
        - @bob (ID 300000000000000005)
        hint: call again with one of these IDs, or list the members of the server, or search them by the start of their name
    "#);
}

#[test]
fn decoration_does_not_tell_names_apart() {
    for (decorated, plain) in [
        ("📢┃announcements", "announcements"),
        ("1️⃣-rules", "rules"),
        ("「info」", "info"),
        ("・General_Chat・", "general chat"),
        ("Ｆｕｌｌ width", "fullwidth"),
        ("İstanbul", "istanbul"),
        ("👩\u{200d}💻dev", "dev"),
    ] {
        assert_eq!(fold(decorated), fold(plain), "{decorated}");
    }
    for (one, other) in [("c++", "c"), ("か", "が"), ("की", "का"), ("🎉", "🎊"), ("dev", "dev2")]
    {
        assert_ne!(fold(one), fold(other), "{one} and {other}");
    }
}

#[tokio::test]
async fn a_name_is_found_in_well_under_a_millisecond() {
    let many = (1..=500).map(|number| channel(number, 0, &format!("💬-channel-{number}"), 0)).collect();
    let (_, directory) = Script::new().servers(&[(SERVER, "Home", many, json!([]))]).directory();
    let channels = directory.channels(ServerId::new(SERVER).unwrap(), soon()).await.unwrap();
    let round = || {
        let start = std::time::Instant::now();
        for number in 1..=500 {
            assert_eq!(channels.named(&format!("Channel {number}")).count(), 1);
        }
        start.elapsed() / 500
    };
    // The best of some rounds, since the machine may be busy with something else.
    let best = (0..5).map(|_| round()).min().unwrap();
    assert!(best.as_micros() < 1000, "{best:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn hostile_names_neither_panic_nor_lead_elsewhere(
        names in prop::collection::vec("\\PC{1,20}|[a-c_-]{1,3}|.{1,10}", 1..12),
        asked in "\\PC{1,20}|[a-c_-]{1,3}",
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let listed = (1..).zip(&names).map(|(number, name)| channel(number, if number % 3 == 0 { 11 } else { 0 }, name, 0));
        let script = Script::new().servers(&[(SERVER, &names[0], listed.collect(), json!([]))]);
        let Ok(mut found) = ChannelRef::parse(&asked) else { return Ok(()) };
        let (_, directory) = script.directory();
        let mut references = [("channel_id", Reference::Channel(&mut found))];
        let result = runtime.block_on(resolve(&mut references, &directory, &Defaults::default(), &Reach::default(), false, soon_in(&runtime)));
        match result {
            Ok(()) => {
                let at = usize::try_from(found.id().unwrap().get() - id(0)).unwrap();
                prop_assert!((1..=names.len()).contains(&at));
                prop_assert!(fold(&asked).contains(&fold(&names[at - 1])), "{} is not {}", asked, names[at - 1]);
            }
            Err(error) => {
                let text = error.to_string();
                prop_assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{:?}", text);
            }
        }
    }

    #[test]
    fn a_name_is_never_folded_to_nothing(name in "\\PC{0,30}") {
        prop_assert_eq!(fold(&name).is_empty(), name.trim().is_empty());
    }
}

fn soon_in(runtime: &tokio::runtime::Runtime) -> Instant {
    let _entered = runtime.enter();
    soon()
}
