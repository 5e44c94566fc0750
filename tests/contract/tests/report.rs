//! What recorders count, and how counts are summed over tests.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Output};

use mcp_discord_tests::contract::{Contract, Coverage, Recorder, Sides};
use serde_json::json;

use super::{contract, exchange, message, sent};

#[test]
fn a_recorder_counts_and_fails_on_a_violation() {
    let Some(contract) = contract() else { return };
    let recorder = Recorder::with(Some(contract), Sides::Both, None).unwrap();
    recorder.record(&sent(&json!({ "content": "a" }), &message()));
    recorder.record(&sent(&json!({ "content": "b" }), &message()));
    recorder.record(&exchange("DELETE", "/channels/1/messages/2", None, 204, None));
    recorder.assert_clean();
    let coverage = recorder.coverage();
    assert!(coverage.operations().iter().eq(["create_message", "delete_message"]));
    for name in ["MessageCreateRequest", "MessageResponse", "UserResponse", "SnowflakeType", "MessageType"] {
        assert!(coverage.schemas().contains(name), "{name}");
    }
    assert!(!coverage.schemas().contains("PollCreateRequest"));
    assert!(recorder.report().starts_with("contract: 2 of 242 operations, "), "{}", recorder.report());
    assert!(recorder.report().ends_with(" schemas, 3 exchanges, 0 violations"), "{}", recorder.report());
    coverage.assert_floor(2, 5);
    assert_eq!(coverage.shortfall(3, 1), ["contract: 2 operations are covered, the floor is 3"]);

    recorder.record(&sent(&json!({ "content": 5 }), &message()));
    assert_eq!(recorder.coverage().violations().len(), 1);
    let failure = catch_unwind(AssertUnwindSafe(|| recorder.assert_clean())).unwrap_err();
    let listing = failure.downcast_ref::<String>().unwrap();
    assert!(listing.contains("create_message: request body at `/content`: "), "{listing}");
}

#[test]
fn bad_requests_on_purpose_are_let_pass() {
    let Some(contract) = contract() else { return };
    let recorder = Recorder::with(Some(contract), Sides::ResponsesOnly, None).unwrap();
    recorder.record(&sent(&json!({ "content": 5 }), &message()));
    recorder.assert_clean();
    recorder.record(&sent(&json!({ "content": 5 }), &json!({})));
    assert!(!recorder.coverage().violations().is_empty());
}

#[test]
fn a_recorder_without_the_document_says_so() {
    let recorder = Recorder::with(None, Sides::Both, None).unwrap();
    recorder.record(&sent(&json!({}), &message()));
    assert!(recorder.report().starts_with("contract: not checked"), "{}", recorder.report());
    assert_eq!(recorder.coverage().exchanges(), 0);
}

#[test]
fn reports_of_several_recorders_add_up() {
    let Some(contract) = contract() else { return };
    let folder = tempfile::tempdir().unwrap();
    let recorder = || Recorder::with(Some(contract.clone()), Sides::Both, Some(folder.path())).unwrap();
    recorder().record(&sent(&json!({ "content": "a" }), &message()));
    recorder().record(&exchange("DELETE", "/channels/1/messages/2", None, 204, None));
    let coverage = Coverage::read(folder.path()).unwrap();
    assert_eq!(coverage.exchanges(), 2);
    assert!(coverage.operations().iter().eq(["create_message", "delete_message"]));

    let fine = summed(folder.path(), &["--min-operations", "2"]);
    assert!(fine.status.success(), "{fine:?}");
    let stdout = String::from_utf8(fine.stdout).unwrap();
    assert_eq!(stdout.trim_end(), coverage.summary(242));

    let under = summed(folder.path(), &["--min-operations", "3"]);
    assert!(!under.status.success());
    assert!(String::from_utf8(under.stderr).unwrap().contains("the floor is 3"));

    recorder().record(&sent(&json!({ "content": 5 }), &message()));
    let wrong = summed(folder.path(), &[]);
    assert!(!wrong.status.success());
    assert!(String::from_utf8(wrong.stderr).unwrap().contains("create_message: request body at `/content`"));
}

#[test]
fn a_torn_report_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("1.jsonl"), "{\"operation\":").unwrap();
    assert!(Coverage::read(folder.path()).unwrap_err().to_string().contains("1.jsonl"));
}

#[test]
fn a_missing_document_fails_only_where_it_is_required() {
    let folder = tempfile::tempdir().unwrap();
    let run = |required: &str| {
        let mut command = report(folder.path());
        command.env("DISCORD_OPENAPI", folder.path().join("none.json"));
        command.env("DISCORD_OPENAPI_REQUIRED", required).output().unwrap()
    };
    let skipped = run("0");
    assert!(skipped.status.success());
    assert!(String::from_utf8(skipped.stderr).unwrap().contains("contract: not checked"));
    let required = run("1");
    assert!(!required.status.success());
    assert!(String::from_utf8(required.stderr).unwrap().contains("is required"));
}

fn report(folder: &std::path::Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_contract-report"));
    command.arg(folder);
    command
}

fn summed(folder: &std::path::Path, arguments: &[&str]) -> Output {
    report(folder).args(arguments).env("DISCORD_OPENAPI", Contract::document_path()).output().unwrap()
}
