//! The REST core: one way to Discord, for every endpoint.
//!
//! [`Rest::send`] takes a [`Request`] through its attempts until it is answered, refused or out of time:
//!
//! - **limits**: a permit per route before each attempt, a pause of everything after a global 429, a count of the
//!   answers that lead to Discord's ban, and no request at all once the token was refused
//! - **retries**: what failed is tried again while the deadline allows, if that can't do it twice
//! - **honesty**: an error says whether Discord can have acted. See [`RestError`]
//!
//! Answers are bytes. Reading them leniently is the endpoints' part: what Discord accepted is a success,
//! whatever a field looks like.

mod attempt;
mod breaker;
mod download;
mod error;
mod limiter;
mod path;
mod payload;
mod request;
mod retry;
mod route;

use std::{
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use bytes::Bytes;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, sleep_until};
use tracing::{Instrument, debug, debug_span};
use url::Url;

use self::{
    attempt::{Ended, Exchange},
    breaker::Breaker,
    limiter::Limiter,
    request::Call,
    retry::Past,
};
pub use self::{
    download::Download,
    error::RestError,
    path::Path,
    payload::{Body, File},
    request::{Method, Request, Retry},
};
use crate::observe::LimiterWait;

/// Who keeps to Discord's [rate limits].
///
/// [rate limits]: https://discord.com/developers/docs/topics/rate-limits
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LimiterMode {
    /// This process: it learns the limits from the headers, and sends nothing that would break one.
    #[default]
    Local,
    /// A proxy between us and Discord. A 429 that comes through it is still waited out.
    Off,
}

/// Where Discord is, who we are there, and how long to wait for it.
#[derive(Debug, Clone)]
pub struct RestConfig {
    /// The address that paths are appended to: `https://discord.com/api/v10`, a proxy or a sandbox.
    pub base: Url,
    /// The bot's token, with or without `Bot ` before it: libraries for bots have it either way.
    pub token: SecretString,
    /// Who keeps to the rate limits.
    pub limiter: LimiterMode,
    /// Requests a second for the whole bot: 50, unless Discord granted more.
    pub global_limit: u16,
    /// How long a connection may take to stand, TLS included.
    pub connect_timeout: Duration,
    /// How long one attempt may take. Uploads are given a second more for each 256 KiB.
    pub attempt_timeout: Duration,
    /// Answers of 401, 403 and 429 in ten minutes at which we stop by ourselves. At 10,000 Discord
    /// [bans the address](https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit).
    pub invalid_limit: usize,
    /// Bytes of an answer that are read at most.
    pub answer_limit: usize,
}

impl RestConfig {
    /// The defaults for a base and a token.
    pub const fn new(base: Url, token: SecretString) -> Self {
        Self {
            base,
            token,
            limiter: LimiterMode::Local,
            global_limit: 50,
            connect_timeout: Duration::from_secs(5),
            attempt_timeout: Duration::from_secs(15),
            invalid_limit: 5_000,
            answer_limit: 32 * 1024 * 1024,
        }
    }
}

/// What Discord answered to a request that it accepted.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status, 200 to 299. A search whose index is still being built is a 202.
    pub status: u16,
    /// The body as it came; empty for a 204.
    pub body: Bytes,
    /// How many attempts it took, this one included.
    pub attempts: u32,
    /// An earlier attempt of this write may have been carried out, although its answer was lost.
    pub lost_before: bool,
}

impl fmt::Debug for Answer {
    // What people write doesn't belong into logs, and the tokens of webhooks are in answers too.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .field("attempts", &self.attempts)
            .field("lost_before", &self.lost_before)
            .finish_non_exhaustive()
    }
}

/// The connection to Discord's HTTP API: cheap to clone, one for each token.
#[derive(Clone)]
pub struct Rest(Arc<Core>);

struct Core {
    base: Url,
    // Made for the first request: a server at rest holds no TLS configuration, and starts sooner.
    client: OnceLock<reqwest::Client>,
    connect_timeout: Duration,
    authorization: HeaderValue,
    limiter: Limiter,
    breaker: Breaker,
    attempt_timeout: Duration,
    answer_limit: usize,
}

impl fmt::Debug for Rest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rest").field("base", &self.0.base.as_str()).finish_non_exhaustive()
    }
}

/// The name that Discord asks for, else it answers with code 40333.
///
/// <https://discord.com/developers/docs/reference#user-agent>
const USER_AGENT: &str =
    concat!("DiscordBot (", env!("CARGO_PKG_REPOSITORY"), ", ", env!("CARGO_PKG_VERSION"), ")");

impl Rest {
    /// Prepares the connection; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// [`RestError::Invalid`] for a base that is no plain HTTP address, a token that no header can hold, or a global
    /// limit of zero.
    pub fn new(config: RestConfig) -> Result<Self, RestError> {
        let invalid = |reason: &str| RestError::Invalid { reason: reason.to_owned() };
        if !matches!(config.base.scheme(), "http" | "https") || config.base.host().is_none() {
            return Err(invalid("the base of Discord's API must be an http or https address"));
        }
        // It is shown and logged, and paths are appended to it.
        if !config.base.username().is_empty()
            || config.base.password().is_some()
            || config.base.query().is_some()
        {
            return Err(invalid("the base of Discord's API can't have a user, a password or a query"));
        }
        let token = config.token.expose_secret();
        let token = token.strip_prefix("Bot ").unwrap_or(token);
        let mut authorization = HeaderValue::try_from(format!("Bot {token}"))
            .map_err(|_| invalid("the bot token holds characters that a token can't have"))?;
        authorization.set_sensitive(true);
        Ok(Self(Arc::new(Core {
            client: OnceLock::new(),
            connect_timeout: config.connect_timeout,
            authorization,
            limiter: Limiter::new(config.limiter, config.global_limit)?,
            breaker: Breaker::new(config.invalid_limit),
            attempt_timeout: config.attempt_timeout,
            answer_limit: config.answer_limit,
            base: config.base,
        })))
    }

    /// Sends a request, waits for its turn, and tries again as its [`Retry`] allows, until its deadline.
    ///
    /// Runs on Tokio. Requests to one route go out in the order in which they were first polled, as long as
    /// none of them has to be repeated.
    ///
    /// # Errors
    ///
    /// See [`RestError`]: each says whether Discord can have acted.
    pub async fn send(&self, request: Request) -> Result<Answer, RestError> {
        let call = Call::new(&self.0.base, request)?;
        let span = debug_span!("discord", method = call.method.as_str(), path = call.template);
        self.0.run(&call).instrument(span).await
    }
}

fn client(base: &Url, connect_timeout: Duration) -> Result<reqwest::Client, RestError> {
    let mut builder = reqwest::Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(connect_timeout)
        .tcp_nodelay(true)
        .pool_idle_timeout(Duration::from_mins(1))
        // Without these a dead HTTP/2 connection outlives the attempt, and the next one is sent into it again.
        .http2_keep_alive_interval(Duration::from_secs(8))
        .http2_keep_alive_timeout(Duration::from_secs(4))
        // A redirect would carry the token elsewhere, or turn a POST into a GET.
        .redirect(reqwest::redirect::Policy::none());
    // What the client resends by itself stays on, since each of these was certainly not acted on: a request that
    // was handed back because its pooled connection closed before it was written, and an HTTP/2 stream that
    // the server refused or that came after its GOAWAY.
    if is_loopback(base) {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| RestError::Invalid {
        reason: format!("the HTTP client can't be set up: {}", attempt::chain(error)),
    })
}

fn is_loopback(base: &Url) -> bool {
    match base.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

impl Core {
    fn client(&self) -> Result<&reqwest::Client, RestError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = client(&self.base, self.connect_timeout)?;
        Ok(self.client.get_or_init(|| client))
    }

    async fn run(&self, call: &Call) -> Result<Answer, RestError> {
        let mut past = Past::new(call);
        loop {
            let (error, wait) = match self.attempt(call, &mut past).await {
                Ended::Answered { status, body } => return Ok(past.answer(status, body)),
                Ended::Final(error) => return Err(past.settle(error)),
                Ended::Again { error, wait } => (error, past.next_wait(wait)),
            };
            past.note(&error);
            let resume = Instant::now() + wait;
            if !past.may_retry(resume) {
                return Err(past.settle(error));
            }
            debug!(attempt = past.attempts(), %error, ?wait, "trying again");
            call.meter.retried(error.kind());
            tokio::select! {
                biased;
                () = call.cancel.cancelled() => return Err(past.settle(RestError::Cancelled { sent: true })),
                () = sleep_until(resume) => {}
            }
            // The timer was late. What went wrong before is the answer.
            if Instant::now() >= past.deadline() {
                return Err(past.settle(error));
            }
        }
    }

    /// Waits for its turn and sends the request once.
    async fn attempt(&self, call: &Call, past: &mut Past) -> Ended {
        let deadline = past.deadline();
        let before = RestError::Cancelled { sent: past.attempts() > 0 };
        if Instant::now() >= deadline {
            return Ended::Final(before);
        }
        if let Some(error) = self.breaker.refusal(call.with_token) {
            return Ended::Final(error);
        }
        let wait = LimiterWait::begin();
        let permit = tokio::select! {
            biased;
            () = call.cancel.cancelled() => return Ended::Final(before),
            permit = self.limiter.permit(&call.route, deadline) => match permit {
                Ok(permit) => permit,
                Err(error) => return Ended::Final(error),
            },
        };
        drop(wait);
        // Others may have been refused while this one waited.
        if let Some(error) = self.breaker.refusal(call.with_token) {
            return Ended::Final(error);
        }
        let client = match self.client() {
            Ok(client) => client,
            Err(error) => return Ended::Final(error),
        };

        past.begin();
        let end = deadline.min(Instant::now() + self.attempt_timeout + call.upload_time);
        let exchange = tokio::select! {
            biased;
            () = call.cancel.cancelled() => Exchange::Cancelled,
            exchange = self.exchange(client, call, end) => exchange,
        };
        let (unused, limits) = match &exchange {
            Exchange::Unreached(_) => (true, None),
            Exchange::Answered(reply) if permit.counts() => (false, reply.limits()),
            Exchange::Answered(_) | Exchange::Lost(_) | Exchange::Cancelled => (false, None),
        };
        call.meter.attempted(exchange.status(), past.begun().elapsed());
        let ended = self.judge(call, past, exchange);
        // Last, since it lets the next request of the route go: by then a global pause has begun.
        if !unused {
            permit.complete(limits);
        }
        ended
    }
}

#[cfg(test)]
mod tests;
