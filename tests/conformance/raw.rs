//! What the suite asks for and our tools can't do: other kinds of content, logging to the client, questions that no
//! argument asks. It stands around the server's own handler, and leaves everything else to that.

#![expect(deprecated, reason = "logging and sampling are, and the suite has fixtures for both")]

use std::{borrow::Cow, time::Duration};

use rmcp::{
    ErrorData, RoleServer, ServerHandler,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, ClientCapabilities, InputRequiredResult,
        InputResponses, ListToolsResult, LoggingMessageNotificationParam, PaginatedRequestParams,
        ProtocolVersion, RequestStateCodec, SealOptions, ServerConfig, SetLevelRequestParams, Tool,
    },
    service::RequestContext,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use tokio::time::sleep;

use crate::tools::PNG;

/// A handler, and the fixtures that it has no words for.
#[derive(Clone)]
pub(crate) struct WithFixtures<H> {
    pub(crate) server: H,
    pub(crate) codec: RequestStateCodec,
}

type Answer = Result<CallToolResponse, ErrorData>;

/// The names, in the order in which they are listed.
const NAMES: [&str; 13] = [
    "test_audio_content",
    "test_embedded_resource",
    "test_multiple_content_types",
    "test_tool_with_logging",
    "test_sampling",
    "test_elicitation_sep1034_defaults",
    "test_elicitation_sep1330_enums",
    "test_missing_capability",
    "test_input_required_result_elicitation",
    "test_input_required_result_sampling",
    "test_input_required_result_list_roots",
    "test_input_required_result_multiple_inputs",
    "test_input_required_result_capabilities",
];

impl<H: ServerHandler + Clone> ServerHandler for WithFixtures<H> {
    fn get_info(&self) -> ServerConfig {
        let mut config = self.server.get_info();
        config.capabilities.logging = Some(Map::new());
        config
    }

    fn supported_protocol_versions(&self) -> Cow<'static, [ProtocolVersion]> {
        self.server.supported_protocol_versions()
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.server
            .get_tool(name)
            .or_else(|| NAMES.iter().find(|known| **known == name).map(|name| tool(name)))
    }

    async fn list_tools(
        &self,
        page: Option<PaginatedRequestParams>,
        context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let mut listed = self.server.list_tools(page, context).await?;
        listed.tools.extend(NAMES.map(tool));
        Ok(listed)
    }

    async fn set_level(
        &self,
        _: SetLevelRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<(), ErrorData> {
        Ok(())
    }

    async fn call_tool(&self, request: CallToolRequestParams, context: RequestContext<RoleServer>) -> Answer {
        match &*request.name {
            "test_audio_content" => content(json!([audio()])),
            "test_embedded_resource" => content(json!([resource(
                "embedded-resource",
                "text/plain",
                "This is an embedded resource content."
            )])),
            "test_multiple_content_types" => content(json!([
                { "type": "text", "text": "Multiple content types test:" },
                { "type": "image", "data": PNG, "mimeType": "image/png" },
                resource("mixed-content-resource", "application/json", r#"{"test":"data","value":123}"#),
            ])),
            "test_tool_with_logging" => log(&context).await,
            "test_sampling" => sample(request.arguments.unwrap_or_default(), &context).await,
            "test_elicitation_sep1034_defaults" => elicit(defaults(), &context).await,
            "test_elicitation_sep1330_enums" => elicit(enums(), &context).await,
            "test_missing_capability" => needs_sampling(&context),
            "test_input_required_result_elicitation" => {
                let questions = json!({ "user_name": ask("What is your name?", "name", "string") });
                ask_once(request.input_responses.as_ref(), &questions, None)
            }
            "test_input_required_result_sampling" => {
                let questions = json!({ "capital_question": generate("What is the capital of France?") });
                ask_once(request.input_responses.as_ref(), &questions, None)
            }
            "test_input_required_result_list_roots" => {
                ask_once(request.input_responses.as_ref(), &json!({ "client_roots": roots() }), None)
            }
            "test_input_required_result_multiple_inputs" => self.ask_three(&request),
            "test_input_required_result_capabilities" => {
                ask_once(request.input_responses.as_ref(), &what_it_can(&context), None)
            }
            _ => self.server.call_tool(request, context).await,
        }
    }
}

impl<H> WithFixtures<H> {
    fn ask_three(&self, request: &CallToolRequestParams) -> Answer {
        let tool = request.name.as_bytes();
        if let Some(state) = &request.request_state {
            let opened = self.codec.open_json_with::<String>(state, tool);
            opened.map_err(|error| ErrorData::invalid_params(error.to_string(), None))?;
        }
        let options = SealOptions::new().associated_data(tool);
        let state = self.codec.seal_json_with(&"asked", &options);
        let state = state.map_err(|error| ErrorData::internal_error(error.to_string(), None))?;
        let questions = json!({
            "user_name": ask("What is your name?", "name", "string"),
            "greeting": generate("Generate a greeting"),
            "client_roots": roots(),
        });
        ask_once(request.input_responses.as_ref(), &questions, Some(&state))
    }
}

fn tool(name: &'static str) -> Tool {
    let schema = match name {
        "test_sampling" => {
            json!({ "type": "object", "properties": { "prompt": { "type": "string" } }, "required": ["prompt"] })
        }
        _ => json!({ "type": "object", "additionalProperties": false }),
    };
    Tool::new(name, "A fixture of the conformance suite.", schema.as_object().cloned().unwrap_or_default())
}

/// Reads one of rmcp's types from the JSON that the suite asks for.
fn model<T: DeserializeOwned>(json: Value) -> Result<T, ErrorData> {
    serde_json::from_value(json).map_err(|error| ErrorData::internal_error(error.to_string(), None))
}

fn content(blocks: Value) -> Answer {
    model(blocks).map(|blocks| CallToolResult::success(blocks).into())
}

fn text(text: impl std::fmt::Display) -> Answer {
    content(json!([{ "type": "text", "text": text.to_string() }]))
}

fn audio() -> Value {
    // A WAV file that holds no sample.
    json!({ "type": "audio", "mimeType": "audio/wav", "data": "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=" })
}

fn resource(name: &str, media_type: &str, text: &str) -> Value {
    json!({ "type": "resource", "resource": { "uri": format!("test://{name}"), "mimeType": media_type, "text": text } })
}

async fn log(context: &RequestContext<RoleServer>) -> Answer {
    for message in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
        let params: LoggingMessageNotificationParam = model(json!({ "level": "info", "data": message }))?;
        let told = context.peer.notify_logging_message(params).await;
        told.map_err(|error| ErrorData::internal_error(error.to_string(), None))?;
        // The suite asks for work that takes a while.
        sleep(Duration::from_millis(50)).await;
    }
    text("three messages were logged")
}

async fn sample(arguments: Map<String, Value>, context: &RequestContext<RoleServer>) -> Answer {
    let params =
        generate(arguments.get("prompt").and_then(Value::as_str).unwrap_or_default())["params"].take();
    let sampled = context.peer.create_message(model(params)?).await;
    let sampled = sampled.map_err(|error| ErrorData::internal_error(error.to_string(), None))?;
    text(format!("LLM response: {}", json!(sampled)))
}

async fn elicit(properties: Value, context: &RequestContext<RoleServer>) -> Answer {
    let params = json!({
        "mode": "form",
        "message": "Please fill in the form",
        "requestedSchema": { "type": "object", "properties": properties },
    });
    let answered = context.peer.create_elicitation(model(params)?).await;
    let answered = answered.map_err(|error| ErrorData::internal_error(error.to_string(), None))?;
    text(format!("Elicitation completed: {}", json!(answered)))
}

fn needs_sampling(context: &RequestContext<RoleServer>) -> Answer {
    let (has, sampling) = (
        context.client_capabilities().is_some_and(|client| client.sampling.is_some()),
        ClientCapabilities::builder().enable_sampling().build(),
    );
    if has {
        text("the client can sample")
    } else {
        Err(ErrorData::missing_required_client_capability(sampling))
    }
}

/// Ends the call with these questions, unless all of them are answered.
fn ask_once(answers: Option<&InputResponses>, questions: &Value, state: Option<&str>) -> Answer {
    let asked = questions.as_object().into_iter().flatten().map(|(key, _)| key);
    let answers: Option<Vec<_>> =
        asked.map(|key| answers?.get(key).filter(|answer| answer.is_object())).collect();
    if let Some(answers) = answers {
        return text(format!("answered: {}", json!(answers)));
    }
    let asking = json!({ "resultType": "input_required", "inputRequests": questions, "requestState": state });
    model::<InputRequiredResult>(asking).map(Into::into)
}

fn what_it_can(context: &RequestContext<RoleServer>) -> Value {
    let client = context.client_capabilities().unwrap_or_default();
    let mut questions = Map::new();
    if client.elicitation.is_some() {
        questions.insert("user_name".into(), ask("What is your name?", "name", "string"));
    }
    if client.sampling.is_some() {
        questions.insert("greeting".into(), generate("Generate a greeting"));
    }
    questions.into()
}

fn ask(message: &str, field: &str, kind: &str) -> Value {
    let form = json!({ "type": "object", "properties": { field: { "type": kind } }, "required": [field] });
    json!({ "method": "elicitation/create", "params": { "mode": "form", "message": message, "requestedSchema": form } })
}

fn generate(prompt: &str) -> Value {
    let message = json!({ "role": "user", "content": { "type": "text", "text": prompt } });
    json!({ "method": "sampling/createMessage", "params": { "messages": [message], "maxTokens": 100 } })
}

fn roots() -> Value {
    json!({ "method": "roots/list" })
}

fn defaults() -> Value {
    json!({
        "name": { "type": "string", "default": "John Doe" },
        "age": { "type": "integer", "default": 30 },
        "score": { "type": "number", "default": 95.5 },
        "status": { "type": "string", "enum": ["active", "inactive", "pending"], "default": "active" },
        "verified": { "type": "boolean", "default": true },
    })
}

fn enums() -> Value {
    let titled = json!([
        { "const": "value1", "title": "First Option" },
        { "const": "value2", "title": "Second Option" },
        { "const": "value3", "title": "Third Option" },
    ]);
    let options = json!(["option1", "option2", "option3"]);
    json!({
        "untitledSingle": { "type": "string", "enum": options },
        "titledSingle": { "type": "string", "oneOf": titled },
        "legacyEnum": {
            "type": "string",
            "enum": ["opt1", "opt2", "opt3"],
            "enumNames": ["Option One", "Option Two", "Option Three"],
        },
        "untitledMulti": { "type": "array", "items": { "type": "string", "enum": options } },
        "titledMulti": { "type": "array", "items": { "anyOf": titled } },
    })
}
