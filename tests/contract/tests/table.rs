//! The committed table of operations is the document's.

use std::fs;
use std::path::Path;

use mcp_discord::discord::operations::{self, Access, Method, OPERATIONS, Operation};
use mcp_discord_tests::contract::operations_table;

use super::contract;

#[test]
fn the_table_is_what_the_document_generates() {
    let Some(contract) = contract() else { return };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../mcp-discord/src/discord/operations.rs");
    let committed = fs::read_to_string(path).unwrap();
    let generated = operations_table(contract.document()).unwrap();
    let same = committed == generated;
    assert!(same, "operations.rs is outdated: run `cargo run -p mcp-discord-tests --bin operations-table`");
}

#[test]
fn operations_are_found_by_id() {
    const SEND: &Operation = operations::find("create_message");
    assert_eq!(
        (SEND.method, SEND.path, SEND.access),
        (Method::Post, "/channels/{channel_id}/messages", Access::Bot)
    );
    let list = operations::operation("list_messages").unwrap();
    assert_eq!(list.query, ["around", "before", "after", "limit"]);
    assert!(operations::operation("create_messages").is_none());
}

#[test]
fn ids_are_sorted_and_distinct() {
    assert!(OPERATIONS.is_sorted_by(|a, b| a.id < b.id));
}

#[test]
fn path_parameters_are_those_of_the_template() {
    let delete = operations::find("delete_message");
    assert!(delete.path_parameters().eq(["channel_id", "message_id"]));
}
