use std::{
    collections::BTreeMap,
    future::Future,
    pin::Pin,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use futures_util::FutureExt;
use rmcp::{
    Peer, RoleServer,
    model::{
        ElicitRequest, ElicitRequestParams, ElicitResult, ElicitationAction, ElicitationSchema, InputRequest,
        InputRequests, InputRequiredResult, InputResponses, ProgressNotificationParam, ProgressToken,
        RequestStateCodec, RequestStateError, SealOptions,
    },
    service::{RequestContext, ServiceError},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tokio::time::timeout;

use super::handler::is_newer;
use crate::tool::{Host, Progress, Question, Reply};

/// How long a question of the newer era stays good.
const STATE_TTL: Duration = Duration::from_mins(15);

/// The client of one request: where progress goes, and how its person is asked.
///
/// In the older era a question is a request to the client, while the call waits. In the newer one the call ends with
/// the question ([MRTR]), and the client calls again with the answer; what was answered so far travels in a sealed
/// state, so that the server remembers nothing.
///
/// [MRTR]: https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
pub(super) struct ClientHost {
    peer: Peer<RoleServer>,
    progress: Option<ProgressToken>,
    asks: Asks,
    /// What the client's person has answered in earlier rounds of this call, by the question's key.
    answered: BTreeMap<String, Answered>,
    /// The question that this call ended with.
    pending: Mutex<Option<Question>>,
    /// Progress that the client doesn't take.
    untaken: Mutex<Option<Telling>>,
}

/// Progress on its way to the client.
type Telling = Pin<Box<dyn Future<Output = Result<(), ServiceError>> + Send>>;

/// How long a call waits for a client that takes no progress.
const PATIENCE: Duration = Duration::from_secs(1);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Asks {
    Nobody,
    ByRequest,
    ByResult,
}

/// An answer, and what it was an answer to.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Answered {
    digest: String,
    /// `None`: the question is asked, and the answer is to come.
    #[serde(default)]
    content: Option<Map<String, Value>>,
    #[serde(default)]
    action: Option<ElicitationAction>,
}

impl ClientHost {
    /// The host of one request. A state that isn't ours, is too old or was tampered with is an error.
    pub(super) fn new(
        context: &RequestContext<RoleServer>,
        tool: &str,
        codec: &RequestStateCodec,
        state: Option<&str>,
        responses: Option<InputResponses>,
    ) -> Result<Self, RequestStateError> {
        let mut answered: BTreeMap<String, Answered> = match state {
            Some(state) => codec.open_json_with(state, tool.as_bytes())?,
            None => BTreeMap::new(),
        };
        for (key, response) in responses.into_iter().flatten() {
            // Only an answer to a question that was asked counts.
            if let Some(entry) = answered.get_mut(&key).filter(|entry| entry.action.is_none())
                && let Ok(result) = serde_json::from_value::<ElicitResult>(response)
            {
                entry.content = result.content.and_then(|content| content.as_object().cloned());
                entry.action = Some(result.action);
            }
        }
        Ok(Self {
            peer: context.peer.clone(),
            progress: context.meta.get_progress_token(),
            asks: asks(context),
            answered,
            pending: Mutex::default(),
            untaken: Mutex::default(),
        })
    }

    /// The result that a suspended call ends with.
    pub(super) fn suspended(
        &self,
        tool: &str,
        codec: &RequestStateCodec,
    ) -> Option<Result<InputRequiredResult, String>> {
        let question = self.pending.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        let mut answered = self.answered.clone();
        let entry = Answered { digest: question.digest.clone(), content: None, action: None };
        answered.insert(question.key.into(), entry);
        let options = SealOptions::new().associated_data(tool.as_bytes()).ttl(STATE_TTL);
        let built =
            codec.seal_json_with(&answered, &options).map_err(|error| error.to_string()).and_then(|state| {
                let key = question.key.to_owned();
                let request = InputRequest::Elicitation(ElicitRequest::new(params(question)?));
                Ok(InputRequiredResult::new(Some(InputRequests::from([(key, request)])), Some(state)))
            });
        Some(built)
    }

    /// Tells of progress, unless the client has not even taken what it was told before: a client that doesn't read
    /// holds up no call.
    async fn tell(&self, mut telling: Telling) {
        let untaken = || self.untaken.lock().unwrap_or_else(PoisonError::into_inner);
        let before = untaken().take();
        if let Some(mut before) = before
            && (&mut before).now_or_never().is_none()
        {
            *untaken() = Some(before);
            return;
        }
        match timeout(PATIENCE, &mut telling).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(%error, "progress could not be told"),
            Err(_) => *untaken() = Some(telling),
        }
    }

    async fn ask_by_request(&self, question: Question) -> Reply {
        let params = match params(question) {
            Ok(params) => params,
            Err(error) => {
                tracing::error!(error, "a form can't be shown");
                return Reply::Nobody;
            }
        };
        match self.peer.create_elicitation(params).await {
            Ok(result) => {
                reply(&result.action, result.content.and_then(|content| content.as_object().cloned()))
            }
            Err(error) => {
                tracing::warn!(%error, "the client could not ask its person");
                Reply::Nobody
            }
        }
    }

    fn ask_by_result(&self, question: Question) -> Reply {
        match self.answered.get(question.key) {
            Some(Answered { digest, content, action: Some(action) }) if *digest == question.digest => {
                reply(action, content.clone())
            }
            _ => {
                *self.pending.lock().unwrap_or_else(PoisonError::into_inner) = Some(question);
                Reply::Later
            }
        }
    }
}

impl Host for ClientHost {
    fn progress(&self, progress: Progress) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            let Some(token) = self.progress.clone() else { return };
            #[allow(clippy::cast_precision_loss, reason = "nobody counts to 2^53 steps")]
            let (done, total) = (progress.done as f64, progress.total.map(|total| total as f64));
            let mut params = ProgressNotificationParam::new(token, done).with_message(progress.message);
            params.total = total;
            let peer = self.peer.clone();
            self.tell(Box::pin(async move { peer.notify_progress(params).await })).await;
        })
    }

    fn ask(&self, question: Question) -> Pin<Box<dyn Future<Output = Reply> + Send + '_>> {
        Box::pin(async move {
            match self.asks {
                Asks::Nobody => Reply::Nobody,
                Asks::ByRequest => self.ask_by_request(question).await,
                Asks::ByResult => self.ask_by_result(question),
            }
        })
    }

    fn can_ask(&self) -> bool {
        self.asks != Asks::Nobody
    }
}

fn asks(context: &RequestContext<RoleServer>) -> Asks {
    let elicitation = context.client_capabilities().and_then(|capabilities| capabilities.elicitation.clone());
    // A client that names no mode means forms: that was the only one when the capability was new.
    let forms = elicitation.is_some_and(|modes| modes.form.is_some() || modes.url.is_none());
    match is_newer(context) {
        _ if !forms => Asks::Nobody,
        true => Asks::ByResult,
        false => Asks::ByRequest,
    }
}

fn params(question: Question) -> Result<ElicitRequestParams, String> {
    let schema = serde_json::from_value::<ElicitationSchema>(Value::Object(question.form));
    Ok(ElicitRequestParams::FormElicitationParams {
        meta: None,
        message: question.message,
        requested_schema: schema.map_err(|error| error.to_string())?,
    })
}

fn reply(action: &ElicitationAction, content: Option<Map<String, Value>>) -> Reply {
    match action {
        ElicitationAction::Accept => Reply::Accepted(content.unwrap_or_default()),
        ElicitationAction::Decline => Reply::Declined,
        // Whatever is no agreement is none.
        _ => Reply::Dismissed,
    }
}
