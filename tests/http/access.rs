//! Who comes in, under which name, and to what.

use mcp_discord::{
    Http,
    call::Policy,
    discord::Reach,
    mcp::{HttpAgent, HttpError, HttpSettings, TokenHash},
    sandbox::Sandbox,
    tool::ChannelId,
    toolsets,
};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::served::{By, Served, initialize};

/// An agent whose token is its name.
fn agent(name: &str) -> HttpAgent {
    HttpAgent::new(name, TokenHash::of(name))
}

fn channel_named(sandbox: &Sandbox, name: &str) -> ChannelId {
    let world = sandbox.world();
    let server = world.servers().next().unwrap().id;
    world.channel_named(server, name).unwrap().id.to_string().parse().unwrap()
}

async fn for_agents(agents: impl FnOnce(&Sandbox) -> Vec<HttpAgent>) -> Served {
    let metrics = |http: Http| http.metrics(|| "calls 3\n".into());
    Served::for_agents(agents, |server| server.toolsets(toolsets::ALL), metrics).await
}

/// A request of every kind to everything that is to be guarded.
fn requests(served: &Served, by: &By) -> Vec<reqwest::RequestBuilder> {
    vec![
        by.post(&initialize(&json!({}))),
        by.start("list_servers", json!({})),
        by.request("GET"),
        by.request("DELETE"),
        by.at(served.url("/metrics")).request("GET"),
    ]
}

#[tokio::test]
async fn names_and_pages_of_others_are_refused() {
    let served = Served::with(|http| http.metrics(|| "calls 3\n".into())).await;
    let port = served.address.port();
    let by = served.client();
    for (header, values) in [
        ("Host", ["evil.example", &format!("evil.example:{port}"), "127.0.0.1.evil.example", "10.0.0.1"]),
        ("Origin", ["http://evil.example", "null", "http://localhost:1", "https://localhost"]),
    ] {
        for value in values {
            for request in requests(&served, &by) {
                let answer = request.header(header, value).send().await.unwrap();
                assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{header}: {value}");
            }
        }
    }
    for (header, values) in [
        ("Host", [format!("localhost:{port}"), "[::1]".to_owned(), "127.0.0.1:80".to_owned()]),
        ("Origin", ["localhost", "127.0.0.1", "[::1]"].map(|name| format!("http://{name}:{port}"))),
    ] {
        for value in values {
            let answer = by.start("list_servers", json!({})).header(header, &value).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK, "{header}: {value}");
        }
    }
    served.finish().await;
}

#[tokio::test]
async fn names_and_pages_can_be_added() {
    let settings = HttpSettings {
        hosts: vec!["mcp.example.com".into()],
        origins: vec!["https://app.example.com".into()],
        ..HttpSettings::default()
    };
    let served = Served::with(|http| http.settings(settings)).await;
    for (header, value, status) in [
        ("Host", "mcp.example.com", StatusCode::OK),
        ("Host", "mcp.example.com.evil.example", StatusCode::FORBIDDEN),
        ("Origin", "https://app.example.com", StatusCode::OK),
        ("Origin", "https://app.example.com:8443", StatusCode::FORBIDDEN),
        ("Origin", "http://app.example.com", StatusCode::FORBIDDEN),
    ] {
        let request = served.client().start("list_servers", json!({}));
        let answer = request.header(header, value).send().await.unwrap();
        assert_eq!(answer.status(), status, "{header}: {value}");
    }
    served.finish().await;
}

#[tokio::test]
async fn without_a_good_token_nothing_is_told() {
    let served = for_agents(|_| vec![agent("first"), agent("second")]).await;
    let client = served.client();
    let strangers = [client.clone(), client.clone().token("third"), client.clone().token("")];
    for by in &strangers {
        for request in requests(&served, by) {
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
            assert_eq!(answer.headers()["www-authenticate"], r#"Bearer realm="mcp-discord""#);
            let said: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
            // The shape that clients show the words of.
            assert_eq!((&said["jsonrpc"], said.get("id")), (&json!("2.0"), Some(&Value::Null)));
            assert!(said["error"]["message"].as_str().unwrap().contains("Authorization: Bearer"), "{said}");
        }
    }
    // The hash is no token, nor is the token under another scheme.
    let hash = TokenHash::of("first").to_string();
    let answer = client.clone().token(&hash).start("list_servers", json!({})).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    let basic = client.start("list_servers", json!({})).header("Authorization", "Basic first");
    assert_eq!(basic.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);

    let health = Client::new().get(served.url("/healthz")).header("Host", "10.1.2.3").send().await.unwrap();
    assert_eq!((health.status(), health.text().await.unwrap().as_str()), (StatusCode::OK, "ok"));
    let metrics = client.token("second").at(served.url("/metrics")).request("GET").send().await.unwrap();
    assert_eq!((metrics.status(), metrics.text().await.unwrap().as_str()), (StatusCode::OK, "calls 3\n"));
    served.finish().await;
}

#[tokio::test]
async fn a_path_that_is_not_there_names_the_one_that_is() {
    let served = Served::start().await;
    for path in ["/", "/mcp/", "/sse", "/metrics", "/.well-known/oauth-protected-resource"] {
        let answer = Client::new().get(served.url(path)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
        let said: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        assert!(said["error"]["message"].as_str().unwrap().contains("/mcp"), "{said}");
    }
    served.finish().await;
}

#[tokio::test]
async fn an_address_that_others_reach_wants_agents() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0"] {
        let refused = Http::bind(address.parse().unwrap()).await.unwrap_err();
        assert!(matches!(refused, HttpError::Open { .. }), "{refused}");
        assert!(refused.to_string().contains("mcp-discord token"), "{refused}");
    }
    let twins = vec![agent("twin"), agent("twin")];
    let refused = Http::bind_for(twins, "127.0.0.1:0".parse().unwrap()).await.unwrap_err();
    assert!(matches!(&refused, HttpError::SameToken { agent, .. } if agent == "twin"), "{refused}");
}

#[tokio::test]
async fn a_session_is_worth_nothing_with_the_token_of_another() {
    let served = for_agents(|_| vec![agent("first"), agent("second")]).await;
    let owner = served.client().token("first").initialize().await;
    let thief = served.client().token("second").session(owner.id());
    for request in [
        thief.start("list_servers", json!({})),
        thief.request("GET"),
        thief.request("GET").header("Last-Event-ID", "0/0"),
        thief.post(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" })),
    ] {
        assert_eq!(request.send().await.unwrap().status(), StatusCode::NOT_FOUND);
    }
    // Whatever is answered, it doesn't end the session.
    thief.request("DELETE").send().await.unwrap();
    assert!(!owner.call("list_servers", json!({})).await.1);
    served.finish().await;
}

#[tokio::test]
async fn each_agent_has_its_own_tools_and_channels() {
    let served = for_agents(|sandbox| {
        let general = channel_named(sandbox, "general");
        let reader = HttpAgent { policy: Policy { read_only: true, ..Policy::default() }, ..agent("reader") };
        let writer = HttpAgent {
            policy: Policy { toolsets: Some(vec!["messages".into()]), ..Policy::default() },
            reach: Reach { channels: vec![general], ..Reach::default() },
            ..agent("writer")
        };
        vec![reader, writer]
    })
    .await;
    let send = json!({ "channel_id": "#general", "content": "from the writer" });
    let [reader, writer] = ["reader", "writer"].map(|name| served.client().token(name));
    for by in reader.eras().await {
        assert!(!by.tools().await.contains(&"send_message".to_owned()));
        let (text, refused) = by.call("send_message", send.clone()).await;
        assert!(refused && text.contains("only reads"), "{text}");
    }
    assert_eq!(served.sandbox.write_log().len(), 0);
    for by in writer.eras().await {
        assert!(!by.call("send_message", send.clone()).await.1);
        let elsewhere = json!({ "channel_id": "#pr-reviews", "content": "astray" });
        let (text, refused) = by.call("send_message", elsewhere).await;
        assert!(refused, "{text}");
    }
    let said: Vec<_> = served.sandbox.write_log().into_iter().map(|write| write.target.content).collect();
    assert_eq!(said, [Some("from the writer".to_owned()), Some("from the writer".to_owned())]);
    served.finish().await;
}
