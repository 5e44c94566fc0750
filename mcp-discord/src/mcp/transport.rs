use tokio_util::sync::CancellationToken;

use super::Server;

/// How clients reach a server: [`Stdio`](super::Stdio), `Http` (feature `http`), or a pair of streams (reader, writer) for
/// one client.
pub trait Transport: sealed::Serve {}

/// Why a server could not be served to its end.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The client began with something that no MCP client begins with.
    #[error("the client did not begin with `initialize` or `server/discover`: {0}")]
    Handshake(String),
    /// The task that served the connection died.
    #[error("the connection's task ended by itself: {0}")]
    Task(String),
    /// MCP can't be served over HTTP.
    #[cfg(feature = "http")]
    #[error(transparent)]
    Http(#[from] super::HttpError),
}

impl Server {
    /// Serves clients until they are gone or `shutdown` fires.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use mcp_discord::{CancellationToken, Server, discord::Discord};
    ///
    /// let server = Server::builder(Discord::with_token("token")?).build()?;
    /// let (client, here) = tokio::io::duplex(1024);
    /// drop(client);
    /// server.serve(tokio::io::split(here), CancellationToken::new()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn serve<T: Transport>(
        &self,
        transport: T,
        shutdown: CancellationToken,
    ) -> Result<(), ServeError> {
        transport.serve(self, shutdown).await
    }
}

pub(super) mod sealed {
    use std::future::Future;

    use tokio_util::sync::CancellationToken;

    use super::{ServeError, Server};

    pub trait Serve {
        fn serve(
            self,
            server: &Server,
            shutdown: CancellationToken,
        ) -> impl Future<Output = Result<(), ServeError>> + Send;
    }
}
