//! The floor: one tool on rmcp alone, with nothing around it.

use std::{error::Error, sync::Arc};

use rmcp::{
    ErrorData, RoleServer, ServerHandler, ServiceExt,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ListToolsResult,
        PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
    },
    service::RequestContext,
    transport::io::stdio_pipes,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Clone)]
struct Floor(Arc<Vec<Tool>>);

#[derive(Deserialize)]
struct Add {
    a: i64,
    b: i64,
}

impl Floor {
    fn new() -> Self {
        let number = |description: &str| json!({ "type": "integer", "description": description });
        let schema = Map::from_iter([
            ("type".to_owned(), json!("object")),
            ("properties".to_owned(), json!({ "a": number("One number."), "b": number("Another.") })),
            ("required".to_owned(), json!(["a", "b"])),
            ("additionalProperties".to_owned(), json!(false)),
        ]);
        Self(Arc::new(vec![Tool::new("add", "Adds two numbers.", Arc::new(schema))]))
    }
}

impl ServerHandler for Floor {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.0.to_vec()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let arguments = Value::Object(request.arguments.unwrap_or_default());
        let Add { a, b } = serde_json::from_value(arguments)
            .map_err(|error| ErrorData::invalid_params(error.to_string(), None))?;
        Ok(CallToolResult::success(vec![ContentBlock::text((a + b).to_string())]).into())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        Floor::new().serve(stdio_pipes()).await?.waiting().await?;
        Ok(())
    })
}
