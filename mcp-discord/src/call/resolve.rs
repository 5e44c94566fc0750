use super::{Caller, Stop};
use crate::{
    context::Prepared,
    discord::{self, Operation},
    tool::{
        ChannelId, Effect, MessageId, Permissions, Reference, RoleId, ServerId, ToolError, ToolSpec, UserId,
    },
};

/// What a call is aimed at, by argument.
#[derive(Debug, Clone, Default)]
pub(super) struct Targets(pub(super) Vec<(&'static str, Target)>);

/// One thing that a call is aimed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Channel(ChannelId),
    Server(ServerId),
    Message(MessageId),
    User(UserId),
    Role(RoleId),
}

impl Target {
    pub(super) const fn number(self) -> u64 {
        match self {
            Self::Channel(id) => id.get(),
            Self::Server(id) => id.get(),
            Self::Message(id) => id.get(),
            Self::User(id) => id.get(),
            Self::Role(id) => id.get(),
        }
    }
}

impl Targets {
    /// The channel that the call is aimed at: the first in the signature.
    pub(super) fn channel(&self) -> Option<ChannelId> {
        self.0.iter().find_map(|(_, target)| match target {
            Target::Channel(id) => Some(*id),
            _ => None,
        })
    }

    /// The server that the call is aimed at: the first in the signature.
    pub(super) fn server(&self) -> Option<ServerId> {
        self.0.iter().find_map(|(_, target)| match target {
            Target::Server(id) => Some(*id),
            _ => None,
        })
    }
}

/// Turns names into IDs, gives the call its place among the messages of its connection, and asks the allow-lists.
pub(super) async fn resolve(
    spec: &ToolSpec,
    prepared: &mut dyn Prepared,
    caller: &Caller,
    operation: &Operation,
) -> Result<Targets, Stop> {
    const SENDS: Permissions = Permissions::SEND_MESSAGES.union(Permissions::SEND_MESSAGES_IN_THREADS);
    let sends = spec.effect() == Effect::Write && !spec.scope.bits().intersection(SENDS).is_empty();
    let place = if sends { Some(caller.order.stand().await) } else { None };

    let destroys = spec.effect() == Effect::Destroy;
    let mut references = prepared.references();
    let discord = operation.discord();
    let (directory, deadline) = (discord.directory(), operation.deadline());
    let (defaults, reach) = (discord.defaults(), discord.reach());
    discord::resolve(&mut references, directory, defaults, reach, destroys, deadline).await?;
    let targets = Targets(
        references.iter().filter_map(|(name, reference)| Some((*name, target(reference)?))).collect(),
    );

    if let (Some(place), Some(channel)) = (place, targets.channel()) {
        operation.set_turn(caller.order.enter(channel).await).await;
        drop(place);
    }
    if !reach.is_unlimited() {
        Box::pin(within_reach(&targets, operation)).await?;
    }
    Ok(targets)
}

/// Asks the allow-lists.
async fn within_reach(targets: &Targets, operation: &Operation) -> Result<(), ToolError> {
    let discord = operation.discord();
    for (_, target) in &targets.0 {
        match target {
            Target::Channel(id) => {
                discord.reach().check(*id, discord.directory(), operation.deadline()).await?;
            }
            Target::Server(id) => discord.reach().check_server(*id)?,
            Target::Message(_) | Target::User(_) | Target::Role(_) => {}
        }
    }
    Ok(())
}

fn target(reference: &Reference<'_>) -> Option<Target> {
    match reference {
        Reference::Channel(channel) => channel.id().map(Target::Channel),
        Reference::Server(server) => server.id().map(Target::Server),
        Reference::Message(message) => message.id().map(Target::Message),
        Reference::User(user) => user.id().map(Target::User),
        Reference::Role(role) => role.id().map(Target::Role),
        // The argument itself says which emoji.
        Reference::Emoji(_) => None,
    }
}
