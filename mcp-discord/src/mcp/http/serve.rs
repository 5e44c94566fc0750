//! Connections: how they come in, and how they end.

use std::{convert::Infallible, io, sync::Arc, time::Duration};

use futures_util::future::join;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use rmcp::ServerHandler;
use tokio::{
    net::{TcpListener, TcpStream},
    time::{interval, sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{
    limits::{Places, Taken},
    router::Router,
};

/// How long what is cut off has to come to its end.
const AFTER: Duration = Duration::from_secs(3);

/// Serves connections until `shutdown` fires, and then until the calls under way are answered.
pub(super) async fn serve<H: ServerHandler>(
    listener: TcpListener,
    router: Arc<Router<H>>,
    shutdown: CancellationToken,
) {
    let (graceful, cut) = (GracefulShutdown::new(), CancellationToken::new());
    let connections = Places::new(router.settings.connections);
    let mut sweep = interval(router.settings.sweep());
    loop {
        let stream = tokio::select! {
            () = shutdown.cancelled() => break,
            _ = sweep.tick() => {
                let router = Arc::clone(&router);
                tokio::spawn(async move { router.sweep().await });
                continue;
            }
            accepted = accept(&listener) => match accepted {
                Ok(stream) => stream,
                Err(error) => {
                    refused(&error).await;
                    continue;
                }
            },
        };
        let Some(place) = Places::take(&[&connections]) else {
            tracing::warn!(
                limit = router.settings.connections,
                "a connection was closed: there are too many"
            );
            continue;
        };
        connection(stream, place, &router, &graceful, cut.child_token());
    }
    drop(listener);
    tracing::info!("MCP over HTTP is ending: calls under way are answered");
    let grace = router.settings.grace;
    let ended = timeout(grace + AFTER, join(graceful.shutdown(), router.finish(grace))).await;
    cut.cancel();
    if ended.is_err() {
        tracing::warn!("connections were cut off, since their clients did not take their answers");
    }
}

async fn accept(listener: &TcpListener) -> io::Result<TcpStream> {
    let (stream, _) = listener.accept().await?;
    // The second piece of an answer would otherwise wait 40 ms for the client's acknowledgement of the first.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "the connection stays with delayed writes");
    }
    Ok(stream)
}

fn connection<H: ServerHandler>(
    stream: TcpStream,
    place: Taken,
    router: &Arc<Router<H>>,
    graceful: &GracefulShutdown,
    cut: CancellationToken,
) {
    let for_requests = Arc::clone(router);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let router = Arc::clone(&for_requests);
        async move { Ok::<_, Infallible>(router.answer(request).await) }
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(router.settings.header_timeout)
        .serve_connection(TokioIo::new(stream), service);
    let serving = graceful.watch(serving);
    tokio::spawn(async move {
        let _place = place;
        tokio::select! {
            () = cut.cancelled() => {}
            ended = serving => if let Err(error) = ended {
                tracing::debug!(%error, "a connection ended before its time");
            },
        }
    });
}

/// Accepting failed: because of the client, who is gone already, or because this process has no files left.
async fn refused(error: &io::Error) {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::error!(%error, "no connection can be accepted; trying again in a second");
        sleep(Duration::from_secs(1)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_accepted_writes_without_delay() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let connecting = TcpStream::connect(listener.local_addr().unwrap());
        let (accepted, client) = join(accept(&listener), connecting).await;
        client.unwrap();
        assert!(accepted.unwrap().nodelay().unwrap());
    }
}
