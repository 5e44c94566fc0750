//! The sandbox over real HTTP.

mod faults;
mod furnished;
mod messages;
mod permissions;
mod servers;
mod threads;
mod transport;

use reqwest::{Method, RequestBuilder, header::HeaderMap};
use serde_json::Value;

use super::{Limits, NewChannel, Sandbox, SandboxBuilder, Snowflake};

const USER_AGENT: &str = "DiscordBot (https://example.com, 1.0)";

/// A sandbox with a server, a text channel and a person, and a client of it.
struct Stage {
    sandbox: Sandbox,
    client: reqwest::Client,
    server: Snowflake,
    channel: Snowflake,
    person: Snowflake,
}

#[derive(Debug)]
struct Answered {
    status: u16,
    headers: HeaderMap,
    body: Value,
}

impl Answered {
    fn code(&self) -> u64 {
        self.body["code"].as_u64().unwrap_or_default()
    }

    /// Status and Discord's error code.
    fn refusal(&self) -> (u16, u64) {
        (self.status, self.code())
    }

    fn id(&self) -> Snowflake {
        self.body["id"].as_str().unwrap().parse().unwrap()
    }
}

impl Stage {
    async fn set() -> Self {
        Self::set_with(Sandbox::builder().limits(Limits::off())).await
    }

    async fn set_with(builder: SandboxBuilder) -> Self {
        let sandbox = builder.start().await.unwrap();
        let (server, channel, person);
        {
            let mut world = sandbox.world();
            server = world.add_server("Stage");
            channel = world.add_channel(server, NewChannel::text("general")).unwrap();
            person = world.add_user("ada");
            world.add_member(server, person, &[]).unwrap();
        }
        let client = reqwest::Client::builder().user_agent(USER_AGENT).build().unwrap();
        Self { sandbox, client, server, channel, person }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.sandbox.api_base()))
            .header("Authorization", format!("Bot {}", self.sandbox.token()))
    }

    async fn get(&self, path: &str) -> Answered {
        send(self.request(Method::GET, path)).await
    }

    async fn delete(&self, path: &str) -> Answered {
        send(self.request(Method::DELETE, path)).await
    }

    async fn call(&self, method: Method, path: &str, body: Value) -> Answered {
        let request = self.request(method, path).header("Content-Type", "application/json");
        send(request.body(body.to_string())).await
    }

    async fn post(&self, path: &str, body: Value) -> Answered {
        self.call(Method::POST, path, body).await
    }

    async fn put(&self, path: &str, body: Value) -> Answered {
        self.call(Method::PUT, path, body).await
    }

    async fn patch(&self, path: &str, body: Value) -> Answered {
        self.call(Method::PATCH, path, body).await
    }

    fn messages_path(&self) -> String {
        format!("/channels/{}/messages", self.channel)
    }

    /// Gives the bot exactly these permissions.
    fn allow(&self, bits: u64) {
        self.sandbox.world().set_bot_permissions(self.server, bits).unwrap();
    }
}

async fn send(request: RequestBuilder) -> Answered {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let body = response.bytes().await.unwrap();
    let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
    Answered { status, headers, body }
}
