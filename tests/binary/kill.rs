//! The program is killed in the middle of its work: what it answered is true, and nothing was done twice.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use futures_util::future::join_all;
use mcp_discord::sandbox::{Faults, Limits, NewChannel, Sandbox};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::process::{outcome, with};

/// How many messages are sent, and after how many answers the server is killed.
const CALLS: usize = 100;
const ANSWERED: usize = 30;

/// How many calls are under way at once over HTTP.
const AT_ONCE: usize = 16;

/// A sandbox that outlives the server, and the channels that are sent to.
async fn rooms(faults: Faults) -> (Sandbox, Vec<String>) {
    let sandbox = Sandbox::builder().limits(Limits::off()).start().await.unwrap();
    let rooms = {
        let mut world = sandbox.world();
        let server = world.add_server("Load");
        let rooms = (0..8).map(|n| world.add_channel(server, NewChannel::text(format!("room-{n}"))).unwrap());
        rooms.map(|room| room.to_string()).collect()
    };
    sandbox.set_faults(faults);
    (sandbox, rooms)
}

fn arguments(rooms: &[String], number: usize) -> Value {
    json!({ "channel_id": rooms[number % rooms.len()], "content": format!("message {number}") })
}

/// Holds what was answered against what is there.
#[track_caller]
fn judge(sandbox: &Sandbox, answers: &HashMap<usize, (String, bool)>) {
    let mut there: HashMap<String, usize> = HashMap::new();
    for write in sandbox.write_log() {
        *there.entry(write.target.content.unwrap()).or_default() += 1;
    }
    let sent = answers.iter().filter(|(_, (_, failed))| !failed);
    let lost: Vec<_> = sent.filter(|(number, _)| !there.contains_key(&format!("message {number}"))).collect();
    assert!(lost.is_empty(), "answered, and not there: {lost:?}");
    let twice: Vec<_> = there.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "there twice: {twice:?}");
    assert!((ANSWERED..CALLS).contains(&answers.len()), "{} answers: not in the middle", answers.len());
}

async fn over_http(faults: Faults) {
    let (sandbox, rooms) = rooms(faults).await;
    let mut server = with(&sandbox).serve_http().await;
    let answered = Arc::new(Semaphore::new(0));
    let next = Arc::new(AtomicUsize::new(0));
    let clients: Vec<_> = (0..AT_ONCE)
        .map(|_| {
            let (answered, next, rooms, server) =
                (Arc::clone(&answered), Arc::clone(&next), rooms.clone(), server.client());
            tokio::spawn(async move {
                let mut answers = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    if number >= CALLS {
                        return answers;
                    }
                    let Ok(answer) = server.call("send_message", arguments(&rooms, number)).await else {
                        return answers;
                    };
                    answers.push((number, answer));
                    answered.add_permits(1);
                }
            })
        })
        .collect();
    answered.acquire_many(ANSWERED.try_into().unwrap()).await.unwrap().forget();
    server.kill().await;
    let answers = join_all(clients).await.into_iter().flat_map(Result::unwrap).collect();
    judge(&sandbox, &answers);
}

async fn over_stdio(faults: Faults) {
    let (sandbox, rooms) = rooms(faults).await;
    let mut server = with(&sandbox).serve();
    server.initialize().await;
    let mut numbers = HashMap::new();
    for number in 0..CALLS {
        numbers.insert(server.start_call("send_message", arguments(&rooms, number)).await, number);
    }
    let mut answers: HashMap<i64, Value> = HashMap::new();
    while answers.len() < ANSWERED {
        let (id, answer) = server.next_answer().await;
        if numbers.contains_key(&id) {
            answers.insert(id, answer);
        }
    }
    answers.extend(server.kill().await);
    let answers = answers.into_iter().filter_map(|(id, answer)| Some((*numbers.get(&id)?, outcome(&answer))));
    judge(&sandbox, &answers.collect());
}

#[tokio::test]
async fn over_http_no_answered_message_is_lost_and_none_is_there_twice() {
    over_http(Faults::none()).await;
}

#[tokio::test]
async fn over_http_while_discord_fails_no_answered_message_is_lost_and_none_is_there_twice() {
    over_http(Faults::failing(0.2, 4)).await;
}

#[tokio::test]
async fn over_stdio_no_answered_message_is_lost_and_none_is_there_twice() {
    over_stdio(Faults::none()).await;
}

#[tokio::test]
async fn over_stdio_while_discord_fails_no_answered_message_is_lost_and_none_is_there_twice() {
    over_stdio(Faults::failing(0.2, 4)).await;
}
