//! From a request on the wire to a route and back: who asks, how often, and what goes wrong on purpose.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Instant,
};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, DefaultBodyLimit, Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode,
        header::{AUTHORIZATION, CONTENT_TYPE, USER_AGENT},
        request::Parts,
    },
    response::Response,
};
use bytes::Bytes;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::oneshot};

use super::{
    Exchange, Fault, Faults, Limits,
    call::{Call, Upload},
    connection::{CuttableListener, Cutter},
    errors::{BLOCKED_USER_AGENT, Failure, INVALID_JSON, NO_SUCH_ROUTE, REQUEST_TOO_LARGE, UNAUTHORIZED},
    exchange::Observer,
    faults::FaultSource,
    multipart,
    rate_limits::{Admission, RateLimiter},
    reply::{Reply, bucket_headers, fault_reply, too_many_requests},
    router::{self, Match},
    routes,
    world::World,
};

/// The largest request that Discord takes.
const MAX_REQUEST_BYTES: usize = 25 * 1024 * 1024;

/// The longest audit log reason, in characters.
const MAX_REASON: usize = 512;

/// What all requests share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) token: String,
    world: Mutex<World>,
    limiter: Mutex<RateLimiter>,
    faults: Mutex<FaultSource>,
    gone: Arc<AtomicBool>,
    observer: Option<Observer>,
    requests: AtomicU64,
    started: Instant,
}

impl Shared {
    pub(super) fn new(
        world: World,
        token: String,
        limits: Limits,
        faults: Faults,
        observer: Option<Observer>,
    ) -> Self {
        Self {
            token,
            world: Mutex::new(world),
            limiter: Mutex::new(RateLimiter::new(limits)),
            faults: Mutex::new(FaultSource::new(faults)),
            gone: Arc::new(AtomicBool::new(false)),
            observer,
            requests: AtomicU64::new(0),
            started: Instant::now(),
        }
    }

    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        lock(&self.world)
    }

    pub(super) fn set_faults(&self, faults: Faults) {
        *lock(&self.faults) = FaultSource::new(faults);
    }

    pub(super) fn set_limits(&self, limits: Limits) {
        *lock(&self.limiter) = RateLimiter::new(limits);
    }

    pub(super) fn set_gone(&self, gone: bool) {
        self.gone.store(gone, Ordering::SeqCst);
    }
}

/// A test that panicked while it held the lock has failed already; the others can go on.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves until told to stop, or until whoever could tell is gone.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>, stopped: oneshot::Receiver<()>) {
    let listener = CuttableListener::new(listener, Arc::clone(&shared.gone));
    let app = Router::new()
        .fallback(handle)
        .layer(DefaultBodyLimit::disable())
        .with_state(shared)
        .into_make_service_with_connect_info::<Cutter>();
    let stop = async {
        // Dropping the sandbox drops the sender, which ends the wait as well as a word would.
        let _dropped = stopped.await;
    };
    if let Err(error) = axum::serve(listener, app).with_graceful_shutdown(stop).await {
        tracing::warn!(%error, "the sandbox stopped listening");
    }
}

/// A connection that is to be reset instead of answered.
struct Reset;

async fn handle(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(cutter): ConnectInfo<Cutter>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    if shared.gone.load(Ordering::SeqCst) {
        cutter.cut();
        return Response::default();
    }
    let path = parts.uri.path();
    if let Some(response) = aside(&shared, &parts.method, path) {
        return response;
    }
    let body = axum::body::to_bytes(body, MAX_REQUEST_BYTES).await.ok();
    let Ok(reply) = answer(&shared, &parts, body.clone()).await else {
        cutter.cut();
        return Response::default();
    };
    if let Some(Observer(observe)) = &shared.observer {
        observe(&exchange(parts, body.unwrap_or_default(), &reply));
    }
    reply.into_response()
}

/// What is served beside Discord's API: files as its CDN has them, and a page to recognise the sandbox by.
fn aside(shared: &Shared, method: &Method, path: &str) -> Option<Response> {
    if method != Method::GET {
        return None;
    }
    if path == "/sandbox" {
        let servers = shared.world().servers().count();
        let version = env!("CARGO_PKG_VERSION");
        let body = json!({ "sandbox": "mcp-discord", "version": version, "servers": servers });
        return Some(Reply::json(StatusCode::OK, &body).into_response());
    }
    let mut rest = path.strip_prefix("/attachments/")?.split('/');
    let attachment = rest.nth(1).and_then(|id| id.parse().ok());
    let file = attachment.and_then(|id| shared.world().files.get(&id).cloned());
    let Some(file) = file else {
        return Some(Reply::failure(&NO_SUCH_ROUTE.into()).into_response());
    };
    let mut response = Response::new(Body::from(file.bytes));
    if let Ok(content_type) = HeaderValue::from_str(&file.content_type) {
        response.headers_mut().insert(CONTENT_TYPE, content_type);
    }
    Some(response)
}

fn exchange(parts: Parts, body: Bytes, reply: &Reply) -> Exchange {
    let path = parts.uri.path_and_query().map_or_else(String::new, ToString::to_string);
    Exchange {
        method: parts.method,
        path,
        request_content_type: header_text(&parts.headers, CONTENT_TYPE).map(str::to_owned),
        request_headers: parts.headers,
        request_body: body,
        status: reply.status.as_u16(),
        response_content_type: reply.content_type.map(str::to_owned),
        response_body: reply.body.clone(),
        fault: reply.fault,
    }
}

fn header_text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// Answers a request to the API, or says that its connection is to be reset. `body` is `None` when it is too large.
async fn answer(shared: &Shared, parts: &Parts, body: Option<Bytes>) -> Result<Reply, Reset> {
    let request = shared.requests.fetch_add(1, Ordering::Relaxed) + 1;
    let found = match route(shared, parts) {
        Ok(found) => found,
        Err(failure) => return Ok(Reply::failure(&failure)),
    };
    let fault = lock(&shared.faults).draw();
    if let Some(Fault::Latency(delay)) = fault {
        tokio::time::sleep(delay).await;
    }
    if let Some(fault) = fault
        && !fault.has_effect()
    {
        return fault_reply(fault).ok_or(Reset);
    }
    let now = shared.started.elapsed();
    let admission = lock(&shared.limiter).admit(found.route.operation, found.major(), now);
    let mut reply = match &admission {
        Admission::Unlimited | Admission::Admitted(_) => carry_out(shared, parts, body, found, request).await,
        Admission::BucketFull(state) => too_many_requests(state.reset_after, false, "user"),
        Admission::GlobalFull { retry_after } => too_many_requests(*retry_after, true, "global"),
    };
    if let Admission::Admitted(state) | Admission::BucketFull(state) = &admission {
        bucket_headers(&mut reply, state);
    }
    match fault {
        Some(fault @ Fault::Latency(_)) => reply.fault = Some(fault),
        Some(fault) => return fault_reply(fault).ok_or(Reset),
        None => {}
    }
    Ok(reply)
}

/// The route of a request whose sender may use the API.
fn route(shared: &Shared, parts: &Parts) -> Result<Match, Failure> {
    if !header_text(&parts.headers, USER_AGENT).is_some_and(|agent| agent.starts_with("DiscordBot (")) {
        return Err(BLOCKED_USER_AGENT.into());
    }
    let path = router::strip_version(parts.uri.path()).ok_or(NO_SUCH_ROUTE)?;
    let found = router::find(routes::all(), &parts.method, path)?;
    let token = header_text(&parts.headers, AUTHORIZATION)
        .and_then(|authorization| authorization.strip_prefix("Bot "));
    if token != Some(&*shared.token) && !routes::is_public(found.route) {
        return Err(UNAUTHORIZED.into());
    }
    Ok(found)
}

async fn carry_out(shared: &Shared, parts: &Parts, body: Option<Bytes>, found: Match, request: u64) -> Reply {
    let Match { route, path } = found;
    let outcome = match read_request(parts, body).await {
        Ok((body, files, reason)) => {
            let query = url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
            let query = query.into_owned().collect();
            let mut world = shared.world();
            let actor = world.bot();
            let operation = route.operation;
            let call = Call { operation, request, actor, path, query, body, files, reason };
            (route.handler)(&mut world, &call)
        }
        Err(failure) => Err(failure),
    };
    Reply::outcome(outcome)
}

/// The body as JSON, files that came with it, and the reason for the audit log.
async fn read_request(
    parts: &Parts,
    body: Option<Bytes>,
) -> Result<(Value, Vec<Upload>, Option<String>), Failure> {
    let reason = reason(&parts.headers)?;
    let body = body.ok_or(REQUEST_TOO_LARGE)?;
    if body.is_empty() {
        return Ok((Value::Null, Vec::new(), reason));
    }
    let content_type = header_text(&parts.headers, CONTENT_TYPE).unwrap_or_default();
    if content_type.starts_with("multipart/form-data") {
        let (body, files) = multipart::read(&parts.headers, body).await?;
        return Ok((body, files, reason));
    }
    if !content_type.starts_with("application/json") {
        return Err(Failure::form(
            "_misc",
            "CONTENT_TYPE_INVALID",
            "Expected \"Content-Type\" header to be one of {'application/json', 'multipart/form-data'}.",
        ));
    }
    let body = serde_json::from_slice(&body).map_err(|_| INVALID_JSON)?;
    Ok((body, Vec::new(), reason))
}

fn reason(headers: &HeaderMap) -> Result<Option<String>, Failure> {
    let Some(text) = headers.get("x-audit-log-reason") else { return Ok(None) };
    let text = String::from_utf8_lossy(text.as_bytes());
    let text = percent_decode_str(&text).decode_utf8_lossy().into_owned();
    if text.chars().count() > MAX_REASON {
        let message = format!("Must be {MAX_REASON} or fewer in length.");
        return Err(Failure::form("reason", "BASE_TYPE_MAX_LENGTH", message));
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}
