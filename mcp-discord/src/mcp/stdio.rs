use rmcp::{
    ServiceExt,
    service::{QuitReason, ServerInitializeError},
    transport::io::stdio_pipes,
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::sync::CancellationToken;

use super::{
    Server,
    streams::Streams,
    transport::{ServeError, Transport, sealed::Serve},
};

/// The standard streams: one client, which started this process.
///
/// Wants a current-thread runtime: rmcp starts a task for each request, and on several threads those overtake each
/// other, so messages would arrive in another order than they were called.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stdio;

impl Transport for Stdio {}

impl Serve for Stdio {
    async fn serve(self, server: &Server, shutdown: CancellationToken) -> Result<(), ServeError> {
        stdio_pipes().serve(server, shutdown).await
    }
}

impl<R, W> Transport for (R, W)
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
}

impl<R, W> Serve for (R, W)
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    async fn serve(self, server: &Server, shutdown: CancellationToken) -> Result<(), ServeError> {
        // On the heap, as is every call: the futures below nest too deeply for rustc's default limit in crates that
        // use this one.
        let streams = Streams::new(self.0, self.1);
        let running = match Box::pin(server.connection().serve_with_ct(streams, shutdown)).await {
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
            Ok(QuitReason::JoinError(error)) | Err(error) => Err(ServeError::Task(error.to_string())),
            Ok(_) => Ok(()),
        }
    }
}
