use std::time::Duration;

use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use super::{
    script::{BOT, OTHER, SERVER, Script, channel, id, soon},
    *,
};

fn server(number: u64) -> ServerId {
    ServerId::new(number).unwrap()
}

fn channel_id(number: u64) -> ChannelId {
    ChannelId::new(id(number)).unwrap()
}

fn one_server() -> Script {
    let channels = json!([channel(1, 4, "Text", 0), channel(2, 0, "general", 1)]);
    Script::new().servers(&[(SERVER, "Home", channels, json!([channel(3, 11, "a thread", 2)]))])
}

#[tokio::test]
async fn who_asks_at_once_shares_one_request() {
    let (script, directory) = one_server().directory();
    let all = join_all((0..20).map(|_| directory.channels(server(SERVER), soon()))).await;
    assert!(all.iter().all(|channels| channels.as_ref().unwrap().list().len() == 3));
    assert_eq!(script.asked().len(), 2, "channels and threads");
    assert_eq!(directory.channel(channel_id(3), soon()).await.unwrap().name.as_deref(), Some("a thread"));
    assert_eq!(directory.known_home(channel_id(3)).await, Some(server(SERVER)));
    assert_eq!(script.asked(), [""; 0], "known from the list");
}

#[tokio::test]
async fn what_changed_is_fetched_again() {
    let (script, directory) = one_server().directory();
    directory.channels(server(SERVER), soon()).await.unwrap();
    directory.forget_channel(channel_id(2)).await;
    assert!(!directory.knows_channels(server(SERVER)).await);
    script.asked();
    directory.channels(server(SERVER), soon()).await.unwrap();
    assert_eq!(script.asked().len(), 2);
}

#[tokio::test]
async fn an_answer_that_a_change_overtook_is_not_kept() {
    let (script, directory) = one_server().closed().directory();
    let fetching = directory.me(soon());
    let change = async {
        tokio::task::yield_now().await;
        directory.forget_server(server(SERVER)).await;
        script.open(1);
    };
    assert!(join(fetching, change).await.0.is_ok());
    assert!(directory.known_me().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_caller_in_a_hurry_fails_alone() {
    let (script, directory) = one_server().closed().directory();
    let hurried = async {
        let result = directory.me(Instant::now() + Duration::from_millis(10)).await;
        script.open(1);
        result
    };
    let (hurried, patient) = join(hurried, directory.me(soon())).await;
    let Err(ToolError::Refused(refusal)) = hurried else { panic!("{hurried:?}") };
    assert!(matches!(refusal.cause, Cause::Unavailable | Cause::Cancelled), "{refusal}");
    assert_eq!(patient.unwrap().id.get(), BOT);
    assert_eq!(script.asked().len(), 2);
}

#[tokio::test]
async fn servers_are_read_page_by_page() {
    let page = |from: u64, count: u64| -> Value {
        (from..from + count).map(|number| json!({ "id": id(number).to_string(), "name": "s" })).collect()
    };
    let (script, directory) = Script::new().directory();
    script.answer("users/@me/guilds?with_counts=true&limit=200", page(0, 200));
    let last = id(199);
    script.answer(&format!("users/@me/guilds?with_counts=true&limit=200&after={last}"), page(200, 3));
    assert_eq!(directory.servers(soon()).await.unwrap().len(), 203);
    assert_eq!(script.asked().len(), 2);
}

#[tokio::test]
async fn a_channel_that_cannot_be_read_hides_no_other() {
    let (_, directory) = Script::new()
        .servers(&[(SERVER, "Home", json!([{ "id": 5 }, channel(2, 0, "general", 0)]), json!([7]))])
        .directory();
    let channels = directory.channels(server(SERVER), soon()).await.unwrap();
    assert_eq!(channels.list().len(), 1);
    assert_eq!(channels.list()[0].guild_id, Some(server(SERVER)));
}

#[tokio::test]
async fn a_failure_is_not_kept() {
    let (script, directory) = one_server().directory();
    assert!(directory.server(server(OTHER), soon()).await.is_err());
    script.answer(
        &format!("guilds/{OTHER}?with_counts=true"),
        json!({ "id": OTHER.to_string(), "name": "New" }),
    );
    assert_eq!(directory.server(server(OTHER), soon()).await.unwrap().name, "New");
    assert_eq!(directory.known_server_name(server(OTHER)).await.as_deref(), Some("New"));
}

#[tokio::test]
async fn a_standing_is_known_once_it_was_fetched() {
    let (script, directory) = one_server().directory();
    script.answer(
        &format!("guilds/{SERVER}?with_counts=true"),
        json!({ "id": SERVER.to_string(), "name": "Home", "owner_id": id(99).to_string(), "roles": [
            { "id": SERVER.to_string(), "name": "@everyone", "permissions": "1024" },
        ] }),
    );
    script.answer(&format!("guilds/{SERVER}/members/{BOT}"), json!({ "roles": [] }));
    directory.channels(server(SERVER), soon()).await.unwrap();
    assert!(directory.known_standing(channel_id(3)).await.is_none());
    let standing = directory.standing(channel_id(3), soon()).await.unwrap().unwrap();
    let now = jiff::Timestamp::UNIX_EPOCH;
    assert_eq!(standing.effective(now).unwrap().bits(), 1024);
    script.asked();
    assert_eq!(directory.known_standing(channel_id(3)).await.unwrap().effective(now).unwrap().bits(), 1024);
    assert_eq!(script.asked(), [""; 0]);
    directory.forget_standing(channel_id(3)).await;
    assert!(directory.known_standing(channel_id(3)).await.is_none());
}
