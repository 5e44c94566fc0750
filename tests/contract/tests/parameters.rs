//! Path and query parameters.

use serde_json::json;

use super::{contract, exchange, said};

#[test]
fn right_parameters_pass() {
    let Some(contract) = contract() else { return };
    for path in [
        "/channels/1/messages?limit=100&before=5",
        "/guilds/1/messages/search?author_id=1&author_id=2&include_nsfw=true",
        "/guilds/1/members/search?query=a%26limit%3D1",
        "/channels/1/messages/pins?before=2026-11-23T13%3A00%3A00%2B00%3A00",
    ] {
        let exchange =
            exchange("GET", path, None, 404, Some(&json!({ "message": "Unknown", "code": 10003 })));
        assert_eq!(said(&contract, &exchange), [""; 0], "{path}");
    }
}

#[test]
fn each_wrong_parameter_is_reported() {
    let Some(contract) = contract() else { return };
    for (path, expected) in [
        ("/channels/general/messages", "list_messages: path parameter `channel_id`: value"),
        ("/channels/1/messages?limit=101", "list_messages: query parameter `limit`: value is greater than"),
        ("/channels/1/messages?limit=ten", "list_messages: query parameter `limit`: value is not of type"),
        (
            "/channels/1/messages?limit=1&limit=2",
            "list_messages: query parameter `limit`: value is not of type",
        ),
        ("/channels/1/messages?before=x", "list_messages: query parameter `before`: value does not match"),
        ("/channels/1/messages?lmit=1", "list_messages: query parameter `lmit`: no such query parameter"),
        (
            "/guilds/1/members/search",
            "search_guild_members: query parameter `query`: is required and missing",
        ),
        ("/guilds/1?with_counts=yes", "get_guild: query parameter `with_counts`: value is not of type"),
    ] {
        let exchange =
            exchange("GET", path, None, 404, Some(&json!({ "message": "Unknown", "code": 10003 })));
        let said = said(&contract, &exchange);
        assert!(matches!(&said[..], [only] if only.starts_with(expected)), "{path}: {said:#?}");
    }
}
