//! What a tool holds of Discord: a channel, a message, a server, the bot's own account.
//!
//! A handle is made from an ID by a [`Context`](crate::Context), and knows which tool holds it. Making one is free;
//! whether its channel is within reach is checked when a request is made.

use std::{fmt, marker::PhantomData};

use super::{Call, Method, Operation};
use crate::tool::{ChannelId, MessageId, MessageRef, RoleId, RoleRef, ServerId, ToolError, UserId, UserRef};

/// A channel, thread or post in the hands of the tool `S`.
pub struct Channel<S> {
    operation: Operation,
    id: Result<ChannelId, ToolError>,
    scope: PhantomData<fn() -> S>,
}

/// A message in the hands of the tool `S`.
pub struct MessageHandle<S> {
    channel: Channel<S>,
    id: Result<MessageId, ToolError>,
}

/// Direct messages with a user in the hands of the tool `S`: a channel without permissions.
pub struct DirectMessages<S> {
    channel: Channel<S>,
}

/// A server in the hands of the tool `S`.
pub struct Server<S> {
    operation: Operation,
    id: Result<ServerId, ToolError>,
    scope: PhantomData<fn() -> S>,
}

/// A role of a server in the hands of the tool `S`.
pub struct RoleHandle<S> {
    server: Server<S>,
    id: Result<RoleId, ToolError>,
}

/// A member of a server, or somebody who was or may become one, in the hands of the tool `S`.
pub struct MemberHandle<S> {
    server: Server<S>,
    id: Result<UserId, ToolError>,
}

/// An invite in the hands of the tool `S`.
pub struct InviteHandle<S> {
    operation: Operation,
    code: String,
    scope: PhantomData<fn() -> S>,
}

/// A user of Discord in the hands of the tool `S`.
pub struct UserHandle<S> {
    operation: Operation,
    id: Result<UserId, ToolError>,
    scope: PhantomData<fn() -> S>,
}

/// The bot's own account in the hands of the tool `S`.
pub struct Account<S> {
    operation: Operation,
    scope: PhantomData<fn() -> S>,
}

impl<S> Channel<S> {
    pub(crate) const fn new(operation: Operation, id: Result<ChannelId, ToolError>) -> Self {
        Self { operation, id, scope: PhantomData }
    }

    /// A message in this channel.
    pub fn message(&self, message: impl Into<MessageRef>) -> MessageHandle<S> {
        let id = message.into().id().ok_or_else(|| ToolError::Fault("the message was not given".into()));
        MessageHandle { channel: self.clone(), id }
    }

    pub(super) fn call<R>(&self, method: Method, operation: &'static str) -> Call<R> {
        Call::new(&self.operation, method, operation).literal("channels").channel(self.id.clone())
    }
}

impl<S> MessageHandle<S> {
    pub(super) fn call<R>(&self, method: Method, operation: &'static str) -> Call<R> {
        self.channel.call(method, operation).literal("messages").id(self.id.clone())
    }

    pub(super) fn pin_call<R>(&self, method: Method, operation: &'static str) -> Call<R> {
        self.channel.call(method, operation).literal("messages").literal("pins").id(self.id.clone())
    }
}

impl<S> DirectMessages<S> {
    pub(crate) const fn new(channel: Channel<S>) -> Self {
        Self { channel }
    }

    pub(super) fn call<R>(&self, method: Method, operation: &'static str) -> Call<R> {
        self.channel.call(method, operation)
    }
}

impl<S> Server<S> {
    pub(crate) const fn new(operation: Operation, id: Result<ServerId, ToolError>) -> Self {
        Self { operation, id, scope: PhantomData }
    }

    pub(super) fn call<R>(&self, method: Method, operation: &'static str) -> Call<R> {
        Call::new(&self.operation, method, operation).literal("guilds").server(self.id.clone())
    }
}

impl<S> Server<S> {
    /// A role of this server.
    pub fn role(&self, role: impl Into<RoleRef>) -> RoleHandle<S> {
        let role = role.into();
        RoleHandle { server: self.clone(), id: role.id().ok_or_else(|| unresolved("role", &role)) }
    }

    /// A member of this server, or somebody who was or may become one.
    pub fn member(&self, user: impl Into<UserRef>) -> MemberHandle<S> {
        let user = user.into();
        MemberHandle { server: self.clone(), id: user.id().ok_or_else(|| unresolved("user", &user)) }
    }
}

/// References in a signature are resolved before the tool runs; one that a tool made itself has to be an ID.
pub(crate) fn unresolved(kind: &str, reference: &impl fmt::Display) -> ToolError {
    ToolError::Fault(format!(
        "a {kind} was used by name without being an argument, which is what resolves it: {reference}"
    ))
}

impl<S> RoleHandle<S> {
    pub(super) fn call<R>(&self, method: Method, operation: &'static str) -> Call<R> {
        self.server.call(method, operation).literal("roles").role(self.id.clone())
    }
}

impl<S> MemberHandle<S> {
    pub(super) fn call<R>(&self, method: Method, operation: &'static str) -> Call<R> {
        self.server.call(method, operation).literal("members").user(self.id.clone())
    }

    pub(super) fn ban_call<R>(&self, method: Method, operation: &'static str) -> Call<R> {
        self.server.call(method, operation).literal("bans").user(self.id.clone())
    }
}

impl<S> InviteHandle<S> {
    pub(crate) const fn new(operation: Operation, code: String) -> Self {
        Self { operation, code, scope: PhantomData }
    }

    pub(super) fn call<R>(&self, method: Method, operation: &'static str) -> Call<R> {
        Call::new(&self.operation, method, operation).literal("invites").invite(self.code.clone())
    }
}

impl<S> UserHandle<S> {
    pub(crate) const fn new(operation: Operation, id: Result<UserId, ToolError>) -> Self {
        Self { operation, id, scope: PhantomData }
    }

    pub(super) fn call<R>(&self, method: Method, operation: &'static str) -> Call<R> {
        Call::new(&self.operation, method, operation).literal("users").user(self.id.clone())
    }
}

impl<S> Account<S> {
    pub(crate) const fn new(operation: Operation) -> Self {
        Self { operation, scope: PhantomData }
    }

    pub(super) fn call<R>(&self, method: Method, operation: &'static str) -> Call<R> {
        Call::new(&self.operation, method, operation).literal("users").literal("@me")
    }

    pub(super) fn application_call<R>(&self, method: Method, operation: &'static str) -> Call<R> {
        Call::new(&self.operation, method, operation).literal("applications").literal("@me")
    }
}

impl<S> Clone for Server<S> {
    fn clone(&self) -> Self {
        Self::new(self.operation.clone(), self.id.clone())
    }
}

impl<S> Clone for Channel<S> {
    fn clone(&self) -> Self {
        Self::new(self.operation.clone(), self.id.clone())
    }
}

macro_rules! debug {
    ($($name:ident.$field:ident),*) => {$(
        impl<S> fmt::Debug for $name<S> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.$field).finish()
            }
        }
    )*};
}
debug!(
    Channel.id,
    MessageHandle.id,
    DirectMessages.channel,
    Server.id,
    RoleHandle.id,
    MemberHandle.id,
    InviteHandle.code,
    UserHandle.id,
    Account.operation
);
