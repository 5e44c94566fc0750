//! The document itself: every schema in it can be used.

use mcp_discord_tests::contract::{CORRECTIONS, Contract, Document, Place};
use serde_json::json;

use super::{contract, exchange};

#[test]
fn every_operation_can_be_checked() {
    let Some(contract) = contract() else { return };
    let operations = contract.document().operations();
    assert_eq!(operations.len(), 242);
    for operation in operations {
        let path = operation.path.replace(['{', '}'], "");
        let query: Vec<_> =
            operation.query_parameters.iter().map(|parameter| format!("{}=1", parameter.name)).collect();
        let path = format!("{path}?{}", query.join("&"));
        let body = json!({});
        let answered = |status| {
            let violations =
                contract.check(&exchange(&operation.method, &path, Some(&body), status, Some(&body)));
            for violation in &violations {
                assert!(!violation.what.contains("can't be compiled"), "{violation}");
                assert_eq!(violation.operation.as_deref(), Some(operation.id.as_str()), "{violation}");
            }
            !violations.iter().any(|violation| violation.place == Place::ResponseStatus)
        };
        let successes = (200..300).filter(|status| answered(*status)).count();
        assert!(successes > 0, "{} never succeeds", operation.id);
        assert!(answered(404) && answered(429), "{} never fails", operation.id);
        assert!(!answered(500), "{} is said to break", operation.id);
    }
}

#[test]
fn each_correction_is_needed_and_has_a_reason() {
    if contract().is_none() {
        return;
    }
    let text = std::fs::read(Contract::document_path()).unwrap();
    let root: serde_json::Value = serde_json::from_slice(&text).unwrap();
    for correction in CORRECTIONS {
        assert!(!correction.reason.is_empty());
        let once = Document::new(root.clone(), &[*correction]);
        assert!(once.is_ok(), "{once:?}");
        let twice = Document::new(root.clone(), &[*correction, *correction]).unwrap_err().to_string();
        assert!(twice.contains("nothing to correct any more"), "{twice}");
    }
}
