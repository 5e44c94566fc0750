//! Who comes in.

use mcp_discord::mcp::{HttpAgent, TokenHash};
use reqwest::StatusCode;
use serde_json::json;

use crate::served::{Served, initialize};

fn agent(name: &str) -> HttpAgent {
    HttpAgent::new(name, TokenHash::of(name))
}

#[tokio::test]
async fn names_of_others_are_refused() {
    let served = Served::with(|_, http| http.metrics(|| "up 1\n".into())).await;
    let port = served.address.port();
    let by = served.client();
    for host in ["evil.example", &format!("evil.example:{port}"), "127.0.0.1.evil.example", "10.0.0.1"] {
        for request in [
            by.post(&initialize(&json!({}))),
            by.start("list_servers", json!({})),
            by.request("GET"),
            reqwest::Client::new().get(served.url("/metrics")),
        ] {
            let answer = request.header("Host", host).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{host}");
        }
    }
    served.finish().await;
}
