mod send;

use std::{fmt, future::IntoFuture, marker::PhantomData, pin::Pin};

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    Operation, model,
    rest::{File, Method, Path, Retry},
};
use crate::tool::{
    Cause, ChannelId, EmojiRef, MessageId, Refusal, RoleId, ServerId, ToolError, ToolResult, UserId,
};

/// A request that is not sent yet: `.await` sends it.
///
/// One concrete type for all endpoints, so that a missing permission is one compiler error and not three.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<R> {
    core: Core,
    answer: PhantomData<fn() -> R>,
}

/// All of a call but the type of its answer: one copy of the code for all endpoints.
struct Core {
    operation: Operation,
    endpoint: &'static str,
    method: Method,
    path: Path,
    query: Vec<(&'static str, String)>,
    body: Option<Value>,
    files: Vec<File>,
    reason: Option<String>,
    retry: Retry,
    nonce: Option<String>,
    in_turn: bool,
    gone_is_done: bool,
    channel: Option<ChannelId>,
    server: Option<ServerId>,
    /// The channels of the server that it is limited to; all, when there is none.
    among: Option<Vec<ChannelId>>,
    /// The code of the invite that the call is about, whose channel and server the allow-lists are asked about.
    invite: Option<String>,
    changes: Option<Changes>,
    /// Something that the call is about could not be named.
    refused: Option<ToolError>,
}

/// What a write changes of what the directory knows: it is forgotten, and looked up anew when it is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Changes {
    /// The channel that the call is about, and the list that it stands in.
    Channel,
    /// The list of the server's channels.
    Channels,
    /// The server's roles, and so who may do what.
    Roles,
    /// A member of the server: roles, names.
    Member,
}

impl<R> Call<R> {
    pub(crate) fn new(operation: &Operation, method: Method, endpoint: &'static str) -> Self {
        let core = Core {
            operation: operation.clone(),
            endpoint,
            method,
            path: Path::new(),
            query: Vec::new(),
            body: None,
            files: Vec::new(),
            reason: None,
            retry: if method == Method::Get { Retry::Idempotent } else { Retry::Never },
            nonce: None,
            in_turn: false,
            gone_is_done: false,
            channel: None,
            server: None,
            among: None,
            invite: None,
            changes: None,
            refused: None,
        };
        Self { core, answer: PhantomData }
    }

    /// Says why in Discord's audit log, in at most 512 characters.
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.core.reason = Some(reason.into());
        self
    }

    /// Says why in Discord's audit log, where there is something to say.
    pub fn reason_if(self, reason: Option<String>) -> Self {
        match reason {
            Some(reason) => self.reason(reason),
            None => self,
        }
    }

    pub(super) fn literal(mut self, segment: &'static str) -> Self {
        self.core.path = self.core.path.literal(segment);
        self
    }

    pub(super) fn segment(mut self, segment: impl Into<String>) -> Self {
        self.core.path = self.core.path.text(segment);
        self
    }

    pub(super) fn channel(mut self, id: Result<ChannelId, ToolError>) -> Self {
        self.core.channel = id.as_ref().ok().copied();
        self.named(id.map(ChannelId::get))
    }

    pub(super) fn server(mut self, id: Result<ServerId, ToolError>) -> Self {
        self.core.server = id.as_ref().ok().copied();
        self.named(id.map(ServerId::get))
    }

    pub(super) fn invite(mut self, code: String) -> Self {
        self.core.invite = Some(code.clone());
        self.segment(code)
    }

    pub(super) fn id(self, id: Result<MessageId, ToolError>) -> Self {
        self.named(id.map(MessageId::get))
    }

    pub(super) fn user(self, id: Result<UserId, ToolError>) -> Self {
        self.named(id.map(UserId::get))
    }

    pub(super) fn role(self, id: Result<RoleId, ToolError>) -> Self {
        self.named(id.map(RoleId::get))
    }

    pub(super) fn emoji(mut self, emoji: &EmojiRef) -> Self {
        let Some(segment) = emoji.path_segment() else {
            self.core.refused = Some(super::handle::unresolved("emoji", emoji));
            return self;
        };
        self.segment(segment)
    }

    /// Says that it shows what is in these channels of the server, or in all of them when there is none.
    pub(super) fn among(mut self, channels: Vec<ChannelId>) -> Self {
        self.core.among = Some(channels);
        self
    }

    /// What the directory has to forget once it is sent.
    pub(super) const fn changes(mut self, what: Changes) -> Self {
        self.core.changes = Some(what);
        self
    }

    /// Refuses the call before it is sent, where there is something to refuse.
    pub(super) fn unless(self, refusal: Option<Refusal>) -> Self {
        match refusal {
            Some(refusal) => self.refuse(refusal),
            None => self,
        }
    }

    /// Refuses the call before it is sent.
    pub(crate) fn refuse(mut self, refusal: Refusal) -> Self {
        self.core.refused = Some(refusal.into());
        self
    }

    /// Fails the call before it is sent.
    pub(super) fn failed_before(mut self, error: ToolError) -> Self {
        self.core.refused = Some(error);
        self
    }

    /// A path that was written as one text.
    pub(crate) fn path(mut self, path: &str) -> Self {
        self.core.path = Path::parse(path);
        self
    }

    /// What the allow-lists are asked about, where the path was written as one text.
    pub(crate) fn about(mut self, channel: Option<ChannelId>, server: Option<ServerId>) -> Self {
        (self.core.channel, self.core.server) = (channel, server);
        self
    }

    fn named(mut self, id: Result<u64, ToolError>) -> Self {
        match id {
            Ok(id) => self.core.path = self.core.path.id(id),
            Err(error) => self.core.refused = Some(error),
        }
        self
    }

    pub(super) fn query(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.core.query.push((name, value.to_string()));
        self
    }

    pub(crate) fn json(mut self, body: Value) -> Self {
        self.core.body = Some(body);
        self
    }

    pub(super) fn files(mut self, files: Vec<File>) -> Self {
        self.core.files = files;
        self
    }

    pub(super) const fn retry(mut self, retry: Retry) -> Self {
        self.core.retry = retry;
        self
    }

    pub(super) fn nonce(mut self, nonce: String) -> Self {
        self.core.nonce = Some(nonce);
        self
    }

    /// Waits for the operation's turn in its channel.
    pub(super) const fn in_turn(mut self) -> Self {
        self.core.in_turn = true;
        self
    }

    /// Takes "not found" for success when an earlier attempt's answer was lost: that attempt did it.
    pub(super) const fn gone_is_done(mut self) -> Self {
        self.core.gone_is_done = true;
        self
    }
}

impl Call<model::Message> {
    /// Reads of the answer only which message it is and where: most of a message costs time, and was known before.
    pub fn brief(self) -> Call<model::SentMessage> {
        Call { core: self.core, answer: PhantomData }
    }
}

impl<R: DeserializeOwned + Send + 'static> IntoFuture for Call<R> {
    type Output = ToolResult<R>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let (endpoint, writes) = (self.core.endpoint, self.core.method != Method::Get);
            let answer = self.core.send().await?;
            let body = if answer.body.is_empty() { b"null".as_slice() } else { &answer.body };
            serde_json::from_slice(body).map_err(|error| unreadable(endpoint, writes, &error))
        })
    }
}

/// Discord said yes with words that we can't read. A write has happened all the same.
fn unreadable(endpoint: &str, writes: bool, error: &serde_json::Error) -> ToolError {
    let what = endpoint.replace('_', " ");
    tracing::warn!(endpoint, %error, "Discord's answer could not be read");
    if writes {
        Refusal::new(Cause::Discord, format!("Discord did it, but its answer could not be read: {error}"))
            .hint(format!("`{what}` has happened: don't send it again, read the channel instead"))
            .into()
    } else {
        Refusal::new(Cause::Discord, format!("Discord's answer to `{what}` could not be read: {error}"))
            .hint("call again; if it stays so, the log of this server says more")
            .into()
    }
}

impl<R> fmt::Debug for Call<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("endpoint", &self.core.endpoint).finish_non_exhaustive()
    }
}
