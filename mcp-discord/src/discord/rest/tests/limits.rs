//! Rate limits, the breaker, and a token that is no good.

use std::sync::{Arc, Mutex};

use futures_util::future::join_all;

use super::{
    server::{Server, forbidden, json, limited, ok},
    *,
};

/// Headers of a bucket. Each ends in `\r\n`.
fn bucket(remaining: usize, reset_after: f64) -> String {
    format!(
        "x-ratelimit-bucket: abc\r\nx-ratelimit-limit: 5\r\nx-ratelimit-remaining: {remaining}\r\n\
         x-ratelimit-reset-after: {reset_after:.3}\r\n"
    )
}

#[tokio::test]
async fn twenty_at_once_go_through_five_at_a_time_in_order_without_a_429() {
    const WINDOW: f64 = 0.5;
    let window: Arc<Mutex<Option<(Instant, usize)>>> = Arc::default();
    let server = Server::new(move |seen| {
        seen?;
        let mut window = window.lock().unwrap();
        let (start, used) = match *window {
            Some((start, used)) if start.elapsed().as_secs_f64() < WINDOW => (start, used + 1),
            _ => (Instant::now(), 1),
        };
        *window = Some((start, used));
        let reset_after = (WINDOW - start.elapsed().as_secs_f64()).max(0.0);
        Some(if used > 5 {
            limited("user", reset_after)
        } else {
            json(200, &bucket(5 - used, reset_after), "{}")
        })
    })
    .await;
    let rest = rest(&server.base);
    let start = Instant::now();
    let answers = join_all((0..20).map(|number| {
        let body = Body::Json(json!({ "content": number }));
        rest.send(Request { body, ..post(Retry::Never) })
    }))
    .await;
    let took = start.elapsed().as_secs_f64();
    assert!(
        answers.iter().all(|answer| answer.as_ref().is_ok_and(|answer| answer.attempts == 1)),
        "{answers:?}"
    );
    let order: Vec<_> =
        server.seen().iter().map(|seen| String::from_utf8(seen.body.clone()).unwrap()).collect();
    let expected: Vec<_> = (0..20).map(|number| format!("{{\"content\":{number}}}")).collect();
    assert_eq!(order, expected);
    assert!((3.0 * WINDOW..4.0 * WINDOW).contains(&took), "{took} s");
}

#[tokio::test]
async fn a_limit_that_lasts_past_the_deadline_is_told_at_once() {
    // Known from the headers of the last answer: nothing is sent.
    let server = Server::plays([json(200, &bucket(0, 60.0), "{}"), ok()]).await;
    let rest = rest(&server.base);
    rest.send(get()).await.unwrap();
    let start = Instant::now();
    let error = rest.send(get()).await.unwrap_err();
    let RestError::Limited { retry_after, global: false, code: None } = error else { panic!("{error:?}") };
    assert!((55..=60).contains(&retry_after.as_secs()), "{retry_after:?}");
    assert_eq!(server.seen().len(), 1);

    // Said by a 429, here of a quota that the headers don't show.
    let slow =
        json(429, "retry-after: 300\r\n", r#"{"code":20016,"message":"Slowmode","retry_after":299.5}"#);
    let server = Server::plays([slow]).await;
    let error = self::rest(&server.base).send(post(Retry::Nonce)).await.unwrap_err();
    let retry_after = Duration::from_millis(299_500);
    assert_eq!(error, RestError::Limited { retry_after, global: false, code: Some(20016) });
    assert!(start.elapsed() < Duration::from_secs(5), "nobody waited");
}

#[tokio::test]
async fn the_limit_of_one_message_is_that_of_all_in_its_channel() {
    let server = Server::plays([json(200, &bucket(0, 60.0), "{}"), ok()]).await;
    let rest = rest(&server.base);
    let message = |channel: u64, message: u64| Request {
        path: Path::new().literal("channels").id(channel).literal("messages").id(message),
        ..get()
    };
    rest.send(message(1, 11)).await.unwrap();
    let error = rest.send(message(1, 12)).await.unwrap_err();
    assert!(matches!(error, RestError::Limited { .. }), "{error:?}");
    rest.send(message(2, 13)).await.unwrap();
}

#[tokio::test]
async fn a_429_is_waited_out_and_tried_again() {
    for mode in [LimiterMode::Local, LimiterMode::Off] {
        let server = Server::plays([limited("user", 0.3), limited("shared", 0.2), ok()]).await;
        let rest = Rest::new(RestConfig { limiter: mode, ..config(&server.base) }).unwrap();
        let start = Instant::now();
        assert_eq!(rest.send(post(Retry::Never)).await.unwrap().attempts, 3);
        assert!(start.elapsed() >= Duration::from_millis(500), "{mode:?}");
    }
}

#[tokio::test]
async fn a_429_that_is_not_discords_holds_for_everything() {
    let page =
        server::Play::Answer("HTTP/1.1 429 X\r\nretry-after: 30\r\ncontent-length: 6\r\n\r\n<html>".into());
    let server = Server::plays([page]).await;
    let rest = rest(&server.base);
    let limited = RestError::Limited { retry_after: Duration::from_secs(30), global: true, code: None };
    assert_eq!(rest.send(get()).await.unwrap_err(), limited);
    assert!(rest.0.limiter.paused().is_some());
}

#[tokio::test]
async fn times_that_no_clock_can_hold_are_harmless() {
    for time in ["1e300", "-5.0", "\"soon\""] {
        let body = format!(r#"{{"message":"limited","retry_after":{time}}}"#);
        let headers = "x-ratelimit-bucket: b\r\nx-ratelimit-limit: 1\r\nx-ratelimit-remaining: 0\r\n\
                       x-ratelimit-reset-after: 1e300\r\n";
        let server = Server::plays([json(429, headers, &body)]).await;
        let error = rest(&server.base).send(get()).await.unwrap_err();
        assert!(matches!(error, RestError::Limited { .. }), "{time}: {error:?}");
    }
}

#[tokio::test]
async fn a_429_that_does_not_end_is_given_up() {
    let server = Server::plays(vec![limited("user", 0.0); 40]).await;
    let error = rest(&server.base).send(post(Retry::Idempotent)).await.unwrap_err();
    assert!(matches!(error, RestError::Limited { .. }), "{error:?}");
    assert_eq!(server.seen().len(), 8);
}

#[tokio::test]
async fn a_global_429_pauses_every_route() {
    for mode in [LimiterMode::Local, LimiterMode::Off] {
        let server = Server::plays([limited("global", 0.4), ok(), ok()]).await;
        let rest = Rest::new(RestConfig { limiter: mode, ..config(&server.base) }).unwrap();
        let (first, second) = tokio::join!(rest.send(get()), async {
            while rest.0.limiter.paused().is_none() {
                tokio::task::yield_now().await;
            }
            let start = Instant::now();
            // Too short a deadline is told at once that it is in vain.
            let other = Request { path: Path::new().literal("users/@me"), ..get() };
            let soon = Request { deadline: after(Duration::from_millis(100)), ..other.clone() };
            let error = rest.send(soon).await.unwrap_err();
            assert!(matches!(error, RestError::Limited { global: true, .. }), "{error:?}");
            rest.send(other).await.unwrap();
            start.elapsed()
        });
        assert_eq!(first.unwrap().attempts, 2);
        assert!(second >= Duration::from_millis(300), "{mode:?}: {second:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_global_pause_has_an_end() {
    let limiter = Limiter::new(LimiterMode::Off, 50).unwrap();
    limiter.pause(Duration::from_hours(24));
    assert_eq!(limiter.paused(), Some(after(Duration::from_mins(1))));
    tokio::time::advance(Duration::from_mins(1)).await;
    assert_eq!(limiter.paused(), None);
}

#[tokio::test]
async fn a_queue_that_does_not_move_until_the_deadline_sends_nothing() {
    let server = Server::plays([server::Play::Hang]).await;
    let rest = rest(&server.base);
    let (first, second) =
        (get(), Request { deadline: after(Duration::from_millis(300)), ..post(Retry::Never) });
    let cancel = first.cancel.clone();
    let (_, error) = tokio::join!(rest.send(first), async {
        server.has_seen(1).await;
        let error = rest.send(second).await.unwrap_err();
        cancel.cancel();
        error
    });
    assert!(matches!(error, RestError::Unavailable { attempts: 0, .. }), "{error:?}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_permit_that_nobody_waits_for_any_more_goes_to_the_next() {
    let server = Server::plays([server::Play::Hang, ok()]).await;
    let rest = rest(&server.base);
    let (first, given_up, third) = tokio::join!(
        rest.send(Request { deadline: after(Duration::from_millis(300)), ..get() }),
        rest.send(Request { deadline: after(Duration::from_millis(100)), ..get() }),
        rest.send(get()),
    );
    assert!(first.is_err() && given_up.is_err(), "{first:?} {given_up:?}");
    assert_eq!(third.unwrap().attempts, 1);
}

#[tokio::test]
async fn a_refused_token_is_not_used_again() {
    let server = Server::plays([json(401, "", r#"{"code":0,"message":"401: Unauthorized"}"#), ok()]).await;
    let rest = rest(&server.base);
    assert_eq!(rest.send(get()).await.unwrap_err(), RestError::Unauthorized);
    assert_eq!(rest.clone().send(post(Retry::Nonce)).await.unwrap_err(), RestError::Unauthorized);
    assert_eq!(server.seen().len(), 1);
    // A webhook doesn't need the bot's token.
    let path = Path::new().literal("webhooks").id(1).secret("t".to_owned().into());
    rest.send(Request { path, ..get() }).await.unwrap();
}

#[tokio::test]
async fn a_refused_webhook_token_leaves_the_bot_alone() {
    let invalid = json(401, "", r#"{"code":50027,"message":"Invalid Webhook Token"}"#);
    let server = Server::plays([invalid, ok()]).await;
    let rest = rest(&server.base);
    let path = Path::new().literal("webhooks").id(1).secret("t".to_owned().into());
    let error = rest.send(Request { path, ..get() }).await.unwrap_err();
    assert!(matches!(error, RestError::Refused { status: 401, code: 50027, .. }), "{error:?}");
    rest.send(get()).await.unwrap();
}

#[tokio::test]
async fn refused_requests_open_the_breaker_before_discord_bans_us() {
    let plays = [forbidden(), limited("shared", 0.0), limited("user", 0.0), ok(), forbidden(), ok()];
    let server = Server::plays(plays).await;
    let rest = Rest::new(RestConfig { invalid_limit: 3, ..config(&server.base) }).unwrap();
    assert!(matches!(rest.send(get()).await, Err(RestError::Refused { .. })));
    assert_eq!(
        rest.send(get()).await.unwrap().attempts,
        3,
        "two 429, of which the shared one does not count"
    );
    assert!(matches!(rest.send(get()).await, Err(RestError::Refused { .. })));
    let error = rest.send(get()).await.unwrap_err();
    assert!(matches!(error, RestError::Breaker { until } if until > Instant::now()), "{error:?}");
    assert_eq!(server.seen().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn the_breaker_closes_when_the_window_has_moved_on() {
    let breaker = Breaker::new(3);
    for _ in 0..4 {
        breaker.count();
        tokio::time::advance(Duration::from_mins(1)).await;
    }
    // Counted at 0, 1, 2 and 3 minutes: below three again when the first two have left.
    let Some(RestError::Breaker { until }) = breaker.refusal(true) else { panic!("not open") };
    assert_eq!(until, after(Duration::from_mins(7)), "at 11 minutes; it is 4");
    tokio::time::advance(Duration::from_secs(7 * 60 - 1)).await;
    assert!(breaker.refusal(true).is_some());
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(breaker.refusal(true), None);
}

/// The clock is the test's from the moment on at which the answer is on its way: it turns only while nothing else can
/// go on, so the client has read the answer and waits when it is turned past the deadline.
#[tokio::test]
async fn what_went_wrong_is_told_when_the_wait_ends_after_the_deadline() {
    let server = Server::plays([limited("user", 30.0), ok()]).await;
    let rest = rest(&server.base);
    let request = Request { deadline: after(Duration::from_secs(40)), ..get() };
    let sending = tokio::spawn(async move { rest.send(request).await });
    server.has_seen(1).await;
    tokio::time::pause();
    sleep_until(after(Duration::from_secs(10))).await;
    tokio::time::advance(Duration::from_mins(1)).await;
    let error = sending.await.unwrap().unwrap_err();
    assert!(matches!(error, RestError::Limited { .. }), "{error:?}");
    assert_eq!(server.seen().len(), 1);
}
