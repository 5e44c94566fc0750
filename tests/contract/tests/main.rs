//! The contract check, checked: what it must find, and what it must let pass.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test fails by a panic and speaks to people")]

mod matching;
mod parameters;
mod planted;
mod report;
mod schemas;
mod table;
mod uploads;

use std::sync::Arc;

use mcp_discord_tests::contract::{Contract, Exchange, skipped};
use serde_json::{Value, json};

/// Discord's document; `None`, and a line that says so, when it isn't here.
fn contract() -> Option<Arc<Contract>> {
    let contract = Contract::load();
    if contract.is_none() {
        eprintln!("{}", skipped());
    }
    contract
}

/// A user as Discord sends one.
fn user() -> Value {
    json!({
        "id": "80351110224678912", "username": "nelly", "discriminator": "0", "global_name": "Nelly",
        "avatar": null, "public_flags": 0, "flags": 0, "primary_guild": null, "bot": true,
    })
}

/// A message as Discord sends one.
fn message() -> Value {
    json!({
        "id": "334385199974967042", "channel_id": "290926798999357250", "type": 0, "content": "hello",
        "author": user(), "timestamp": "2026-11-23T13:00:00.000000+00:00", "edited_timestamp": null,
        "mentions": [], "mention_roles": [], "mention_everyone": false, "attachments": [], "embeds": [],
        "flags": 0, "components": [], "pinned": false, "tts": false,
    })
}

/// A message is sent and comes back: a valid exchange.
fn sent(request: &Value, response: &Value) -> Exchange {
    exchange("POST", "/channels/290926798999357250/messages", Some(request), 200, Some(response))
}

/// An exchange with JSON bodies.
fn exchange(
    method: &str,
    path: &str,
    request: Option<&Value>,
    status: u16,
    response: Option<&Value>,
) -> Exchange {
    let json = |body: Option<&Value>| {
        (body.map(|_| "application/json".to_owned()), body.map(Value::to_string).unwrap_or_default().into())
    };
    let (request_content_type, request_body) = json(request);
    let (response_content_type, response_body) = json(response);
    Exchange {
        method: method.to_owned(),
        path: format!("/api/v10{path}"),
        request_content_type,
        request_body,
        status,
        response_content_type,
        response_body,
        faulted: false,
    }
}

/// What the check says, as text.
fn said(contract: &Contract, exchange: &Exchange) -> Vec<String> {
    contract.check(exchange).iter().map(ToString::to_string).collect()
}
