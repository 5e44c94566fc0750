//! Multipart requests.

use mcp_discord_tests::contract::{Contract, Exchange};
use proptest::prelude::*;
use serde_json::json;

use super::{contract, message, said, sent};

/// A multipart request of parts: name, file name, content.
fn upload(parts: &[(&str, Option<&str>, &str)]) -> Exchange {
    use std::fmt::Write as _;
    let mut body = String::new();
    for (name, file, content) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        write!(body, "--b\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n{content}\r\n")
            .unwrap();
    }
    body.push_str("--b--\r\n");
    Exchange {
        request_content_type: Some("multipart/form-data; boundary=b".to_owned()),
        request_body: body.into(),
        ..sent(&json!({}), &message())
    }
}

#[test]
fn a_payload_with_files_passes() {
    let Some(contract) = contract() else { return };
    let payload = json!({ "content": "hi", "attachments": [{ "id": "0", "filename": "a.txt" }] }).to_string();
    let exchange = upload(&[("payload_json", None, &payload), ("files[0]", Some("a.txt"), "\r\n--a --b")]);
    assert_eq!(said(&contract, &exchange), [""; 0]);
}

#[test]
fn a_wrong_payload_is_reported() {
    let Some(contract) = contract() else { return };
    let exchange = upload(&[("payload_json", None, r#"{"contnet":"hi"}"#)]);
    assert_eq!(
        said(&contract, &exchange),
        [r#"create_message: request body at `/contnet`: no schema that fits names this field, given: "hi""#]
    );
}

#[test]
fn a_wrong_part_name_is_reported() {
    let Some(contract) = contract() else { return };
    for name in ["file", "files", "files[10]"] {
        let exchange = upload(&[("payload_json", None, "{}"), (name, Some("a"), "a")]);
        let expected =
            format!("create_message: request part `{name}`: this operation takes no file part of this name");
        assert_eq!(said(&contract, &exchange), [expected]);
    }
}

#[test]
fn files_pass_where_the_document_forgets_them() {
    let Some(contract) = contract() else { return };
    let payload = json!({ "name": "post", "message": { "content": "hi" } }).to_string();
    let mut exchange = upload(&[("payload_json", None, &payload), ("files[0]", Some("a"), "a")]);
    exchange.path = "/api/v10/channels/1/threads".to_owned();
    exchange.status = 404;
    exchange.response_body = r#"{"message":"Unknown Channel","code":10003}"#.into();
    assert_eq!(said(&contract, &exchange), [""; 0]);
}

#[test]
fn form_fields_are_held_to_the_schema() {
    let Some(contract) = contract() else { return };
    let fields = |tags: &str| {
        let mut exchange =
            upload(&[("name", None, "wave"), (tags, None, "wave"), ("file", Some("wave.png"), "png")]);
        exchange.path = "/api/v10/guilds/1/stickers".to_owned();
        exchange.status = 403;
        exchange.response_body = r#"{"message":"Missing Permissions","code":50013}"#.into();
        exchange
    };
    assert_eq!(said(&contract, &fields("tags")), [""; 0]);
    assert_eq!(
        said(&contract, &fields("tag")),
        ["create_guild_sticker: request part `tags`: is required and missing"]
    );
}

#[test]
fn a_malformed_body_is_reported() {
    let Some(contract) = contract() else { return };
    let mut exchange = upload(&[("payload_json", None, "{}")]);
    exchange.request_body = exchange.request_body.slice(..exchange.request_body.len() - 6);
    assert_eq!(
        said(&contract, &exchange),
        ["create_message: request body at ``: the body doesn't end with its boundary: b"]
    );
}

proptest! {
    #[test]
    fn no_body_makes_the_check_panic(
        content_type in "(multipart/form-data; boundary=b?|application/json|application/x-www-form-urlencoded|.*)",
        body in "(--b)?(\r\n|--b|--|[a-z=;:&\"{}]|Content-Disposition: form-data; name=)*",
    ) {
        if let Some(contract) = Contract::load() {
            let mut exchange = sent(&json!({}), &message());
            exchange.request_content_type = Some(content_type.clone());
            exchange.response_content_type = Some(content_type);
            exchange.request_body = body.clone().into();
            exchange.response_body = body.into();
            contract.check(&exchange);
        }
    }
}
