//! A whole MCP client over HTTP, with a person who is asked.

use mcp_discord::sandbox::Snowflake;
use rmcp::{
    ClientHandler, ErrorData, RoleClient,
    model::{
        CallToolRequestParams, ClientCapabilities, ClientConfig, ElicitRequestParams, ElicitResult,
        ElicitationAction, ElicitationCapability, FormElicitationCapability, Implementation, ProtocolVersion,
    },
    service::{ClientLifecycleMode, ClientServiceExt, RequestContext, RunningService},
    transport::{StreamableHttpClientTransport, streamable_http_client::StreamableHttpClientTransportConfig},
};
use serde_json::json;

use crate::served::Served;

/// Somebody who answers every question like this.
struct Person(ElicitationAction);

impl ClientHandler for Person {
    fn get_info(&self) -> ClientConfig {
        let mut capabilities = ClientCapabilities::default();
        capabilities.elicitation =
            Some(ElicitationCapability::new().with_form(FormElicitationCapability::new()));
        ClientConfig::new(capabilities, Implementation::new("whole", "1"))
    }

    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        _: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        let mut result = ElicitResult::new(self.0.clone());
        if let ElicitRequestParams::FormElicitationParams { requested_schema, .. } = request {
            let fields = requested_schema.properties.into_keys().map(|name| (name, json!(true)));
            result.content = Some(fields.collect());
        }
        Ok(result)
    }
}

async fn connect(
    served: &Served,
    lifecycle: ClientLifecycleMode,
    answer: ElicitationAction,
) -> RunningService<RoleClient, Person> {
    let config = StreamableHttpClientTransportConfig::with_uri(served.url("/mcp"));
    let transport = StreamableHttpClientTransport::from_config(config);
    Box::pin(Person(answer).serve_with_lifecycle(transport, lifecycle)).await.unwrap()
}

fn message_in_general(served: &Served) -> (Snowflake, Snowflake) {
    let mut world = served.sandbox.world();
    let workspace = world.servers().next().unwrap().id;
    let channel = world.channel_named(workspace, "general").unwrap().id;
    let bot = world.bot();
    (channel, world.add_message(channel, bot, "to be deleted").unwrap())
}

#[tokio::test]
async fn a_person_is_asked_in_both_eras() {
    let served = Served::start().await;
    let newer = ClientLifecycleMode::Discover { preferred_versions: vec![ProtocolVersion::V_2026_07_28] };
    for lifecycle in [ClientLifecycleMode::Initialize, newer] {
        for (action, deleted) in [(ElicitationAction::Decline, false), (ElicitationAction::Accept, true)] {
            let (channel, message) = message_in_general(&served);
            let client = connect(&served, lifecycle.clone(), action).await;
            let mut call = CallToolRequestParams::new("delete_message");
            let arguments = json!({ "channel_id": channel.to_string(), "message_id": message.to_string() });
            call.arguments = arguments.as_object().cloned();
            let result = client.call_tool(call).await.unwrap();
            assert_eq!(result.is_error, Some(!deleted), "{:?}", result.content);
            assert_eq!(served.sandbox.world().message(channel, message).is_none(), deleted);
            client.cancel().await.unwrap();
        }
    }
    served.finish().await;
}
