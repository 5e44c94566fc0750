//! Threads that were archived, which no list of active ones holds.

use serde_json::{Value, json};

use super::{super::*, find_in, home};
use crate::discord::directory::script::{Script, channel, id};

fn archive_of(number: u64) -> String {
    format!("channels/{}/threads/archived/public?limit=100", id(number))
}

fn thread(number: u64, name: &str, parent: u64) -> Value {
    let mut thread = channel(number, 11, name, parent);
    thread["thread_metadata"] = json!({ "archived": true });
    thread
}

/// A server with archives: `bugs` and the forum have some, the others can't be read.
fn with_archives() -> Script {
    let script = home();
    for (number, threads) in [
        (5, json!([thread(50, "Crash on start", 5), thread(51, "Retro", 5)])),
        (8, json!([thread(52, "Dark mode", 8), thread(53, "retro", 8)])),
    ] {
        script.answer(&archive_of(number), json!({ "threads": threads, "members": [], "has_more": false }));
    }
    script
}

#[tokio::test]
async fn they_are_found_by_title_alone_and_with_their_channel() {
    let (_, directory) = with_archives().directory();
    for (text, wanted) in [
        ("Crash on start", 50),
        ("crash-on-start", 50),
        ("questions/Dark mode", 52),
        ("#questions/dark_mode", 52),
        ("Retro", 51),
        ("retro", 53),
    ] {
        let found = find_in(&directory, text, &Defaults::default()).await;
        assert_eq!(found.clone().unwrap_or_default(), wanted, "{text}: {found:?}");
    }
    let refusal = find_in(&directory, "RETRO", &Defaults::default()).await.unwrap_err();
    assert!(refusal.starts_with("2 threads are called that: RETRO"), "{refusal}");
    assert!(refusal.contains("thread in #bugs") && refusal.contains("thread in #questions"), "{refusal}");
}

#[tokio::test]
async fn one_request_a_channel_and_none_for_a_slip_of_the_pen() {
    let (script, directory) = with_archives().directory();
    find_in(&directory, "general", &Defaults::default()).await.unwrap();
    script.asked();
    find_in(&directory, "genral", &Defaults::default()).await.unwrap_err();
    assert_eq!(script.asked(), [""; 0]);
    find_in(&directory, "questions/Dark mode", &Defaults::default()).await.unwrap();
    assert_eq!(script.asked(), [archive_of(8)]);
    find_in(&directory, "Crash on start", &Defaults::default()).await.unwrap();
    let asked = script.asked();
    assert!(asked.contains(&archive_of(5)) && !asked.contains(&archive_of(8)), "{asked:?}");
    assert!(asked.iter().all(|asked| asked.ends_with("/threads/archived/public?limit=100")), "{asked:?}");
    assert!(asked.len() <= 25, "{asked:?}");
}

#[tokio::test]
async fn many_channels_take_a_bounded_number_of_requests() {
    use crate::discord::directory::script::SERVER;
    let many: Vec<Value> = (1..=60).map(|number| channel(number, 0, &format!("room {number}"), 0)).collect();
    let (script, directory) = Script::new().servers(&[(SERVER, "Home", json!(many), json!([]))]).directory();
    find_in(&directory, "something else", &Defaults::default()).await.unwrap_err();
    let archives = script.asked().into_iter().filter(|asked| asked.contains("archived")).count();
    assert_eq!(archives, 25);
}
