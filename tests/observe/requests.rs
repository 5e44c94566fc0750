//! Requests to Discord: every attempt, why it was repeated, and what it waited for.

use std::{sync::Arc, time::Duration};

use mcp_discord::{
    call::{Caller, Calls, ToolCall},
    discord::{Discord, DiscordSettings, LimiterMode, RestConfig},
    sandbox::{Fault, Faults, Limits, Quota, Sandbox},
    tool::NoHost,
    toolsets,
};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::stage::{Stage, measured, stage, stage_in};

const REQUESTS: &str = "discord_requests_total";
const MESSAGES: &str = "/channels/{channel_id}/messages";

/// Every answer of the sandbox was counted, once.
fn assert_all_counted(stage: &Stage) {
    let answers = stage.answers();
    assert!(!answers.is_empty());
    for ((method, status), times) in answers {
        let labels = [("method", method.as_str()), ("status", &status.to_string())];
        assert_eq!(stage.rise_of_all(REQUESTS, &labels), times, "{labels:?}");
    }
}

async fn send(stage: &Stage, content: &str) {
    let called = stage.call("send_message", json!({ "channel_id": "#general", "content": content })).await;
    let called = called.unwrap();
    assert!(called.is_done(), "{}", called.text);
}

#[tokio::test]
async fn requests_are_counted_by_route_and_status() {
    let stage = stage(|session| session).await;
    for content in ["one", "two", "three"] {
        send(&stage, content).await;
    }
    let labels = [("method", "POST"), ("route", MESSAGES)];
    assert_eq!(stage.rise(REQUESTS, &[labels[0], labels[1], ("status", "200")]), 3);
    assert_eq!(stage.values("discord_request_duration_seconds", &labels), 3);
    assert_eq!(stage.rise_of_all("discord_retries_total", &[]), 0);
    assert!(stage.values("discord_limiter_wait_seconds", &[]) >= 3);
    assert_all_counted(&stage);
}

#[tokio::test]
async fn what_discord_failed_at_is_tried_again_and_counted_twice() {
    let stage = stage(|session| session).await;
    send(&stage, "before").await;
    let kinds = vec![(Fault::InternalServerError { effect: false }, 1)];
    stage.sandbox().set_faults(Faults { rate: 0.5, seed: 2, kinds });
    for n in 0..3 {
        send(&stage, &format!("message {n}")).await;
    }
    let failed = stage.answered("POST", 500);
    assert!(failed > 0);
    let labels = [("method", "POST"), ("route", MESSAGES)];
    assert_eq!(stage.rise(REQUESTS, &[labels[0], labels[1], ("status", "500")]), failed);
    // A 500 leaves open whether the message was sent.
    assert_eq!(stage.rise("discord_retries_total", &[labels[0], labels[1], ("reason", "lost")]), failed);
    assert_eq!(stage.rise("mcp_discord_calls_total", &[("tool", "send_message"), ("outcome", "done")]), 4);
    assert_eq!(stage.sandbox().write_log().len(), 4);
    assert_all_counted(&stage);
}

#[tokio::test]
async fn limits_are_counted_by_whose_they_are() {
    let stage = stage(|session| session).await;
    send(&stage, "before").await;
    stage.sandbox().set_faults(Faults { rate: 0.5, seed: 3, kinds: vec![(Fault::TooManyRequests, 1)] });
    for n in 0..3 {
        send(&stage, &format!("message {n}")).await;
    }
    let limited = stage.answered("POST", 429);
    assert!(limited > 0);
    assert_eq!(stage.rise("discord_rate_limited_total", &[("scope", "shared")]), limited);
    let labels = [("method", "POST"), ("route", MESSAGES), ("reason", "limited")];
    assert_eq!(stage.rise("discord_retries_total", &labels), limited);
    // Others' use of a shared limit doesn't count towards the ban.
    assert_eq!(stage.rise("discord_invalid_responses_total", &[]), 0);
    assert_all_counted(&stage);
}

#[tokio::test]
async fn a_global_limit_pauses_everything() {
    let quota = Quota::new(3, Duration::from_secs(1));
    let sandbox = Sandbox::builder().furnished().limits(Limits::default().global(quota));
    let stage = stage_in(sandbox, |session| session.limiter(LimiterMode::Off)).await;
    for n in 0..4 {
        send(&stage, &format!("message {n}")).await;
    }
    let limited: u32 = ["GET", "POST"].map(|method| stage.answered(method, 429)).iter().sum();
    assert!(limited > 0);
    assert_eq!(stage.rise("discord_rate_limited_total", &[("scope", "global")]), limited);
    assert_eq!(stage.rise("discord_invalid_responses_total", &[]), limited);
    let pauses = stage.rise("discord_global_pauses_total", &[]);
    assert!((1..=limited).contains(&pauses), "{pauses} pauses, {limited} answers of 429");
    assert_eq!(measured().count("discord_limiter_waiting", &[]), 0);
    assert_all_counted(&stage);
}

#[tokio::test]
async fn attempts_that_wait_for_a_limit_are_a_queue() {
    let quota = Quota::new(2, Duration::from_millis(500));
    let limits = Limits::default().operation("create_message", quota);
    let stage = stage_in(Sandbox::builder().furnished().limits(limits), |session| session).await;
    send(&stage, "before").await;
    let (_, waited) = measured().histogram("discord_limiter_wait_seconds", &[]);
    let mut sending = Box::pin(async {
        for n in 0..4 {
            send(&stage, &format!("message {n}")).await;
        }
    });
    let mut longest = 0;
    loop {
        tokio::select! {
            biased;
            () = &mut sending => break,
            () = tokio::task::yield_now() => {}
        }
        longest = longest.max(measured().count("discord_limiter_waiting", &[]));
    }
    assert_eq!(longest, 1);
    let (_, waited_since) = measured().histogram("discord_limiter_wait_seconds", &[]);
    assert!(waited_since - waited > 0.25, "{waited} s, {waited_since} s");
    assert_eq!(stage.answered("POST", 429), 0);
}

#[tokio::test]
async fn what_is_known_is_a_hit() {
    let stage = stage(|session| session).await;
    let looked_up =
        |kind, result| stage.rise("discord_directory_lookups_total", &[("kind", kind), ("result", result)]);
    send(&stage, "one").await;
    let (hits, misses) = (looked_up("channels", "hit"), looked_up("channels", "miss"));
    assert_eq!((misses, looked_up("servers", "miss")), (1, 1));
    send(&stage, "two").await;
    assert!(looked_up("channels", "hit") > hits);
    assert_eq!((looked_up("channels", "miss"), looked_up("servers", "miss")), (1, 1));
}

#[tokio::test]
async fn a_refused_token_and_an_open_breaker_are_seen() {
    let stage = stage(|session| session).await;
    assert_eq!(measured().count("discord_token_refused", &[]), 0);
    let base = stage.sandbox().api_base().parse().unwrap();
    let config = RestConfig { invalid_limit: 1, ..RestConfig::new(base, "no-token".to_owned().into()) };
    let discord = Discord::new(config, DiscordSettings::default()).unwrap();
    let calls = Calls::builder(discord).toolsets(toolsets::ALL).build().unwrap();
    for _ in 0..2 {
        let caller = Caller { agent: "test".into(), order: Arc::default(), host: Arc::new(NoHost) };
        let (arguments, cancel) = (serde_json::Map::new(), CancellationToken::new());
        calls.call(ToolCall { name: "list_servers".into(), arguments, caller, cancel }).await.unwrap();
    }
    // The second call sent nothing.
    assert_eq!(stage.answers(), [(("GET".to_owned(), 401), 1)].into());
    let labels = [("method", "GET"), ("route", "/users/@me/guilds"), ("status", "401")];
    assert_eq!(stage.rise(REQUESTS, &labels), 1);
    assert_eq!(stage.rise("discord_invalid_responses_total", &[]), 1);
    let now = measured();
    assert_eq!((now.count("discord_token_refused", &[]), now.count("discord_breaker_open", &[])), (1, 1));
    // The token of the session is another.
    send(&stage, "after").await;
    assert_eq!(measured().count("discord_breaker_open", &[]), 0);
}
