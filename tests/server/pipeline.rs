//! A client that doesn't wait for one answer before it sends the next request.

use futures_util::future::join_all;
use mcp_discord::testing::{Called, Session};
use rmcp::{
    model::{CallToolRequest, CallToolRequestParams, ClientRequest, ServerResult},
    service::PeerRequestOptions,
};
use serde_json::Value;

/// Calls tools in this order over one connection, all before the first answer; the answers are in the same order.
///
/// Calls that are polled together leave in an order that the executor chooses, so each is put on the wire here
/// before the next.
pub(crate) async fn pipeline(
    session: &Session,
    calls: impl IntoIterator<Item = (&str, Value)>,
) -> Vec<Called> {
    let mut answers = Vec::new();
    for (tool, arguments) in calls {
        let mut params = CallToolRequestParams::new(tool.to_owned());
        params.arguments = arguments.as_object().cloned();
        let request = ClientRequest::CallToolRequest(CallToolRequest::new(params));
        let sent = session.client().send_cancellable_request(request, PeerRequestOptions::no_options()).await;
        answers.push(sent.unwrap().await_response());
    }
    let answers = join_all(answers).await;
    answers
        .into_iter()
        .map(|answer| match answer.unwrap() {
            ServerResult::CallToolResult(result) => Called::from(result),
            other => panic!("no result of a tool: {other:?}"),
        })
        .collect()
}
