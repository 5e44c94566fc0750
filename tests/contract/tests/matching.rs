//! Requests find their operation, whatever the path.

use mcp_discord_tests::contract::Document;
use proptest::prelude::*;
use serde_json::json;

/// A few paths that compete for the same requests.
fn document() -> Document {
    let operation = |id: &str| json!({ "operationId": id, "responses": {} });
    let path = |names: &[&str], methods: serde_json::Value| {
        let parameters: Vec<_> = names
            .iter()
            .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
            .collect();
        let mut item = methods;
        item["parameters"] = json!(parameters);
        item
    };
    let root = json!({ "paths": {
        "/users/{user_id}": path(&["user_id"], json!({ "get": operation("get_user") })),
        "/users/@me": path(&[], json!({ "get": operation("get_my_user"), "patch": operation("update_my_user") })),
        "/reactions/{emoji}": path(&["emoji"], json!({ "delete": operation("delete_reactions") })),
    }});
    Document::new(root, &[]).unwrap()
}

#[test]
fn literal_segments_win() {
    let document = document();
    let id = |method, path| document.route(method, path).map(|found| found.operation.id.clone());
    assert_eq!(id("GET", "/api/v10/users/@me").as_deref(), Some("get_my_user"));
    assert_eq!(id("GET", "/api/v10/users/%40me").as_deref(), Some("get_my_user"));
    assert_eq!(id("GET", "/api/v10/users/7?x=/users/@me").as_deref(), Some("get_user"));
}

#[test]
fn a_path_has_the_methods_of_its_most_literal_template_only() {
    let document = document();
    assert!(document.route("DELETE", "/api/v10/users/@me").is_none());
    assert!(document.route("PATCH", "/api/v10/users/7").is_none());
}

#[test]
fn a_path_without_its_prefix_or_with_an_empty_parameter_is_none() {
    let document = document();
    for path in ["/users/7", "/api/v9/users/7", "/api/v10/users/", "/api/v10/users", "/api/v10/users/7/", ""]
    {
        assert!(document.route("GET", path).is_none(), "{path}");
    }
}

#[test]
fn parameters_are_decoded() {
    let document = document();
    let found = document.route("DELETE", "/api/v10/reactions/%F0%9F%A6%80").unwrap();
    assert_eq!(found.values, [("emoji", "🦀".to_owned())]);
}

proptest! {
    #[test]
    fn matching_never_panics(method in ".*", path in ".*") {
        let _ = document().route(&method, &path);
        let _ = document().route("GET", &format!("/api/v10{path}"));
    }

    #[test]
    fn any_encoded_parameter_comes_back(value in "[^/?%@]{1,40}") {
        let path = format!("/api/v10/users/{value}");
        let found = document().route("GET", &path).map(|found| found.values[0].1.clone());
        prop_assert_eq!(found, Some(value));
    }
}
