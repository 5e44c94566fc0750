//! The floor: one tool on rmcp alone, with nothing around it.

use std::{env, error::Error, sync::Arc};

use axum::{Router, serve::ListenerExt};
use rmcp::{
    ErrorData, RoleServer, ServerHandler, ServiceExt,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, ListToolsResult,
        PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
    },
    service::RequestContext,
    transport::{
        StreamableHttpServerConfig, StreamableHttpService, io::stdio_pipes,
        streamable_http_server::session::local::LocalSessionManager,
    },
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::net::TcpListener;

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
        if env::args().nth(1).as_deref() == Some("http") {
            return http(Floor::new()).await;
        }
        Floor::new().serve(stdio_pipes()).await?.waiting().await?;
        Ok(())
    })
}

/// What rmcp and axum do by themselves, but for delayed writes: with those an answer would take 40 ms.
#[allow(clippy::print_stdout, reason = "where it listens")]
async fn http(floor: Floor) -> Result<(), Box<dyn Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let config = StreamableHttpServerConfig::default().with_json_response(true);
    let sessions = Arc::new(LocalSessionManager::default());
    let service = StreamableHttpService::new(move || Ok(floor.clone()), sessions, config);
    let router = Router::new().route_service("/mcp", service);
    Ok(axum::serve(listener.tap_io(|stream| _ = stream.set_nodelay(true)), router).await?)
}
