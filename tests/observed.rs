//! Sandboxes whose every exchange is held against Discord's document.

use std::{ops::Deref, sync::Arc};

use mcp_discord::{
    sandbox::{Exchange, Sandbox, SandboxBuilder},
    testing::{Session, SessionBuilder, SessionError},
};

use crate::contract::{self, Recorder, Sides};

/// Has everything that goes to and from a sandbox recorded.
pub fn observe(builder: SandboxBuilder, recorder: &Arc<Recorder>) -> SandboxBuilder {
    let recorder = Arc::clone(recorder);
    builder.observe(Arc::new(move |exchange| recorder.record(&plain(exchange))))
}

/// A session whose exchanges are checked; [`ObservedSession::finish`] fails on any that breaks the contract.
pub async fn start(
    sandbox: SandboxBuilder,
    configure: impl FnOnce(SessionBuilder) -> SessionBuilder,
) -> Result<ObservedSession, SessionError> {
    start_in(sandbox, |_, session| configure(session)).await
}

/// Like [`start`], for settings that name what is in the sandbox.
pub async fn start_in(
    sandbox: SandboxBuilder,
    configure: impl FnOnce(&Sandbox, SessionBuilder) -> SessionBuilder,
) -> Result<ObservedSession, SessionError> {
    let recorder = Arc::new(Recorder::new(Sides::Both)?);
    let sandbox = Arc::new(observe(sandbox, &recorder).start().await?);
    let builder = Session::builder().sandbox(Arc::clone(&sandbox));
    let session = configure(&sandbox, builder).start().await?;
    Ok(ObservedSession { session, recorder })
}

/// A session in the furnished sandbox.
pub async fn furnished() -> Result<ObservedSession, SessionError> {
    start(Sandbox::builder().furnished(), |session| session).await
}

/// A session, and what went over the wire.
#[derive(Debug)]
pub struct ObservedSession {
    session: Session,
    recorder: Arc<Recorder>,
}

impl ObservedSession {
    /// Fails when an exchange broke the contract.
    pub fn finish(self) {
        self.recorder.assert_clean();
    }
}

impl Deref for ObservedSession {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

fn plain(exchange: &Exchange) -> contract::Exchange {
    contract::Exchange {
        method: exchange.method.to_string(),
        path: exchange.path.clone(),
        request_content_type: exchange.request_content_type.clone(),
        request_body: exchange.request_body.clone(),
        status: exchange.status,
        response_content_type: exchange.response_content_type.clone(),
        response_body: exchange.response_body.clone(),
        faulted: exchange.fault.is_some(),
    }
}
