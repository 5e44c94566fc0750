//! Messages arrive once and in order, and reports are true, while Discord fails.

use std::time::Duration;

use mcp_discord::{
    Tool,
    discord::Method,
    sandbox::{Fault, Faults, Limits, NewChannel, Quota, Sandbox, Snowflake},
    testing::{Session, SessionBuilder},
    tool::{Effect, ToolError, ToolSpec},
};
use mcp_discord_tests::observed::{self, ObservedSession};
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::{
    judge::{Finding, Report, Sent, judge},
    pipeline::pipeline,
};

/// A server with so many text channels, each with a limit that a pipelining client runs into.
async fn office(
    channels: usize,
    configure: impl FnOnce(SessionBuilder) -> SessionBuilder,
) -> (ObservedSession, Vec<Snowflake>) {
    let limits = Limits::default().operation("create_message", Quota::new(10, Duration::from_secs(1)));
    let session = observed::start(Sandbox::builder().limits(limits), configure).await.unwrap();
    let channels = {
        let mut world = session.sandbox().world();
        let server = world.add_server("Load");
        (0..channels)
            .map(|n| world.add_channel(server, NewChannel::text(format!("room-{n}"))).unwrap())
            .collect()
    };
    (session, channels)
}

/// Everything that can happen to an answer, at this rate.
fn failing(rate: f64, seed: u64) -> Faults {
    let mut faults = Faults::failing(rate, seed);
    faults.kinds.push((Fault::TooManyRequests, 2));
    faults
}

/// Sends so many messages over one connection, without waiting for an answer.
async fn pipelined(session: &Session, channels: &[Snowflake], count: usize, text: &str) -> Vec<Sent> {
    let targets: Vec<_> = (0..count).map(|n| (channels[n % channels.len()], format!("{text} {n}"))).collect();
    let call = |(channel, text): &(Snowflake, String)| {
        ("send_message", json!({ "channel_id": channel.to_string(), "content": text }))
    };
    let called = pipeline(session, targets.iter().map(call)).await;
    let sent = targets.into_iter().zip(called);
    sent.map(|((channel, text), called)| Sent { channel, text, report: Report::from(&called) }).collect()
}

fn count(sent: &[Sent], wanted: impl Fn(&Report) -> bool) -> usize {
    sent.iter().filter(|sent| wanted(&sent.report)).count()
}

#[tokio::test]
async fn a_thousand_messages_arrive_once_and_in_order_while_a_fifth_of_the_answers_fails() {
    let (session, channels) = office(20, |session| session).await;
    session.sandbox().set_faults(failing(0.2, 20));
    let sent = pipelined(&session, &channels, 1_000, "message").await;

    assert_eq!(judge(session.sandbox(), &sent), []);
    // There was time enough to make sure of every one.
    assert_eq!(count(&sent, |report| matches!(report, Report::Done(_))), 1_000);
    assert_eq!(session.sandbox().write_log().len(), 1_000);
    session.finish();
}

#[tokio::test]
async fn no_report_is_false_while_half_of_the_answers_fail() {
    let (session, channels) = office(10, |session| session).await;
    session.sandbox().set_faults(failing(0.5, 50));
    let sent = pipelined(&session, &channels, 100, "message").await;

    assert_eq!(judge(session.sandbox(), &sent), []);
    assert!(count(&sent, |report| matches!(report, Report::Done(_))) >= 95, "{sent:?}");
    session.finish();
}

#[tokio::test]
async fn an_outage_of_half_a_minute_is_waited_out() {
    const OUTAGE: Duration = Duration::from_secs(30);
    let (session, channels) = office(4, |session| session).await;
    let before = pipelined(&session, &channels, 4, "before").await;
    assert_eq!(judge(session.sandbox(), &before), []);

    let began = Instant::now();
    session.sandbox().set_gone(true);
    // The outage itself: nothing waits for this time to pass but Discord.
    let back = async {
        sleep(OUTAGE).await;
        session.sandbox().set_gone(false);
    };
    let ((), sent) = tokio::join!(back, pipelined(&session, &channels, 40, "meanwhile"));
    let took = began.elapsed();

    assert_eq!(judge(session.sandbox(), &sent), []);
    assert_eq!(count(&sent, |report| matches!(report, Report::Done(_))), 40);
    assert!(took < OUTAGE + Duration::from_secs(10), "{took:?}");
    session.finish();
}

/// Sends without a nonce, and again whenever an answer is lost: what this project must not do.
fn careless() -> Tool {
    let mut spec = ToolSpec::new("send_carelessly", "Sends a message without a nonce.", Effect::Write);
    spec.scope.unscoped = true;
    Tool::raw(spec, serde_json::Map::new(), |context, arguments| async move {
        let text = |name: &str| arguments[name].as_str().unwrap().to_owned();
        let path = format!("channels/{}/messages", text("channel"));
        loop {
            let body = json!({ "content": text("content") });
            match context.unscoped().request(Method::Post, &path, Some(body)).await {
                Ok(message) => return Ok(message["id"].as_str().unwrap_or_default().to_owned()),
                Err(ToolError::Unknown(_)) => {}
                Err(error) => return Err(error),
            }
        }
    })
}

#[tokio::test]
async fn the_judge_finds_the_doubles_of_a_sender_without_nonces() {
    let (session, channels) = office(4, |session| session.tool(careless())).await;
    session.sandbox().set_faults(failing(0.4, 7));
    let mut sent = Vec::new();
    for n in 0..40 {
        let (channel, text) = (channels[n % channels.len()], format!("careless {n}"));
        let arguments = json!({ "channel": channel.to_string(), "content": text });
        let called = session.call("send_carelessly", arguments).await.unwrap();
        let report = if called.is_done() { Report::Done(called.text) } else { Report::Other(called.text) };
        sent.push(Sent { channel, text, report });
    }
    let findings = judge(session.sandbox(), &sent);
    let doubles = findings.iter().filter(|finding| matches!(finding, Finding::Repeated(_, 2..)));
    assert!(doubles.count() >= 2, "{findings:?}");
    session.finish();
}

#[tokio::test]
async fn the_judge_finds_false_reports_and_a_broken_order() {
    let (session, channels) = office(1, |session| session).await;
    let sent = pipelined(&session, &channels, 3, "message").await;
    assert_eq!(judge(session.sandbox(), &sent), []);
    let with = |change: &dyn Fn(&mut Vec<Sent>)| {
        let mut changed = sent.clone();
        change(&mut changed);
        judge(session.sandbox(), &changed)
    };

    assert_eq!(
        with(&|sent| sent.swap(0, 2)),
        ["message 1", "message 0"].map(|text| Finding::Overtook(text.into()))
    );
    assert_eq!(
        with(&|sent| sent[1].report = Report::Refused),
        [Finding::ThereAllTheSame("message 1".into())]
    );
    assert_eq!(with(&|sent| sent[1].report = sent[0].report.clone()), [Finding::OtherId("message 1".into())]);
    assert_eq!(with(&|sent| sent[1].text = "never sent".into()), [Finding::Missing("never sent".into())]);
    assert_eq!(with(&|sent| sent[1].report = Report::Unknown), []);
    session.finish();
}
