//! Roles and emoji by name, and names that were made to do harm.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{super::*, soon_in};
use crate::{
    discord::directory::script::{OTHER, SERVER, Script, id, soon},
    tool::{RoleId, RoleRef, UserId, UserRef, neutralise},
};

fn role(number: u64, name: &str) -> Value {
    json!({ "id": number.to_string(), "name": name, "permissions": "0" })
}

fn emoji(number: u64, name: &str) -> Value {
    json!({ "id": id(number).to_string(), "name": name })
}

/// A server with these roles beside `@everyone`, and these emoji.
fn server(roles: &[Value], emoji: &[Value]) -> Script {
    let script = Script::new().servers(&[(SERVER, "Home", json!([]), json!([]))]);
    let mut roles = roles.to_vec();
    roles.push(role(SERVER, "@everyone"));
    let answer = json!({ "id": SERVER.to_string(), "name": "Home", "roles": roles, "emojis": emoji });
    script.answer(&format!("guilds/{SERVER}?with_counts=true"), answer);
    script
}

fn furnished() -> Script {
    server(
        &[
            role(id(1), "Admin"),
            role(id(2), "admin"),
            role(id(3), "Code Reviewers"),
            role(id(4), "💻┃developers"),
            role(id(5), "Helper"),
            role(id(6), "helper 🎉"),
        ],
        &[
            emoji(11, "party_parrot"),
            emoji(12, "Party"),
            emoji(13, "party"),
            emoji(14, "Blob"),
            emoji(15, "bloB"),
        ],
    )
}

async fn find_role(directory: &Directory, text: &str) -> Result<u64, String> {
    let mut role = RoleRef::parse(text).unwrap();
    let mut references = [("role_id", Reference::Role(&mut role))];
    let (defaults, reach) = (Defaults::default(), Reach::default());
    let result = resolve(&mut references, directory, &defaults, &reach, false, soon()).await;
    result.map(|()| role.id().unwrap().get()).map_err(|error| error.to_string())
}

async fn find_emoji(directory: &Directory, text: &str) -> Result<EmojiRef, String> {
    let mut emoji = EmojiRef::parse(text).unwrap();
    let mut references = [("emoji", Reference::Emoji(&mut emoji))];
    let (defaults, reach) = (Defaults::default(), Reach::default());
    let result = resolve(&mut references, directory, &defaults, &reach, false, soon()).await;
    result.map(|()| emoji).map_err(|error| error.to_string())
}

#[tokio::test]
async fn roles_are_found_by_name() {
    let (script, directory) = furnished().directory();
    for (text, wanted) in [
        ("Admin", id(1)),
        ("@admin", id(2)),
        ("code-reviewers", id(3)),
        ("Developers", id(4)),
        ("everyone", SERVER),
        ("@everyone", SERVER),
    ] {
        assert_eq!(find_role(&directory, text).await, Ok(wanted), "{text}");
    }
    assert_eq!(script.asked().len(), 2, "the servers, and the one with its roles");
    insta::assert_snapshot!(find_role(&directory, "HELPER").await.unwrap_err(), @r#"
        2 roles are called that: HELPER
        - @Helper (ID 300000000000000005)
        - @helper 🎉 (ID 300000000000000006)
        hint: call again with the ID of the one you mean
    "#);
    insta::assert_snapshot!(find_role(&directory, "ADMIN").await.unwrap_err(), @r#"
        2 roles are called that: ADMIN
        - @Admin (ID 300000000000000001)
        - @admin (ID 300000000000000002)
        hint: call again with the ID of the one you mean
    "#);
    insta::assert_snapshot!(find_role(&directory, "Code Reviewer").await.unwrap_err(), @r#"
        no role is called that: Code Reviewer
        similar names:
        - @Code Reviewers (ID 300000000000000003)
        hint: call again with one of these IDs, or list the roles of the server to see all of them
    "#);
    insta::assert_snapshot!(find_role(&directory, "xyz").await.unwrap_err(), @r#"
        no role is called that: xyz
        hint: list the roles of the server to see all of them
    "#);
}

#[tokio::test]
async fn emoji_are_found_by_name() {
    let (_, directory) = furnished().directory();
    for (text, wanted) in [(":party_parrot:", 11), ("PARTY_PARROT", 11), (":Party:", 12), ("party", 13)] {
        let found = find_emoji(&directory, text).await;
        let id = found.clone().map(|emoji| match emoji {
            EmojiRef::Custom { id: found, .. } => found.get() - id(0),
            _ => 0,
        });
        assert_eq!(id, Ok(wanted), "{text}: {found:?}");
    }
    insta::assert_snapshot!(find_emoji(&directory, ":BLOB:").await.unwrap_err(), @r#"
        2 emoji are called that: BLOB
        - <:Blob:300000000000000014>
        - <:bloB:300000000000000015>
        hint: call again with the ID of the one you mean
    "#);
    insta::assert_snapshot!(find_emoji(&directory, ":party_parot:").await.unwrap_err(), @r#"
        no emoji is called that: party_parot
        similar names:
        - <:party_parrot:300000000000000011>
        - <:Party:300000000000000012>
        - <:party:300000000000000013>
        hint: call again with one of these IDs, or use a standard emoji, or write a custom one as <:name:ID>
    "#);
    insta::assert_snapshot!(find_emoji(&directory, ":zzzz:").await.unwrap_err(), @r#"
        no emoji is called that: zzzz
        hint: use a standard emoji, or write a custom one as <:name:ID>
    "#);
}

#[tokio::test]
async fn a_role_that_is_left_to_be_destroyed_is_aimed_by_id() {
    let (_, directory) = furnished().directory();
    let mut role = RoleRef::parse("Code Reviewers").unwrap();
    let mut references = [("role_id", Reference::Role(&mut role))];
    let (defaults, reach) = (Defaults::default(), Reach::default());
    let refusal = resolve(&mut references, &directory, &defaults, &reach, true, soon()).await.unwrap_err();
    assert!(refusal.to_string().contains(&id(3).to_string()), "{refusal}");
    assert_eq!(role.id(), None);
}

#[tokio::test]
async fn the_server_beside_a_channel_is_the_channels_own() {
    let script = Script::new()
        .servers(&[(SERVER, "Home", json!([]), json!([])), (OTHER, "Work", json!([]), json!([]))]);
    let mut channel = crate::discord::directory::script::channel(7, 0, "deploys", 0);
    channel["guild_id"] = json!(OTHER.to_string());
    script.answer(&format!("channels/{}", id(7)), channel);
    let (script, directory) = script.directory();
    let (mut channel, mut server) = (ChannelRef::parse(&id(7).to_string()).unwrap(), ServerRef::default());
    let mut references =
        [("channel_id", Reference::Channel(&mut channel)), ("server_id", Reference::Server(&mut server))];
    let at_home = Defaults { server: Some(ServerRef::parse("Home").unwrap()), channel: None };
    resolve(&mut references, &directory, &at_home, &Reach::default(), false, soon()).await.unwrap();
    assert_eq!(server.id().unwrap().get(), OTHER);
    assert_eq!(script.asked(), [format!("channels/{}", id(7))]);
}

/// Names as somebody would choose them who wants to confuse: alike, empty when folded, with marks and directions.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-cA-C_ -]{1,4}",
        "\\PC{1,20}",
        ".{1,12}",
        "[ab\u{200b}\u{202e}\u{e0041}é️🎉]{1,6}",
        Just("</discord-content>".to_owned()),
        Just("@everyone".to_owned()),
        Just("everyone".to_owned()),
    ]
}

/// Nothing of what people wrote stands in a refusal as they wrote it.
fn is_neutral(text: &str) -> bool {
    neutralise(text) == text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn hostile_names_of_roles(names in prop::collection::vec(hostile(), 1..8), asked in hostile()) {
        let Ok(mut found) = RoleRef::parse(&asked) else { return Ok(()) };
        prop_assume!(!found.is_exact());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let roles: Vec<_> = (1..).zip(&names).map(|(number, name)| role(id(number), name)).collect();
        let (_, directory) = server(&roles, &[]).directory();
        let mut references = [("role_id", Reference::Role(&mut found))];
        let (defaults, reach) = (Defaults::default(), Reach::default());
        let result = runtime.block_on(resolve(&mut references, &directory, &defaults, &reach, false, soon_in(&runtime)));
        let bare = |name: &str| name.trim().trim_start_matches('@').trim().to_owned();
        match result {
            Ok(()) => {
                let number = found.id().map_or(0, RoleId::get);
                let name = if number == SERVER { "@everyone" } else { &names[usize::try_from(number - id(1)).unwrap()] };
                prop_assert_eq!(fold(&bare(name)), fold(&bare(&asked)), "{:?} for {:?}", name, asked);
                let exact = names.iter().filter(|name| bare(name) == bare(&asked)).count();
                if exact == 1 {
                    prop_assert_eq!(bare(name), bare(&asked));
                }
            }
            Err(error) => prop_assert!(is_neutral(&error.to_string()), "{:?}", error.to_string()),
        }
    }

    #[test]
    fn hostile_names_of_members(names in prop::collection::vec(hostile(), 1..8), asked in hostile()) {
        let Ok(mut found) = UserRef::parse(&asked) else { return Ok(()) };
        prop_assume!(!found.is_exact());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let script = Script::new().servers(&[(SERVER, "Home", json!([]), json!([]))]);
        let member = |(number, name): (u64, &String)| json!({
            "user": { "id": id(number).to_string(), "username": format!("user{number}"), "global_name": name },
            "nick": null, "roles": [],
        });
        let wanted = asked.trim();
        let wanted = wanted.strip_prefix('@').unwrap_or(wanted).trim();
        let members: Vec<_> = (1..).zip(&names).map(member).collect();
        script.answer(&format!("guilds/{SERVER}/members/search?query={wanted}&limit=25"), json!(members));
        let (_, directory) = script.directory();
        let mut references = [("user_id", Reference::User(&mut found))];
        let (defaults, reach) = (Defaults::default(), Reach::default());
        let result = runtime.block_on(resolve(&mut references, &directory, &defaults, &reach, false, soon_in(&runtime)));
        match result {
            Ok(()) => {
                let name = &names[usize::try_from(found.id().map_or(0, UserId::get) - id(1)).unwrap()];
                prop_assert_eq!(fold(name), fold(wanted), "{:?} for {:?}", name, asked);
                if names.iter().any(|other| other == wanted) {
                    prop_assert_eq!(name, wanted);
                }
            }
            Err(error) => prop_assert!(is_neutral(&error.to_string()), "{:?}", error.to_string()),
        }
    }

    #[test]
    fn hostile_names_of_emoji(names in prop::collection::vec(hostile(), 1..8), asked in ":[a-cA-C_]{2,4}:|:zz[a-c]{1,4}:") {
        let Ok(mut found) = EmojiRef::parse(&asked) else { return Ok(()) };
        let EmojiRef::Named(wanted) = found.clone() else { return Ok(()) };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let all: Vec<_> = (1..).zip(&names).map(|(number, name)| emoji(number, name)).collect();
        let (_, directory) = server(&[], &all).directory();
        let mut references = [("emoji", Reference::Emoji(&mut found))];
        let (defaults, reach) = (Defaults::default(), Reach::default());
        let result = runtime.block_on(resolve(&mut references, &directory, &defaults, &reach, false, soon_in(&runtime)));
        match result {
            Ok(()) => {
                let EmojiRef::Custom { name, .. } = &found else { panic!("{found:?}") };
                prop_assert!(name.eq_ignore_ascii_case(&wanted), "{} for {}", name, asked);
                if names.contains(&wanted) {
                    prop_assert_eq!(name, &wanted);
                }
            }
            Err(error) => prop_assert!(is_neutral(&error.to_string()), "{:?}", error.to_string()),
        }
    }

    #[test]
    fn hostile_names_of_channels(names in prop::collection::vec(hostile(), 1..8), asked in hostile()) {
        use crate::discord::directory::script::channel;
        let Ok(mut found) = ChannelRef::parse(&asked) else { return Ok(()) };
        prop_assume!(!found.is_exact());
        let Form::Name { server: None, name: wanted } = found.form().clone() else { return Ok(()) };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let listed: Vec<_> = (1..).zip(&names).map(|(number, name)| channel(number, 0, name, 0)).collect();
        let (_, directory) = Script::new().servers(&[(SERVER, "Home", json!(listed), json!([]))]).directory();
        let mut references = [("channel_id", Reference::Channel(&mut found))];
        let (defaults, reach) = (Defaults::default(), Reach::default());
        let result = runtime.block_on(resolve(&mut references, &directory, &defaults, &reach, false, soon_in(&runtime)));
        match result {
            Ok(()) => {
                let name = &names[usize::try_from(found.id().unwrap().get() - id(1)).unwrap()];
                prop_assert_eq!(fold(name), fold(&wanted), "{:?} for {:?}", name, asked);
                if names.contains(&wanted) {
                    prop_assert_eq!(name, &wanted);
                }
            }
            Err(error) => prop_assert!(is_neutral(&error.to_string()), "{:?}", error.to_string()),
        }
    }
}
