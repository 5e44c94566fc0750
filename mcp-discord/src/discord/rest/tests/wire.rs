//! What goes over the wire, and what must never leave the process otherwise.

use std::{
    fmt::Write as _,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use tracing::{Event, Metadata, Subscriber, field::Visit, span};

use super::{
    server::{Play, Server, json, ok},
    *,
};

async fn line(request: Request) -> String {
    let server = Server::plays([ok()]).await;
    rest(&server.base).send(request).await.unwrap();
    server.seen()[0].line.clone()
}

#[tokio::test]
async fn no_text_leads_to_another_path() {
    for (text, encoded) in [
        ("../guilds/9/messages/search", "..%2Fguilds%2F9%2Fmessages%2Fsearch"),
        ("a?limit=1000#x", "a%3Flimit%3D1000%23x"),
        ("%2e%2e", "%252e%252e"),
        ("100%", "100%25"),
        ("👍", "%F0%9F%91%8D"),
        ("blob:123", "blob%3A123"),
        ("a b\r\nx: y", "a%20b%0D%0Ax%3A%20y"),
        ("...", "..."),
    ] {
        let path = Path::new().literal("invites").text(text).literal("x");
        assert_eq!(
            line(Request { path, ..get() }).await,
            format!("GET /api/v10/invites/{encoded}/x HTTP/1.1")
        );
    }
}

#[tokio::test]
async fn a_part_that_would_step_out_of_the_path_is_not_sent() {
    let server = Server::plays([]).await;
    for text in ["", ".", ".."] {
        let path = Path::new().literal("invites").text(text);
        let error = rest(&server.base).send(Request { path, ..get() }).await.unwrap_err();
        assert!(matches!(error, RestError::Invalid { .. }), "{error:?}");
    }
    assert_eq!(server.seen().len(), 0);
}

#[tokio::test]
async fn no_value_adds_to_the_query() {
    let query = vec![("query", "a&limit=1000#x +%'👍".to_owned()), ("limit", "5".to_owned())];
    let expected = "GET /api/v10/channels/1/messages?query=a%26limit%3D1000%23x%20%2B%25%27%F0%9F%91%8D&limit=5 HTTP/1.1";
    assert_eq!(line(Request { query, ..get() }).await, expected);
}

#[tokio::test]
async fn headers_say_who_why_and_what() {
    let server = Server::plays([ok(), ok()]).await;
    let rest = rest(&server.base);
    let reason = Some("spam: ärger\r\nx: y".to_owned());
    rest.send(Request { reason, ..post(Retry::Never) }).await.unwrap();
    let path = Path::new().literal("webhooks").id(1).secret("t".to_owned().into());
    rest.send(Request { path, ..get() }).await.unwrap();
    let seen = server.seen();
    let head = seen[0].head.to_lowercase();
    assert!(head.contains(&format!("\r\nauthorization: bot {TOKEN}\r\n")), "{head}");
    assert!(head.contains("\r\nuser-agent: discordbot (https://"), "{head}");
    assert!(head.contains("\r\nx-audit-log-reason: spam%3a%20%c3%a4rger%0d%0ax%3a%20y\r\n"), "{head}");
    assert!(head.contains("\r\ncontent-type: application/json\r\n"), "{head}");
    assert_eq!(seen[0].body, br#"{"content":"hello"}"#);
    assert!(!seen[1].head.to_lowercase().contains("authorization"), "a webhook's token stands for itself");
}

#[tokio::test]
async fn a_token_is_taken_with_its_scheme_too() {
    let server = Server::plays([ok()]).await;
    let token = format!("Bot {TOKEN}").into();
    let rest = Rest::new(RestConfig { token, ..config(&server.base) }).unwrap();
    rest.send(get()).await.unwrap();
    let head = &server.seen()[0].head;
    assert!(head.to_lowercase().contains(&format!("\r\nauthorization: bot {TOKEN}\r\n")), "{head}");
}

#[tokio::test]
async fn a_reason_is_refused_rather_than_cut() {
    let server = Server::plays([ok()]).await;
    let rest = rest(&server.base);
    let fits = Request { reason: Some("ä".repeat(512)), ..post(Retry::Never) };
    rest.send(fits).await.unwrap();
    let error = rest.send(Request { reason: Some("x".repeat(513)), ..post(Retry::Never) }).await.unwrap_err();
    assert!(error.to_string().ends_with("512 characters or fewer: 513"), "{error}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_path_in_one_text_is_taken_apart() {
    for (text, template, sent) in [
        (
            "/channels/41771983423143937/messages",
            "channels/{id}/messages",
            "channels/41771983423143937/messages",
        ),
        ("users/@me/guilds", "users/@me/guilds", "users/@me/guilds"),
        (
            "webhooks/1/t-0_K/messages/@original",
            "webhooks/{id}/{secret}/messages/@original",
            "webhooks/1/t-0_K/messages/@original",
        ),
        ("invites/a?b=c#d", "invites/{text}", "invites/a%3Fb%3Dc%23d"),
    ] {
        let path = Path::parse(text);
        assert_eq!(path.template(), template);
        assert_eq!(line(Request { path, ..get() }).await, format!("GET /api/v10/{sent} HTTP/1.1"));
    }
    for text in ["", "/", "guilds//x", "guilds/../x", "guilds/."] {
        let request = Request { path: Path::parse(text), ..get() };
        let base = "http://127.0.0.1:1".parse().unwrap();
        assert!(matches!(rest(&base).send(request).await, Err(RestError::Invalid { .. })), "{text}");
    }
}

#[test]
fn a_request_can_be_sent_from_any_task() {
    fn is_send(_: impl Send) {}
    let rest = rest(&"http://127.0.0.1:1".parse().unwrap());
    let request = Request::new(Method::Get, Path::new(), Instant::now(), CancellationToken::new());
    is_send(rest.send(request));
}

fn upload(name: &str, content_type: Option<&str>) -> Request {
    let file = File {
        name: name.into(),
        content: Bytes::from_static(b"\x89PNG"),
        content_type: content_type.map(str::to_owned),
    };
    let body = Body::Multipart { json: json!({ "content": "see" }), files: vec![file.clone(), file] };
    Request { body, ..post(Retry::Nonce) }
}

#[tokio::test]
async fn files_are_sent_whole_in_every_attempt() {
    let server = Server::plays([Play::Reset, ok()]).await;
    rest(&server.base).send(upload("bär \"1\".png", Some("image/png"))).await.unwrap();
    let seen = server.seen();
    for seen in &seen {
        assert!(seen.head.contains("multipart/form-data; boundary="), "{}", seen.head);
        let body = String::from_utf8_lossy(&seen.body);
        assert!(body.contains("name=\"payload_json\"\r\n\r\n{\"content\":\"see\"}\r\n"), "{body}");
        for number in 0..2 {
            let part = format!("name=\"files[{number}]\"; filename=\"bär \\\"1\\\".png\"\r\n");
            assert!(body.contains(&part), "{body}");
        }
        assert_eq!(body.matches("Content-Type: image/png").count(), 2, "{body}");
    }
    assert_eq!(seen.len(), 2);
}

#[tokio::test]
async fn files_that_would_break_the_form_are_not_sent() {
    let server = Server::plays([]).await;
    for request in
        [upload("", None), upload("a\r\nContent-Type: text/html", None), upload("a.png", Some("no type"))]
    {
        let error = rest(&server.base).send(request).await.unwrap_err();
        assert!(matches!(error, RestError::Invalid { .. }), "{error:?}");
    }
    assert_eq!(server.seen().len(), 0);
}

#[test]
fn what_can_not_work_is_refused_at_the_start() {
    let base: Url = "http://127.0.0.1:1/api/v10".parse().unwrap();
    let invalid = |config| matches!(Rest::new(config), Err(RestError::Invalid { .. }));
    for base in ["file:///api", "mailto:x@y", "http://user:password@proxy/api", "http://proxy/api?x=y"] {
        assert!(invalid(config(&base.parse().unwrap())), "{base}");
    }
    assert!(invalid(RestConfig { global_limit: 0, ..config(&base) }));
    assert!(invalid(RestConfig { token: "line\nend".to_owned().into(), ..config(&base) }));
    // No runtime is running here: a server starts before there is anything to wait for.
    assert!(!invalid(config(&base)));
}

/// Everything that is logged, as text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Visit for Log {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn fmt::Debug) {
        writeln!(self.0.lock().unwrap(), "{field}={value:?}").unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        attributes.record(&mut self.clone());
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut self.clone());
    }
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

#[tokio::test]
async fn neither_tokens_nor_texts_are_logged_or_shown() {
    let log = Log::default();
    let guard = tracing::subscriber::set_default(log.clone());
    let unauthorized = json(401, "", r#"{"code":0,"message":"401: Unauthorized"}"#);
    let server = Server::plays([
        Play::Reset,
        Play::Cut("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{".into()),
        ok(),
        Play::Reset,
        unauthorized,
    ])
    .await;
    let rest = rest(&server.base);
    let webhook = Request {
        path: Path::new().literal("webhooks").id(1).secret("canary.webhook.token".to_owned().into()),
        body: Body::Json(json!({ "content": "canary.text" })),
        reason: Some("canary.reason".into()),
        ..post(Retry::Idempotent)
    };
    let mut shown = format!("{rest:?} {:?} {webhook:?}", config(&server.base));
    rest.send(webhook.clone()).await.unwrap();
    let lost = rest.send(Request { retry: Retry::Never, ..webhook.clone() }).await.unwrap_err();
    let unauthorized = rest.send(post(Retry::Never)).await.unwrap_err();
    let closed: Url = "http://127.0.0.1:1/api".parse().unwrap();
    let nowhere = Request { deadline: after(Duration::from_millis(300)), ..webhook };
    let unreached = self::rest(&closed).send(nowhere).await.unwrap_err();
    assert!(matches!(unreached, RestError::Unavailable { .. }), "{unreached:?}");
    for error in [lost, unauthorized, unreached] {
        write!(shown, "{error:?} {error} {:?}", crate::discord::errors::into_tool_error(error.clone(), "x"))
            .unwrap();
    }
    drop(guard);
    let log = log.0.lock().unwrap().clone();
    for must in ["webhooks/{id}/{secret}", "trying again"] {
        assert!(log.contains(must), "{must} is missing: {log}");
    }
    for canary in ["canary.bot", "canary.webhook"] {
        assert!(!log.contains(canary) && !shown.contains(canary), "{canary} leaks: {log}\n{shown}");
    }
    assert!(!log.contains("canary.text") && !log.contains("canary.reason"), "{log}");
}
