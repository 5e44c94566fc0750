//! From a request to the session or the call that it is for.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http_body_util::{BodyExt, Empty, Full, LengthLimitError, Limited};
use hyper::{
    HeaderMap, Method, Request, StatusCode,
    body::{Body, Incoming},
};
use rmcp::{
    ServerHandler,
    transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService},
};
use serde::{Deserialize, de::IgnoredAny};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::observe::Metrics;

use super::{
    HttpError, HttpSettings, MetricsText,
    access::{self, Stranger, TokenHash},
    limits::{Places, Taken},
    origins,
    reply::{Answer, busy, refusal, text, unauthorized},
    sessions::Sessions,
};

/// How long the body of a request may take to arrive.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// Makes the handler of one session (older era) or of one request (newer era).
pub(super) type Factory<H> = Arc<dyn Fn() -> H + Send + Sync>;

/// Where requests go.
pub(super) struct Router<H> {
    program: &'static str,
    pub(super) settings: HttpSettings,
    /// One for each token; without tokens, one for everybody.
    desks: Vec<Desk<H>>,
    metrics: Option<MetricsText>,
    requests: Places,
    /// Ends every session and stream.
    end: CancellationToken,
}

/// Where one agent is served: its sessions are nobody else's.
struct Desk<H> {
    token: Option<TokenHash>,
    service: StreamableHttpService<H, Sessions>,
    sessions: Arc<Sessions>,
    requests: Places,
    streams: Places,
}

/// What kind of message this is.
#[derive(Deserialize, Default)]
struct Envelope {
    method: Option<String>,
    id: Option<IgnoredAny>,
}

impl<H: ServerHandler> Router<H> {
    pub(super) fn new(
        program: &'static str,
        settings: HttpSettings,
        address: SocketAddr,
        metrics: Option<MetricsText>,
        doors: Vec<(Option<TokenHash>, Factory<H>)>,
    ) -> Result<Self, HttpError> {
        let end = CancellationToken::new();
        let config = StreamableHttpServerConfig::default()
            .with_json_response(true)
            .with_max_request_body_bytes(settings.max_body_bytes)
            .with_allowed_hosts(origins::hosts(address, &settings.hosts))
            .with_allowed_origins(origins::origins(address, &settings.origins)?)
            .enforce_origin_validation()
            .with_cancellation_token(end.clone());
        let desk = |(token, factory): (Option<TokenHash>, Factory<H>)| {
            let sessions = Arc::new(Sessions::new(settings.sessions, settings.session_idle));
            let service =
                StreamableHttpService::new(move || Ok(factory()), Arc::clone(&sessions), config.clone());
            // Without tokens everybody shares one desk.
            let requests = if token.is_some() { settings.requests_per_agent } else { settings.requests };
            let (requests, streams) = (Places::new(requests), Places::new(settings.streams));
            Desk { token, service, sessions, requests, streams }
        };
        let desks = doors.into_iter().map(desk).collect();
        let requests = Places::new(settings.requests);
        Ok(Self { program, settings, desks, metrics, requests, end })
    }

    pub(super) async fn answer(&self, request: Request<Incoming>) -> Answer {
        match (request.uri().path(), &self.metrics) {
            ("/mcp", _) => match self.desk(request.headers()) {
                Ok(desk) => self.mcp(desk, request).await,
                Err(stranger) => unauthorized(self.program, stranger),
            },
            ("/healthz", _) => text(StatusCode::OK, "text/plain", "ok"),
            ("/metrics", Some(metrics)) => match self.desk(request.headers()) {
                Ok(desk) => desk.metrics(&request, metrics).await,
                Err(stranger) => unauthorized(self.program, stranger),
            },
            _ => refusal(StatusCode::NOT_FOUND, "there is nothing here", "MCP is at /mcp"),
        }
    }

    /// Closes the sessions that were quiet for too long.
    pub(super) async fn sweep(&self) {
        for desk in &self.desks {
            desk.sessions.sweep().await;
        }
    }

    /// Takes no more calls, gives those under way some time, and ends everything.
    pub(super) async fn finish(&self, grace: Duration) {
        if timeout(grace, self.requests.all_free()).await.is_err() {
            tracing::warn!("calls were given up that were not over after {} s", grace.as_secs_f64());
        }
        self.end.cancel();
    }

    /// The desk of whoever sends this.
    fn desk(&self, headers: &HeaderMap) -> Result<&Desk<H>, Stranger> {
        let place = match self.desks.as_slice() {
            [Desk { token: None, .. }] => 0,
            desks => access::find(desks.iter().filter_map(|desk| desk.token.as_ref()), headers)
                .inspect_err(|stranger| tracing::info!(?stranger, "a request was refused"))?,
        };
        Ok(&self.desks[place])
    }

    async fn mcp(&self, desk: &Desk<H>, request: Request<Incoming>) -> Answer {
        match *request.method() {
            Method::POST => {}
            Method::GET => {
                let Some(place) = Places::take(&[&desk.streams]) else { return too_many_streams() };
                return place.until_answered(desk.pass(request.map(|_| Empty::new())).await);
            }
            // rmcp would say that it has ended one.
            Method::DELETE if desk.has_no_session(request.headers()) => {
                return refusal(StatusCode::NOT_FOUND, "there is no such session", "it has ended already");
            }
            Method::DELETE => {
                let mut answer = desk.pass(request.map(|_| Empty::new())).await;
                // rmcp says 202; clients take 204 for an end, and warn of anything else.
                if answer.status() == StatusCode::ACCEPTED {
                    *answer.status_mut() = StatusCode::NO_CONTENT;
                }
                return answer;
            }
            _ => return desk.pass(request.map(|_| Empty::new())).await,
        }
        let (parts, body) = request.into_parts();
        let body = match self.read(body).await {
            Ok(body) => body,
            Err(answer) => return answer,
        };
        // What is no JSON is for rmcp to refuse.
        let message: Envelope = serde_json::from_slice(&body).unwrap_or_default();
        let request = Request::from_parts(parts, Full::new(body));
        match self.admit(desk, &message).await {
            Ok(Some(places)) => places.until_answered(desk.pass(request).await),
            Ok(None) => desk.pass(request).await,
            Err(answer) => answer,
        }
    }

    /// Room for what a message begins; one that begins nothing, such as the answer to a question, needs none.
    async fn admit(&self, desk: &Desk<H>, message: &Envelope) -> Result<Option<Taken>, Answer> {
        let (Some(method), Some(_)) = (message.method.as_deref(), &message.id) else { return Ok(None) };
        if method == "subscriptions/listen" {
            return Places::take(&[&desk.streams]).map(Some).ok_or_else(too_many_streams);
        }
        let places = Places::take(&[&desk.requests, &self.requests])
            .ok_or_else(|| busy("too many requests are under way"))?;
        if method == "initialize"
            && let Err(error) = desk.sessions.make_room().await
        {
            return Err(busy(&error.to_string()));
        }
        Ok(Some(places))
    }

    async fn read(&self, body: Incoming) -> Result<Bytes, Answer> {
        let limit = self.settings.max_body_bytes;
        let too_large = || {
            let error = format!("the request is larger than {limit} bytes");
            refusal(StatusCode::PAYLOAD_TOO_LARGE, &error, "send files by path, and long texts in parts")
        };
        if body.size_hint().lower() > limit as u64 {
            return Err(too_large());
        }
        match timeout(BODY_TIMEOUT, Limited::new(body, limit).collect()).await {
            Ok(Ok(body)) => Ok(body.to_bytes()),
            Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
            Ok(Err(_)) => {
                Err(refusal(StatusCode::BAD_REQUEST, "the request's body broke off", "send it again"))
            }
            Err(_) => {
                let error = format!("the request's body took longer than {} s", BODY_TIMEOUT.as_secs());
                Err(refusal(StatusCode::REQUEST_TIMEOUT, &error, "send it again"))
            }
        }
    }
}

impl<H: ServerHandler> Desk<H> {
    /// Whether a request names a session that isn't there.
    fn has_no_session(&self, headers: &HeaderMap) -> bool {
        let named = headers.get("mcp-session-id").and_then(|id| id.to_str().ok());
        named.is_some_and(|id| !self.sessions.knows(id))
    }

    async fn pass<B>(&self, request: Request<B>) -> Answer
    where
        B: Body<Data = Bytes, Error = std::convert::Infallible> + Send + 'static,
    {
        self.service.handle(request).await
    }

    async fn metrics(&self, request: &Request<Incoming>, metrics: &MetricsText) -> Answer {
        // rmcp judges Host and Origin before it looks at the method, and has no OPTIONS.
        let mut probe = Request::new(Empty::<Bytes>::new());
        *probe.method_mut() = Method::OPTIONS;
        *probe.uri_mut() = request.uri().clone();
        *probe.headers_mut() = request.headers().clone();
        let judged = self.pass(probe).await;
        if judged.status() != StatusCode::METHOD_NOT_ALLOWED {
            return judged;
        }
        text(StatusCode::OK, Metrics::CONTENT_TYPE, metrics())
    }
}

fn too_many_streams() -> Answer {
    busy("too many streams are open")
}
