//! The tools that the suite calls by name, written as any tool of ours is: what passes here, passes in the product.

use std::{
    fmt::{self, Write as _},
    time::Duration,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use mcp_discord::{
    Tool,
    prelude::*,
    tool::{Effect, Image, ToolSpec},
};
use serde_json::{Map, Value, json};
use tokio::time::sleep;

/// A red point, as PNG.
pub(crate) const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

toolset! {
    pub fixtures: "Tools that the conformance suite calls by name" => [
        test_simple_text,
        test_image_content,
        test_error_handling,
        test_tool_with_progress,
        test_logging_tool,
        test_reconnection,
        test_elicitation,
        test_streaming_elicitation,
        test_input_required_result_request_state,
        test_input_required_result_tampered_state,
        test_input_required_result_multi_round,
    ]
}

/// Gives back a text.
#[discord_tool(toolset = fixtures, effect = read)]
async fn test_simple_text(_ctx: Context<test_simple_text>) -> ToolResult<&'static str> {
    Ok("This is a simple text response for testing.")
}

/// Gives back an image.
#[discord_tool(toolset = fixtures, effect = read)]
async fn test_image_content(_ctx: Context<test_image_content>) -> ToolResult<Point> {
    let bytes = BASE64_STANDARD.decode(PNG).map_err(|error| ToolError::refused(error.to_string()))?;
    Ok(Point(Image { media_type: "image/png", bytes: bytes.into() }))
}

struct Point(Image);

impl Output for Point {
    fn text(&self, page: &mut Page) -> fmt::Result {
        page.image(self.0.clone());
        page.write_str("a red point")
    }
}

/// Refuses.
#[discord_tool(toolset = fixtures, effect = read)]
async fn test_error_handling(_ctx: Context<test_error_handling>) -> ToolResult<()> {
    Err(ToolError::refused("This tool intentionally returns an error for testing"))
}

/// Tells how far it is.
#[discord_tool(toolset = fixtures, effect = read)]
async fn test_tool_with_progress(ctx: Context<test_tool_with_progress>) -> ToolResult<&'static str> {
    for done in [0, 50, 100] {
        ctx.progress(done, Some(100), "working").await;
        // The suite asks for work that takes a while.
        sleep(Duration::from_millis(50)).await;
    }
    Ok("went from 0 to 100")
}

/// Would log, if the product logged to clients: it never does, so neither does this.
#[discord_tool(toolset = fixtures, effect = read)]
async fn test_logging_tool(_ctx: Context<test_logging_tool>) -> ToolResult<&'static str> {
    Ok("nothing was logged")
}

/// Answers on the stream that it was called on: the product never closes one in the middle of a call.
#[discord_tool(toolset = fixtures, effect = read)]
async fn test_reconnection(_ctx: Context<test_reconnection>) -> ToolResult<&'static str> {
    Ok("the stream stayed open")
}

/// Has the person at the client asked for two texts.
#[discord_tool(toolset = fixtures, effect = read)]
async fn test_elicitation(
    _ctx: Context<test_elicitation>,
    /// What the suite would have the person told.
    message: String,
    /// Who they are.
    #[arg(ask)]
    username: String,
    /// Where they get mail.
    #[arg(ask)]
    email: String,
) -> ToolResult<String> {
    Ok(format!("{message}: {username}, {email}"))
}

/// Has the person at the client asked, with a client that reads the answer as a stream.
#[discord_tool(toolset = fixtures, effect = read)]
async fn test_streaming_elicitation(
    _ctx: Context<test_streaming_elicitation>,
    /// Who they are.
    #[arg(ask)]
    name: String,
) -> ToolResult<String> {
    Ok(format!("Hello, {name}!"))
}

/// Has the person at the client asked, and the state of the question carried by the client.
#[discord_tool(toolset = fixtures, effect = read)]
async fn test_input_required_result_request_state(
    _ctx: Context<test_input_required_result_request_state>,
    /// Whether they agree.
    #[arg(ask)]
    ok: bool,
) -> ToolResult<String> {
    Ok(format!("state-ok: {ok}"))
}

/// Has the person at the client asked; the suite spoils the state.
#[discord_tool(toolset = fixtures, effect = read)]
async fn test_input_required_result_tampered_state(
    _ctx: Context<test_input_required_result_tampered_state>,
    /// Whether they agree.
    #[arg(ask)]
    ok: bool,
) -> ToolResult<String> {
    Ok(format!("this state was not tampered with: {ok}"))
}

/// Has the person at the client asked twice: for an argument, and whether they agree that something is destroyed.
#[discord_tool(toolset = fixtures, effect = destroy)]
async fn test_input_required_result_multi_round(
    _ctx: Context<test_input_required_result_multi_round>,
    /// Who they are.
    #[arg(ask)]
    name: String,
) -> ToolResult<String> {
    Ok(format!("{name} agreed"))
}

/// The tools whose schemas no attribute writes.
pub(crate) fn with_schemas() -> [Tool; 2] {
    let region = json!({
        "type": "object",
        "properties": { "region": { "type": "string", "x-mcp-header": "Region" } },
        "additionalProperties": false,
    });
    let customer = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "$defs": {
            "address": {
                "$anchor": "addressDef",
                "type": "object",
                "properties": { "street": { "type": "string" }, "city": { "type": "string" } },
            },
        },
        "properties": {
            "name": { "type": "string" },
            "address": { "$ref": "#/$defs/address" },
            "contactMethod": { "type": "string", "enum": ["phone", "email"] },
            "phone": { "type": "string" },
            "email": { "type": "string" },
        },
        "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
        "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
        "then": { "required": ["phone"] },
        "else": { "required": ["email"] },
        "additionalProperties": false,
    });
    [
        echo("test_custom_header", "Takes an argument that travels in a header, too.", region),
        echo("json_schema_2020_12_tool", "Takes what JSON Schema 2020-12 can say.", customer),
    ]
}

fn echo(name: &'static str, description: &'static str, schema: Value) -> Tool {
    let schema = match schema {
        Value::Object(schema) => schema,
        _ => Map::new(),
    };
    Tool::raw(ToolSpec::new(name, description, Effect::Read), schema, |_, arguments| async move {
        Ok(Value::Object(arguments).to_string())
    })
}
