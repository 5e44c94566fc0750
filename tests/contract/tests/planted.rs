//! One thing is wrong in an exchange that is otherwise right, and exactly that is reported.

use mcp_discord_tests::contract::{Place, Violation};
use serde_json::{Value, json};

use super::{contract, exchange, message, said, sent};

/// Holds one violation against what is expected; `what` is how its text begins.
#[track_caller]
fn assert_only(violations: &[Violation], operation: Option<&str>, place: &Place, what: &str) {
    let [only] = violations else { panic!("expected one violation: {violations:#?}") };
    assert_eq!(only.operation.as_deref(), operation);
    assert_eq!(&only.place, place);
    assert!(only.what.starts_with(what), "{}", only.what);
}

#[test]
fn a_valid_exchange_passes() {
    let Some(contract) = contract() else { return };
    let request = json!({
        "content": "hello",
        "embeds": [{ "title": "t", "fields": [{ "name": "n", "value": "v", "inline": true }] }],
        "allowed_mentions": { "parse": [] },
        "components": [{ "type": 1, "components": [
            { "type": 2, "style": 1, "label": "Yes", "custom_id": "yes" },
        ]}],
        "message_reference": { "message_id": "1" },
        "nonce": "abc",
        "enforce_nonce": true,
    });
    assert_eq!(said(&contract, &sent(&request, &message())), [""; 0]);
}

#[test]
fn an_unknown_request_field_is_reported() {
    let Some(contract) = contract() else { return };
    let violations = contract.check(&sent(&json!({ "content": "hello", "contnet": "x" }), &message()));
    let place = Place::RequestBody("/contnet".to_owned());
    assert_only(&violations, Some("create_message"), &place, "no schema that fits names this field");
}

#[test]
fn an_unknown_field_deep_in_a_union_is_reported() {
    let Some(contract) = contract() else { return };
    let button = json!({ "type": 2, "style": 1, "label": "Yes", "custom_id": "yes", "colour": 1 });
    let request = json!({ "components": [{ "type": 1, "components": [button] }] });
    let violations = contract.check(&sent(&request, &message()));
    let place = Place::RequestBody("/components/0/components/0/colour".to_owned());
    assert_only(&violations, Some("create_message"), &place, "no schema that fits names this field");
}

#[test]
fn a_wrong_request_type_is_reported() {
    let Some(contract) = contract() else { return };
    let violations = contract.check(&sent(&json!({ "content": 5 }), &message()));
    let place = Place::RequestBody("/content".to_owned());
    assert_only(&violations, Some("create_message"), &place, "value is not of type");
}

#[test]
fn a_wrong_type_behind_a_nullable_union_is_reported_where_it_is() {
    let Some(contract) = contract() else { return };
    let request = json!({ "embeds": [{ "footer": { "text": 5 } }] });
    let violations = contract.check(&sent(&request, &message()));
    let place = Place::RequestBody("/embeds/0/footer/text".to_owned());
    assert_only(&violations, Some("create_message"), &place, "value is not of type");
}

#[test]
fn a_wrong_type_in_a_union_is_reported_in_the_branch_that_was_meant() {
    let Some(contract) = contract() else { return };
    let button = json!({ "type": 2, "style": 1, "label": 5, "custom_id": "yes" });
    let request = json!({ "components": [{ "type": 1, "components": [button] }] });
    let violations = contract.check(&sent(&request, &message()));
    let place = Place::RequestBody("/components/0/components/0/label".to_owned());
    assert_only(&violations, Some("create_message"), &place, "value is not of type");
}

#[test]
fn a_union_of_answers_is_told_apart() {
    let Some(contract) = contract() else { return };
    let channel = json!({
        "id": "2", "type": 0, "flags": 0, "guild_id": "1", "name": "general", "parent_id": null,
        "last_message_id": null, "rate_limit_per_user": 0, "topic": null, "position": 0, "nsfw": false,
        "permission_overwrites": [{ "id": "1", "type": 0, "allow": "0", "deny": "1024" }],
    });
    let answer = |channel: &Value| exchange("GET", "/channels/2", None, 200, Some(channel));
    assert_eq!(said(&contract, &answer(&channel)), [""; 0]);

    let mut wrong = channel.clone();
    wrong["position"] = json!("0");
    let place = Place::ResponseBody("/position".to_owned());
    assert_only(&contract.check(&answer(&wrong)), Some("get_channel"), &place, "value is not of type");

    let mut wrong = channel.clone();
    wrong["permission_overwrites"][0]["color"] = json!(0);
    let place = Place::ResponseBody("/permission_overwrites/0/color".to_owned());
    assert_only(
        &contract.check(&answer(&wrong)),
        Some("get_channel"),
        &place,
        "no schema that fits names this field",
    );

    let mut wrong = channel;
    wrong["recipients"] = json!([]);
    let place = Place::ResponseBody("/recipients".to_owned());
    assert_only(
        &contract.check(&answer(&wrong)),
        Some("get_channel"),
        &place,
        "no schema that fits names this field",
    );
}

#[test]
fn a_limit_of_the_request_is_held() {
    let Some(contract) = contract() else { return };
    let violations = contract.check(&sent(&json!({ "content": "x".repeat(2_001) }), &message()));
    let place = Place::RequestBody("/content".to_owned());
    assert_only(&violations, Some("create_message"), &place, "value is longer than 2000 characters");
}

#[test]
fn a_broken_response_field_is_reported() {
    let Some(contract) = contract() else { return };
    let mut response = message();
    response["author"]["id"] = json!("not a snowflake");
    let violations = contract.check(&sent(&json!({ "content": "hello" }), &response));
    let place = Place::ResponseBody("/author/id".to_owned());
    assert_only(&violations, Some("create_message"), &place, "value");
}

#[test]
fn a_snowflake_of_more_than_64_bits_is_reported() {
    let Some(contract) = contract() else { return };
    let mut response = message();
    response["id"] = json!("18446744073709551616");
    let violations = contract.check(&sent(&json!({ "content": "hello" }), &response));
    let place = Place::ResponseBody("/id".to_owned());
    assert_only(&violations, Some("create_message"), &place, "value is not a \"snowflake\"");
}

#[test]
fn a_missing_response_field_is_reported() {
    let Some(contract) = contract() else { return };
    let mut response = message();
    response["author"].as_object_mut().unwrap().remove("username");
    let violations = contract.check(&sent(&json!({ "content": "hello" }), &response));
    let place = Place::ResponseBody("/author/username".to_owned());
    assert_only(&violations, Some("create_message"), &place, "is required and missing");
}

#[test]
fn a_response_field_that_no_schema_names_is_reported() {
    let Some(contract) = contract() else { return };
    let mut response = message();
    response["author"]["nickname"] = json!("nel");
    let violations = contract.check(&sent(&json!({ "content": "hello" }), &response));
    let place = Place::ResponseBody("/author/nickname".to_owned());
    assert_only(
        &violations,
        Some("create_message"),
        &place,
        "no schema that fits names this field, given: \"nel\"",
    );
}

#[test]
fn a_path_that_does_not_exist_is_reported() {
    let Some(contract) = contract() else { return };
    let violations = contract.check(&exchange("GET", "/channels/1/mesages", None, 200, Some(&json!([]))));
    assert_only(&violations, None, &Place::Operation, "no such operation in the document: GET /api/v10/ch");
}

#[test]
fn a_method_that_does_not_exist_is_reported() {
    let Some(contract) = contract() else { return };
    let violations = contract.check(&exchange("PUT", "/channels/1/messages", None, 204, None));
    assert_only(&violations, None, &Place::Operation, "no such operation in the document: PUT");
}

#[test]
fn a_status_that_is_not_declared_is_reported() {
    let Some(contract) = contract() else { return };
    let mut exchange = sent(&json!({ "content": "hello" }), &message());
    exchange.status = 201;
    let violations = contract.check(&exchange);
    assert_only(&violations, Some("create_message"), &Place::ResponseStatus, "is not one");
}

#[test]
fn an_answer_to_a_fault_is_exempt_but_its_request_is_not() {
    let Some(contract) = contract() else { return };
    let mut exchange = sent(&json!({ "content": 5 }), &Value::Null);
    exchange.status = 502;
    exchange.response_content_type = Some("text/html".to_owned());
    exchange.faulted = true;
    let violations = contract.check(&exchange);
    let place = Place::RequestBody("/content".to_owned());
    assert_only(&violations, Some("create_message"), &place, "value is not of type");
}

#[test]
fn a_body_where_there_is_none_is_reported() {
    let Some(contract) = contract() else { return };
    let path = "/channels/1/messages/2";
    assert_eq!(said(&contract, &exchange("DELETE", path, None, 204, None)), [""; 0]);
    let violations = contract.check(&exchange("DELETE", path, Some(&json!({})), 204, None));
    let place = Place::RequestBody(String::new());
    assert_only(&violations, Some("delete_message"), &place, "this operation takes no body");
    let violations = contract.check(&exchange("DELETE", path, None, 204, Some(&json!({}))));
    let place = Place::ResponseBody(String::new());
    assert_only(&violations, Some("delete_message"), &place, "204 has no body");
}

#[test]
fn discords_error_bodies_pass() {
    let Some(contract) = contract() else { return };
    let request = json!({ "content": "hello" });
    let forbidden = json!({ "message": "Missing Permissions", "code": 50013 });
    let mut exchange = sent(&request, &forbidden);
    exchange.status = 403;
    assert_eq!(said(&contract, &exchange), [""; 0]);

    let invalid = json!({ "message": "Invalid Form Body", "code": 50035, "errors": {
        "embeds": { "0": { "title": { "_errors": [{ "code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 256 or fewer in length." }] } } },
    }});
    let mut exchange = sent(&request, &invalid);
    exchange.status = 400;
    let violations = contract.check(&exchange);
    assert_eq!(violations.len(), 0, "{violations:#?}");

    let limited = json!({ "message": "You are being rate limited.", "code": 0, "retry_after": 0.5 });
    let mut exchange = sent(&request, &limited);
    exchange.status = 429;
    let place = Place::ResponseBody("/global".to_owned());
    assert_only(&contract.check(&exchange), Some("create_message"), &place, "is required and missing");
}
