use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use rmcp::{
    ClientHandler, ErrorData, RoleClient,
    model::{
        ClientCapabilities, ClientInfo, ElicitRequestParams, ElicitResult, ElicitationAction,
        ElicitationCapability, FormElicitationCapability, Implementation,
    },
    service::RequestContext,
};
use serde_json::Value;

/// Which of MCP's eras a client speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Era {
    /// `initialize`, sessions, requests from the server: up to 2025-11-25.
    Older,
    /// `server/discover`, self-contained requests, questions as results: 2026-07-28.
    Newer,
}

/// Who sits at the client.
#[derive(Clone)]
pub enum Person {
    /// Nobody: the client can't ask.
    Absent,
    /// Somebody who agrees to everything, and fills in forms with this.
    Agrees(Value, Asked),
    /// Somebody who says no.
    Declines(Asked),
    /// Somebody who closes every question.
    Dismisses(Asked),
}

/// The questions that a person was asked.
pub type Asked = Arc<Mutex<Vec<String>>>;

/// The client of a test.
#[derive(Debug, Clone)]
pub(super) struct TestClient {
    pub(super) person: Person,
}

impl ClientHandler for TestClient {
    fn get_info(&self) -> ClientInfo {
        let mut capabilities = ClientCapabilities::default();
        if !matches!(self.person, Person::Absent) {
            capabilities.elicitation =
                Some(ElicitationCapability::new().with_form(FormElicitationCapability::new()));
        }
        ClientInfo::new(capabilities, Implementation::new("mcp-discord-testing", env!("CARGO_PKG_VERSION")))
    }

    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        _: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        let (action, content, asked) = match &self.person {
            Person::Agrees(content, asked) => (ElicitationAction::Accept, Some(content.clone()), Some(asked)),
            Person::Declines(asked) => (ElicitationAction::Decline, None, Some(asked)),
            Person::Dismisses(asked) => (ElicitationAction::Cancel, None, Some(asked)),
            Person::Absent => (ElicitationAction::Cancel, None, None),
        };
        if let (Some(asked), ElicitRequestParams::FormElicitationParams { message, .. }) = (asked, request) {
            asked.lock().unwrap_or_else(PoisonError::into_inner).push(message);
        }
        let mut result = ElicitResult::new(action);
        result.content = content;
        Ok(result)
    }
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Absent => "Absent",
            Self::Agrees(..) => "Agrees",
            Self::Declines(_) => "Declines",
            Self::Dismisses(_) => "Dismisses",
        })
    }
}
