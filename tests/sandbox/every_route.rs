//! What holds of every route that the sandbox has: none can be added without being driven here.

use std::collections::BTreeSet;

use mcp_discord::sandbox::{Route, Sandbox};
use mcp_discord_tests::contract::{Contract, Sides, skipped};
use reqwest::Method;
use serde_json::{Value, json};

use super::{
    stage::{Judged, Request, Stage, get},
    walk_all,
};

/// The path of a route with this in the place of everything that changes.
fn filled(route: &Route, value: &str) -> String {
    let parts = route.path.split('/').map(|part| if part.starts_with('{') { value } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn is_public(route: &Route) -> bool {
    ["get_gateway", "invite_resolve"].contains(&route.operation)
}

#[tokio::test]
async fn is_driven_by_a_walk_and_succeeds_in_it() {
    let judged = walk_all().await;
    let succeeded: BTreeSet<_> = judged
        .iter()
        .filter(|judged| judged.sides == Sides::Both && (200..300).contains(&judged.exchange.status))
        .map(|judged| judged.operation)
        .collect();
    let routes: BTreeSet<_> = Sandbox::routes().map(|route| route.operation).collect();
    assert!(routes.len() > 70, "{routes:?}");
    assert_eq!(routes.difference(&succeeded).collect::<Vec<_>>(), [&""; 0], "no walk succeeds in them");
}

#[tokio::test]
async fn is_an_operation_of_discords_document() {
    let Some(contract) = Contract::load() else { return eprintln!("{}", skipped()) };
    for route in Sandbox::routes() {
        let of_document = contract.document().operations().iter().find(|known| known.id == route.operation);
        let of_document = of_document.map(|known| (&*known.method, known.path.replace("{code}", "{}")));
        let of_sandbox = (route.method.as_str(), route.path.replace("{code}", "{}"));
        assert_eq!(of_document, Some(of_sandbox), "{}", route.operation);
    }
}

#[tokio::test]
async fn wants_the_token() {
    let stage = Stage::set().await;
    for route in Sandbox::routes() {
        let request = Request::new(route.method.clone(), filled(route, "1")).without_token();
        let answer = stage.misuse(route.operation, request).await;
        if is_public(route) {
            assert_ne!(answer.status, 401, "{answer:?}");
        } else {
            answer.refused(401, 0);
        }
    }
    stage.finish();
}

#[tokio::test]
async fn refuses_ids_that_name_nothing() {
    let stage = Stage::set().await;
    for route in Sandbox::routes().filter(|route| route.path.contains('{')) {
        let request = Request::new(route.method.clone(), filled(route, "1"));
        let answer = stage.misuse(route.operation, request).await;
        let code = answer.body["code"].as_u64().unwrap_or_default();
        assert!((10_001..20_000).contains(&code), "{answer:?}");
        answer.refused(404, code);
    }
    stage.finish();
}

#[tokio::test]
async fn refuses_ids_that_are_none() {
    let stage = Stage::set().await;
    for route in Sandbox::routes() {
        let parameter = route.path.split(['{', '}']).nth(1).filter(|name| name.ends_with("_id"));
        let Some(parameter) = parameter else { continue };
        let request = Request::new(route.method.clone(), filled(route, "general"));
        stage.misuse(route.operation, request).await.invalid(parameter, "NUMBER_TYPE_COERCE");
    }
    stage.finish();
}

#[tokio::test]
async fn has_no_other_methods() {
    let stage = Stage::set().await;
    let methods = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    let mut tried = 0;
    for path in Sandbox::routes().map(|route| filled(route, "1")).collect::<BTreeSet<_>>() {
        let fits = |route: &&Route| {
            let parts = || path.split('/').zip(route.path.split('/'));
            let as_long = path.split('/').count() == route.path.split('/').count();
            as_long && parts().all(|(given, part)| given == part || part.starts_with('{'))
        };
        let taken: Vec<_> = Sandbox::routes().filter(fits).map(|route| &route.method).collect();
        for method in methods.iter().filter(|method| !taken.contains(method)) {
            stage.outside(Request::new(method.clone(), &*path)).await.refused(405, 0);
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
    stage.outside(get("/nothing")).await.refused(404, 0);
    stage.finish();
}

/// Every place where an answer could have one field more, as an answer that has it.
fn planted(body: &Value) -> Vec<Value> {
    let with_child = |child: &Value, put: &dyn Fn(Value) -> Value| -> Vec<Value> {
        planted(child).into_iter().map(put).collect()
    };
    match body {
        Value::Object(object) => {
            let mut all = vec![body.clone()];
            all[0]["planted_by_the_test"] = json!([[true]]);
            for (key, child) in object {
                let put = |child: Value| {
                    let mut whole = body.clone();
                    whole[key] = child;
                    whole
                };
                all.extend(with_child(child, &put));
            }
            all
        }
        Value::Array(items) => items
            .iter()
            .enumerate()
            .flat_map(|(index, child)| {
                let put = |child: Value| {
                    let mut whole = body.clone();
                    whole[index] = child;
                    whole
                };
                with_child(child, &put)
            })
            .collect(),
        _ => Vec::new(),
    }
}

#[tokio::test]
async fn is_judged_so_that_a_wrong_field_anywhere_in_an_answer_shows() {
    let Some(contract) = Contract::load() else { return eprintln!("{}", skipped()) };
    let (mut seen, mut missed) = (BTreeSet::new(), BTreeSet::new());
    for Judged { operation, mut exchange, .. } in walk_all().await {
        let Ok(body) = serde_json::from_slice(&exchange.response_body) else { continue };
        for wrong in planted(&body) {
            exchange.response_body = wrong.to_string().into();
            let found = contract.examine(&exchange, Sides::ResponsesOnly).violations;
            seen.insert(operation);
            if found.is_empty() {
                missed.insert(format!("{operation}: {} {wrong}", exchange.status));
            }
        }
    }
    assert!(seen.len() > 40, "{seen:?}");
    assert!(missed.is_empty(), "{missed:#?}");
}

#[tokio::test]
async fn is_not_used_unseen() {
    let Some(_) = Contract::load() else { return eprintln!("{}", skipped()) };
    let stage = Stage::set().await;
    stage.call("get_gateway", get("/gateway")).await.done();
    assert_eq!(stage.unjudged(), 0);
    let client = reqwest::Client::builder().user_agent("DiscordBot (https://example.com, 1.0)").build();
    client.unwrap().get(format!("{}/gateway", stage.sandbox.api_base())).send().await.unwrap();
    assert_eq!(stage.unjudged(), 1);
}
