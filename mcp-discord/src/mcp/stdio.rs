use rmcp::{
    ServiceExt,
    service::{QuitReason, ServerInitializeError},
    transport::io::stdio_pipes,
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::sync::CancellationToken;

use super::Server;

/// Why a connection could not be served to its end.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The client began with something that no MCP client begins with.
    #[error("the client did not begin with `initialize` or `server/discover`: {0}")]
    Handshake(String),
    /// The task that served the connection died.
    #[error("the connection's task ended by itself: {0}")]
    Task(String),
}

impl Server {
    /// Serves one client over the standard streams, until it closes them or `shutdown` fires.
    ///
    /// Wants a current-thread runtime: rmcp starts a task for each request, and on several threads those overtake
    /// each other, so messages would arrive in another order than they were called.
    pub async fn serve_stdio(&self, shutdown: CancellationToken) -> Result<(), ServeError> {
        self.serve(stdio_pipes(), shutdown).await
    }

    /// Serves one client over a pair of streams.
    pub async fn serve<R, W>(&self, streams: (R, W), shutdown: CancellationToken) -> Result<(), ServeError>
    where
        R: AsyncRead + Send + Unpin + 'static,
        W: AsyncWrite + Send + Unpin + 'static,
    {
        // On the heap, as is every call: the futures below nest too deeply for rustc's default limit in crates that
        // use this one.
        let running = match Box::pin(self.connection().serve_with_ct(streams, shutdown)).await {
            Ok(running) => running,
            // A client that only looks, or closes at once, has done nothing wrong.
            Err(ServerInitializeError::ConnectionClosed(_) | ServerInitializeError::Cancelled) => {
                return Ok(());
            }
            Err(error) => {
                return Err(ServeError::Handshake(
                    crate::redact::without_secrets(&error.to_string()).into_owned(),
                ));
            }
        };
        match Box::pin(running.waiting()).await {
            Ok(QuitReason::JoinError(error)) => Err(ServeError::Task(error.to_string())),
            Ok(_) => Ok(()),
            Err(error) => Err(ServeError::Task(error.to_string())),
        }
    }
}
