use std::{
    any::{Any, type_name},
    fmt,
    marker::PhantomData,
    path::{Path, PathBuf},
};

use crate::{
    context::{files, unscoped::Requests},
    discord::{
        Download, File, Operation, errors,
        handle::{Account, Channel, DirectMessages, InviteHandle, Server, UserHandle, unresolved},
        model,
    },
    tool::{
        Cause, ChannelRef, Progress, Refusal, Scope, ServerRef, ToolResult, ToolSpec, Unscoped, Untrusted,
        UserRef, Uses,
    },
};

/// What a tool works with: the way to Discord, as far as the tool `S` declared it.
///
/// Endpoints hang on the handles that it gives out. Each asks the compiler whether `S` declares the permissions and
/// the effect that it needs.
pub struct Context<S> {
    operation: Operation,
    scope: PhantomData<fn() -> S>,
}

impl<S: Scope> Context<S> {
    /// The context of one piece of work under the scope `S`.
    pub(crate) fn new(operation: Operation) -> Self {
        Self { operation, scope: PhantomData }
    }

    /// A channel, thread or post.
    pub fn channel(&self, channel: impl Into<ChannelRef>) -> Channel<S> {
        let channel = channel.into();
        let id = channel.id().ok_or_else(|| unresolved("channel", &channel));
        Channel::new(self.operation.clone(), id)
    }

    /// Direct messages, as [`open_direct`](Account::open_direct) returned them. Refused for a channel of another kind:
    /// that one has permissions.
    pub fn direct_messages(&self, channel: &model::Channel) -> ToolResult<DirectMessages<S>> {
        if !channel.kind.is_direct() {
            let reason = format!(
                "this is no channel of direct messages, but of type {}: {}",
                channel.kind, channel.id
            );
            return Err(Refusal::new(Cause::Discord, reason).hint("send to it by its channel ID").into());
        }
        Ok(DirectMessages::new(self.channel(channel.id)))
    }

    /// A server.
    pub fn server(&self, server: impl Into<ServerRef>) -> Server<S> {
        let server = server.into();
        let id = server.id().ok_or_else(|| unresolved("server", &server));
        Server::new(self.operation.clone(), id)
    }

    /// A user of Discord.
    pub fn user(&self, user: impl Into<UserRef>) -> UserHandle<S> {
        let user = user.into();
        let id = user.id().ok_or_else(|| unresolved("user", &user));
        UserHandle::new(self.operation.clone(), id)
    }

    /// An invite, by its code.
    pub fn invite(&self, code: impl Into<String>) -> InviteHandle<S> {
        InviteHandle::new(self.operation.clone(), code.into())
    }

    /// The bot's own account.
    pub fn account(&self) -> Account<S> {
        Account::new(self.operation.clone())
    }

    /// Requests that no endpoint describes. Allow-lists, record and limits hold for them too.
    pub fn unscoped(&self) -> Requests
    where
        S: Unscoped,
    {
        Requests::new(self.operation.clone())
    }

    /// What the tools of the server share, by its type. The tool says `state(T)`, and the server was given one by
    /// [`ServerBuilder::state`](crate::ServerBuilder::state).
    ///
    /// # Panics
    ///
    /// Outside of a server, which isn't built without it: in a context that
    /// [`Discord::context`](crate::discord::Discord::context) gave out; one of
    /// [`Calls::context`](crate::call::Calls::context) has it.
    pub fn state<T: Any + Send + Sync>(&self) -> &T
    where
        S: Uses<T>,
    {
        let state = self.operation.state().get();
        state.unwrap_or_else(|| {
            panic!("`{}` works with a `{}` that nothing gave it", S::SCOPE.name, type_name::<T>())
        })
    }

    /// Reads a file of this machine in order to send it: at most 10 MiB, under one of the folders of
    /// [`DiscordSettings::file_roots`](crate::discord::DiscordSettings::file_roots). Any other is refused.
    pub async fn file(&self, path: impl AsRef<Path> + Send) -> ToolResult<File> {
        files::read(path.as_ref(), self.operation.discord().file_roots()).await
    }

    /// Loads a file of a message, up to a number of bytes, from Discord's file servers and from nowhere else.
    /// A larger file is cut off there, and says so ([`Download::whole`]).
    pub async fn download(&self, attachment: &model::Attachment, limit: usize) -> ToolResult<Download> {
        let (rest, deadline) = (self.operation.discord().rest(), self.operation.deadline());
        let loaded = rest.download(&attachment.url, limit, deadline, self.operation.cancel()).await;
        let what = format!("loading the file {}", Untrusted::new(&attachment.filename).line(100));
        loaded.map_err(|error| errors::into_tool_error(error, &what))
    }

    /// Writes a file of this machine, which must not be there yet, under one of the folders that the setting
    /// `DISCORD_FILE_ROOTS` names. `path` may be a folder, or be left out for the first of them: then `name` is what
    /// the file is called, as far as a file can be. Returns where it is.
    pub async fn save(&self, path: Option<&Path>, name: &str, content: &[u8]) -> ToolResult<PathBuf> {
        files::write(path, name, content, self.operation.discord().file_roots()).await
    }

    /// Tells the caller how far the work is: `done` of `total` steps, when the total is known.
    pub async fn progress(&self, done: usize, total: Option<usize>, message: impl Into<String> + Send) {
        self.operation.host().progress(Progress { done, total, message: message.into() }).await;
    }

    /// The tools that the server offers: what its policy lets through.
    pub fn offered(&self) -> &[ToolSpec] {
        self.operation.offered()
    }

    /// The work that it belongs to.
    pub(crate) const fn operation(&self) -> &Operation {
        &self.operation
    }
}

impl<S> Clone for Context<S> {
    fn clone(&self) -> Self {
        Self { operation: self.operation.clone(), scope: PhantomData }
    }
}

impl<S> fmt::Debug for Context<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context").field("operation", &self.operation).finish()
    }
}
