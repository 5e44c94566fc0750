//! What holds of every route that the sandbox has: none can be added without being driven here.

use std::{collections::BTreeSet, iter, time::Duration};

use mcp_discord::sandbox::{Limits, Quota, Route, Sandbox};
use mcp_discord_tests::contract::{Contract, Exchange, Sides, skipped};
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

#[test]
fn is_an_operation_of_discords_document() {
    let Some(contract) = Contract::load() else { return eprintln!("{}", skipped()) };
    for route in Sandbox::routes() {
        let of_document = contract.document().operations().iter().find(|known| known.id == route.operation);
        let of_document = of_document.map(|known| (&*known.method, &*known.path));
        assert_eq!(of_document, Some((route.method.as_str(), route.path)), "{}", route.operation);
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

#[tokio::test]
async fn says_when_it_is_asked_too_often() {
    let stage = Stage::set().await;
    let once = Quota::new(1, Duration::from_hours(1));
    let limits = Limits::default().global(Quota::new(1_000, Duration::from_secs(1)));
    stage
        .sandbox
        .set_limits(Sandbox::routes().fold(limits, |limits, route| limits.operation(route.operation, once)));
    for route in Sandbox::routes() {
        let request = Request::new(route.method.clone(), filled(route, "1"));
        let first = stage.misuse(route.operation, request.clone()).await;
        assert_ne!(first.status, 429, "{first:?}");
        let second = stage.misuse(route.operation, request).await;
        assert!(second.body["retry_after"].as_f64().is_some_and(|seconds| seconds > 3_000.0), "{second:?}");
        second.refused(429, 0);
    }
    stage.finish();
}

/// A pointer to every object in an answer.
fn objects(body: &Value, at: &str) -> Vec<String> {
    let below = |key: &str, child| objects(child, &format!("{at}/{key}"));
    match body {
        Value::Object(object) => {
            let inner = object.iter().flat_map(|(key, child)| below(key, child));
            iter::once(at.to_owned()).chain(inner).collect()
        }
        Value::Array(items) => {
            items.iter().enumerate().flat_map(|(index, child)| below(&index.to_string(), child)).collect()
        }
        _ => Vec::new(),
    }
}

/// The exchange with one field too many, once for every object in its answer; with an answer, when it had none.
fn planted(exchange: &Exchange) -> Vec<Exchange> {
    let body = match &exchange.response_body[..] {
        [] => json!({}),
        text => serde_json::from_slice(text).unwrap(),
    };
    let with_field = |place: String| {
        let mut wrong = body.clone();
        wrong.pointer_mut(&place).unwrap()["planted_by_the_test"] = json!([[true]]);
        let response_content_type = Some("application/json".to_owned());
        Exchange { response_body: wrong.to_string().into(), response_content_type, ..exchange.clone() }
    };
    objects(&body, "").into_iter().map(with_field).collect()
}

#[tokio::test]
async fn is_judged_so_that_a_wrong_field_anywhere_in_an_answer_shows() {
    let Some(contract) = Contract::load() else { return eprintln!("{}", skipped()) };
    let (mut seen, mut missed) = (BTreeSet::new(), BTreeSet::new());
    for Judged { operation, exchange, .. } in walk_all().await {
        for wrong in planted(&exchange) {
            seen.insert(operation);
            if contract.examine(&wrong, Sides::ResponsesOnly).violations.is_empty() {
                missed.insert(format!("{operation}: {} {:?}", wrong.status, wrong.response_body));
            }
        }
    }
    let routes: BTreeSet<_> = Sandbox::routes().map(|route| route.operation).collect();
    assert_eq!(seen, routes, "nothing was planted in them");
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
