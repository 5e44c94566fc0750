//! Whether Discord may have acted: each way to fail, and each way on from there.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use futures_util::future::join_all;
use tokio::net::TcpListener;

use super::{
    server::{Play, Server, forbidden, json, limited, losses, ok},
    *,
};

#[tokio::test]
async fn a_write_whose_answer_is_lost_is_not_repeated_when_that_could_do_it_twice() {
    for (loss, play) in losses() {
        let unread = matches!(play, Play::ResetUnread);
        let server = Server::plays([play]).await;
        let error = impatient(&server.base).send(post(Retry::Never)).await.unwrap_err();
        assert!(matches!(error, RestError::Lost { attempts: 1, .. }), "{loss}: {error:?}");
        assert_eq!(server.seen().len(), usize::from(!unread), "{loss}");
    }
}

#[tokio::test]
async fn a_write_that_can_be_repeated_is_and_says_so() {
    for retry in [Retry::Nonce, Retry::Idempotent] {
        for (loss, play) in losses() {
            let server = Server::plays([play, ok()]).await;
            let answer = impatient(&server.base).send(post(retry)).await.unwrap();
            assert_eq!((answer.status, answer.attempts, answer.lost_before), (200, 2, true), "{loss}");
            assert_eq!(answer.body, r#"{"id":"1"}"#, "{loss}");
        }
    }
}

#[tokio::test]
async fn a_read_is_repeated_and_loses_nothing() {
    for (loss, play) in losses() {
        let server = Server::plays([play, ok()]).await;
        let answer = impatient(&server.base).send(get()).await.unwrap();
        assert_eq!((answer.attempts, answer.lost_before), (2, false), "{loss}");
    }
}

#[tokio::test]
async fn what_goes_on_failing_until_the_deadline_is_lost_for_a_write_and_unavailable_for_a_read() {
    for (loss, play) in losses() {
        let server = Server::plays(vec![play; 40]).await;
        let rest = impatient(&server.base);
        let soon = after(Duration::from_millis(900));
        let write = rest.send(Request { deadline: soon, ..post(Retry::Nonce) }).await.unwrap_err();
        let RestError::Lost { attempts, .. } = write else { panic!("{loss}: {write:?}") };
        assert!(attempts > 1, "{loss}");
        let soon = after(Duration::from_millis(900));
        let read = rest.send(Request { deadline: soon, ..get() }).await.unwrap_err();
        let RestError::Unavailable { attempts, .. } = read else { panic!("{loss}: {read:?}") };
        assert!(attempts > 1, "{loss}");
    }
}

#[tokio::test]
async fn a_pooled_connection_that_has_closed_doubles_nothing() {
    let closing = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
    for _ in 0..20 {
        let server = Server::plays([Play::Cut(closing.into()), ok(), ok()]).await;
        let rest = rest(&server.base);
        rest.send(get()).await.unwrap();
        let result = rest.send(post(Retry::Never)).await;
        let posts = server.seen().iter().filter(|seen| seen.line.starts_with("POST")).count();
        match result {
            Ok(_) => assert_eq!(posts, 1),
            Err(RestError::Lost { .. }) => assert_eq!(posts, 0, "the closed connection swallowed it"),
            Err(other) => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn without_a_connection_nothing_can_have_happened() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let rest = rest(&format!("http://{closed}").parse().unwrap());
    for retry in [Retry::Never, Retry::Nonce, Retry::Idempotent] {
        let soon = after(Duration::from_millis(600));
        let error = rest.send(Request { deadline: soon, ..post(retry) }).await.unwrap_err();
        let RestError::Unavailable { attempts, reason } = error else { panic!("{retry:?}: {error:?}") };
        assert!(attempts > 1, "even {retry:?} is repeated: {reason}");
    }
}

#[tokio::test]
async fn what_discord_refuses_did_not_happen() {
    for status in [400, 403, 404, 409, 413, 308] {
        let body = r#"{"code":50035,"message":"Invalid Form Body","errors":{"content":{}}}"#;
        let server = Server::plays([json(status, "", body)]).await;
        let error = rest(&server.base).send(post(Retry::Idempotent)).await.unwrap_err();
        let expected = RestError::Refused {
            status,
            code: 50035,
            message: "Invalid Form Body".into(),
            errors: Some(json!({ "content": {} })),
            lost_before: false,
        };
        assert_eq!(error, expected);
        assert_eq!(server.seen().len(), 1, "{status} is not repeated");
    }
}

#[tokio::test]
async fn a_refusal_without_discords_words_is_still_one() {
    for play in [
        json(403, "", "<html>blocked</html>"),
        Play::Cut("HTTP/1.1 403 No\r\ncontent-length: 9\r\n\r\n{".into()),
    ] {
        let server = Server::plays([play]).await;
        let error = rest(&server.base).send(post(Retry::Never)).await.unwrap_err();
        assert!(matches!(error, RestError::Refused { status: 403, code: 0, .. }), "{error:?}");
    }
}

type Expected<'a> = &'a dyn Fn(&RestError) -> bool;

#[tokio::test]
async fn a_later_failure_does_not_undo_what_may_have_been_done() {
    let refused = |error: &RestError| matches!(error, RestError::Refused { lost_before: true, .. });
    let lost = |error: &RestError| matches!(error, RestError::Lost { attempts: 2, .. });
    let unauthorized = json(401, "", r#"{"code":0,"message":"401: Unauthorized"}"#);
    let unknown = json(404, "", r#"{"code":10008,"message":"Unknown Message"}"#);
    for retry in [Retry::Nonce, Retry::Idempotent] {
        let rows: [(&str, &Play, Expected<'_>); 4] = [
            ("a 403", &forbidden(), &refused),
            ("a 404", &unknown, &refused),
            ("a 429 that takes too long", &limited("user", 600.0), &lost),
            ("a 401", &unauthorized, &lost),
        ];
        for (later, play, expected) in rows {
            let server = Server::plays([Play::Reset, play.clone()]).await;
            let error = rest(&server.base).send(post(retry)).await.unwrap_err();
            assert!(expected(&error) && error.may_have_acted(), "{later}: {error:?}");
        }
    }
}

#[tokio::test]
async fn a_write_that_was_only_limited_before_keeps_that_apart_from_a_loss() {
    let server = Server::plays([limited("user", 0.01), forbidden()]).await;
    let error = rest(&server.base).send(post(Retry::Never)).await.unwrap_err();
    assert!(matches!(error, RestError::Refused { lost_before: false, .. }), "{error:?}");
    let server = Server::plays([limited("user", 0.01), ok()]).await;
    let answer = rest(&server.base).send(post(Retry::Never)).await.unwrap();
    assert_eq!((answer.attempts, answer.lost_before), (2, false));
}

#[tokio::test(start_paused = true)]
async fn a_nonce_is_trusted_for_three_minutes() {
    let base: Url = "https://discord.test/api/v10".parse().unwrap();
    let request = |retry| Request { deadline: after(Duration::from_hours(1)), ..post(retry) };
    let start = Instant::now();
    let lost = RestError::Lost { reason: "reset".into(), attempts: 1 };

    let mut past = Past::new(&Call::new(&base, request(Retry::Nonce)).unwrap());
    past.begin();
    past.note(&RestError::Unavailable { reason: "refused".into(), attempts: 1 });
    assert!(past.may_retry(start + Duration::from_mins(59)), "no message can exist yet");
    tokio::time::advance(Duration::from_secs(10)).await;
    past.begin();
    tokio::time::advance(Duration::from_secs(10)).await;
    past.note(&lost);
    assert!(past.may_retry(start + Duration::from_secs(189)));
    assert!(
        !past.may_retry(start + Duration::from_secs(190)),
        "three minutes from the start of the lost attempt"
    );
    assert_eq!(past.deadline(), start + Duration::from_secs(190), "and no attempt lasts longer");

    let mut past = Past::new(&Call::new(&base, request(Retry::Idempotent)).unwrap());
    past.begin();
    past.note(&lost);
    assert!(past.may_retry(start + Duration::from_mins(59)));

    let mut past = Past::new(&Call::new(&base, request(Retry::Never)).unwrap());
    past.begin();
    assert!(past.may_retry(start + Duration::from_mins(1)));
    past.note(&lost);
    assert!(!past.may_retry(start + Duration::from_mins(1)));
}

#[tokio::test]
async fn cancelling_tells_whether_something_was_under_way() {
    // Nothing sent yet.
    let server = Server::plays([]).await;
    let cancel = CancellationToken::new();
    cancel.cancel();
    let error = rest(&server.base).send(Request { cancel, ..post(Retry::Nonce) }).await.unwrap_err();
    assert_eq!(error, RestError::Cancelled { sent: false });
    assert_eq!(server.seen().len(), 0);

    // A write under way, and a read.
    for (request, lost) in [(post(Retry::Idempotent), true), (get(), false)] {
        let server = Server::plays([Play::Hang]).await;
        let rest = Rest::new(RestConfig { attempt_timeout: Duration::from_secs(9), ..config(&server.base) })
            .unwrap();
        let cancel = request.cancel.clone();
        let (result, ()) = tokio::join!(rest.send(request), async {
            server.has_seen(1).await;
            cancel.cancel();
        });
        match result.unwrap_err() {
            RestError::Lost { attempts: 1, .. } => assert!(lost),
            RestError::Cancelled { sent: true } => assert!(!lost),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn cancelling_between_attempts_keeps_what_may_have_been_done() {
    for (plays, lost) in
        [(vec![limited("global", 5.0)], false), (vec![Play::Reset, limited("global", 5.0)], true)]
    {
        let server = Server::plays(plays).await;
        let (rest, request) = (rest(&server.base), post(Retry::Nonce));
        let cancel = request.cancel.clone();
        let (result, ()) = tokio::join!(rest.send(request), async {
            // The pause shows that the last answer was read, so nothing is under way any more.
            while rest.0.limiter.paused().is_none() {
                tokio::task::yield_now().await;
            }
            cancel.cancel();
        });
        match result.unwrap_err() {
            RestError::Lost { attempts: 2, .. } => assert!(lost),
            RestError::Cancelled { sent: true } => assert!(!lost),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_deadline_that_has_passed_sends_nothing() {
    let server = Server::plays([ok()]).await;
    let error = rest(&server.base).send(Request { deadline: Instant::now(), ..get() }).await.unwrap_err();
    assert_eq!(error, RestError::Cancelled { sent: false });
    assert_eq!(server.seen().len(), 0);
}

#[tokio::test]
async fn an_answer_is_read_only_up_to_a_limit() {
    let long = json(200, "", &"x".repeat(2_000));
    let server = Server::plays([long.clone(), long]).await;
    let rest = Rest::new(RestConfig { answer_limit: 1_000, ..config(&server.base) }).unwrap();
    let error = rest.send(get()).await.unwrap_err();
    assert!(
        matches!(&error, RestError::Unavailable { reason, .. } if reason.contains("1000 bytes")),
        "{error:?}"
    );
    let error = rest.send(post(Retry::Idempotent)).await.unwrap_err();
    assert!(matches!(error, RestError::Lost { attempts: 1, .. }), "{error:?}");
}

/// A Discord that fails half of the time, before or after it has acted, and counts what it did for each nonce.
async fn unreliable(done: Arc<Mutex<HashMap<String, u32>>>, seed: u64) -> Server {
    let mut dice = fastrand::Rng::with_seed(seed);
    Server::new(move |request| {
        let Some(request) = request else { return (dice.u8(..100) < 5).then_some(Play::ResetUnread) };
        let fate = dice.u8(..100);
        let body: serde_json::Value = serde_json::from_slice(&request.body).unwrap();
        let nonce = body["nonce"].as_str().unwrap().to_owned();
        if fate < 70 {
            let mut done = done.lock().unwrap();
            let times = done.entry(nonce).or_default();
            // As with `enforce_nonce`: a second message is the first.
            *times = if body["enforce_nonce"] == true { 1 } else { *times + 1 };
        }
        Some(match fate {
            0..10 | 70..75 => json(500, "", "{}"),
            10..20 | 75..80 => Play::Reset,
            20..25 => Play::Cut("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{".into()),
            80..90 => limited("user", 0.01),
            90.. => forbidden(),
            _ => ok(),
        })
    })
    .await
}

#[tokio::test]
async fn whatever_discord_does_the_result_tells_the_truth() {
    let seed = fastrand::u64(..);
    let done = Arc::new(Mutex::default());
    let server = unreliable(Arc::clone(&done), seed).await;
    let rest = Rest::new(RestConfig { limiter: LimiterMode::Off, ..config(&server.base) }).unwrap();
    let deadline = after(Duration::from_secs(2));
    let results = join_all((0..150).map(|number| {
        let retry = [Retry::Never, Retry::Nonce, Retry::Idempotent][number % 3];
        let nonce = number.to_string();
        let content = json!({ "nonce": nonce, "enforce_nonce": retry == Retry::Nonce });
        let request = Request { body: Body::Json(content), deadline, ..post(retry) };
        let sending = rest.send(request);
        async move { (nonce, retry, sending.await) }
    }))
    .await;
    let done = done.lock().unwrap();
    let mut delivered = 0;
    for (nonce, retry, result) in results {
        let times = done.get(&nonce).copied().unwrap_or(0);
        match &result {
            Ok(_) if retry == Retry::Idempotent => assert!(times >= 1, "seed {seed}: {result:?}"),
            Ok(_) => assert_eq!(times, 1, "seed {seed}, {retry:?}: {result:?}"),
            Err(error) if error.may_have_acted() => assert!(times <= 1 || retry == Retry::Idempotent),
            Err(_) => assert_eq!(times, 0, "seed {seed}, {retry:?}: {result:?}"),
        }
        delivered += u32::from(result.is_ok());
    }
    assert!(delivered > 50, "seed {seed}: {delivered}");
}
