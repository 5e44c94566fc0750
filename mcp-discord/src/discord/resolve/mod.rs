//! From names to IDs: `#name`, `Server/#name`, a server by its name, a member by theirs, and what is meant when a
//! call says nothing.

mod candidates;
mod find;
mod fold;
mod of_server;
#[cfg(test)]
mod tests;

use std::fmt::Display;

use tokio::time::Instant;

use self::find::Finder;
pub(crate) use self::fold::fold;
use super::{directory::Directory, reach::Reach};
use crate::tool::{
    Cause, ChannelId, ChannelRef, EmojiRef, Form, Reference, Refusal, ServerId, ServerRef, ToolError,
};

/// What is meant when a call leaves the server or the channel out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Defaults {
    /// From `DISCORD_DEFAULT_SERVER`.
    pub server: Option<ServerRef>,
    /// From `DISCORD_DEFAULT_CHANNEL`.
    pub channel: Option<ChannelRef>,
}

/// The references of a call, each with the name of its argument.
type References<'a> = [(&'static str, Reference<'a>)];

/// Gives every reference of a call its ID.
///
/// - Exact references cost no request. Names are looked up in the server that the call names, else in the default
///   one, else in the only one, else in all of them if they are few.
/// - A server that is left out is that of the channel in the same call, which may have to be looked up; else the default
///   one, else the only one.
/// - A channel that is left out is that of the message link in the same call, else the default one. A link into
///   another channel than the call names is refused.
/// - With `destroy`, names and the default channel are refused, and the refusal says the ID that they stand for:
///   what can't be taken back is aimed by ID.
///
/// Names are looked up among what is in reach; exact references are not checked against it here.
/// A message or user that is left out stays without an ID.
pub(crate) async fn resolve(
    references: &mut References<'_>,
    directory: &Directory,
    defaults: &Defaults,
    reach: &Reach,
    destroy: bool,
    deadline: Instant,
) -> Result<(), ToolError> {
    fill_from_links(references);
    if !needs_search(references) {
        return Ok(agree_with_links(references)?);
    }
    let finder = Finder::new(directory, defaults, reach, deadline);
    // Most calls name everything by its ID: boxed, the search takes no room in them.
    Box::pin(search(references, &finder, destroy)).await
}

async fn search(
    references: &mut References<'_>,
    finder: &Finder<'_>,
    destroy: bool,
) -> Result<(), ToolError> {
    let server = named_servers(references, finder, destroy).await?;
    let mut home = channels(references, finder, server, destroy).await?;
    agree_with_links(references)?;
    if server.or(home).is_none() && needs_place(references) {
        home = finder.home_of_first(references).await?;
    }
    let place = server.or(home);
    left_out_servers(references, finder, place).await?;
    roles_and_emoji(references, finder, place, destroy).await?;
    users(references, finder, place, destroy).await
}

async fn named_servers(
    references: &mut References<'_>,
    finder: &Finder<'_>,
    destroy: bool,
) -> Result<Option<ServerId>, ToolError> {
    let mut first = None;
    for (argument, reference) in references {
        let Reference::Server(server) = reference else { continue };
        if let Form::Name { name, .. } = server.form() {
            let found = finder.server_named(name).await?;
            if destroy {
                return Err(require_exact(argument, found.id, found).into());
            }
            server.resolve(found.id);
        }
        first = first.or(server.id());
    }
    Ok(first)
}

/// Resolves the channels, and says in which server the first of them is, if that is known without a request.
async fn channels(
    references: &mut References<'_>,
    finder: &Finder<'_>,
    server: Option<ServerId>,
    destroy: bool,
) -> Result<Option<ServerId>, ToolError> {
    let mut home = None;
    for (argument, reference) in references {
        let Reference::Channel(channel) = reference else { continue };
        if channel.id().is_none() {
            let found = match channel.form() {
                Form::Name { server: within, name } => {
                    let category = match *argument {
                        "category_id" => finder.category(within.as_deref(), name, server).await?,
                        _ => None,
                    };
                    match category {
                        Some(category) => category,
                        None => finder.channel(within.as_deref(), name, server).await?,
                    }
                }
                Form::Default | Form::Exact(_) => finder.default_channel(argument, server).await?,
            };
            if destroy {
                return Err(require_exact(argument, found.id, found.described).into());
            }
            channel.resolve(found.id);
        }
        if let (None, Some(id)) = (home, channel.id()) {
            home = finder.home(id).await;
        }
    }
    Ok(home)
}

async fn left_out_servers(
    references: &mut References<'_>,
    finder: &Finder<'_>,
    place: Option<ServerId>,
) -> Result<(), ToolError> {
    for (argument, reference) in references {
        if let Reference::Server(server) = reference
            && server.id().is_none()
        {
            server.resolve(finder.server_or_default(argument, place).await?);
        }
    }
    Ok(())
}

async fn roles_and_emoji(
    references: &mut References<'_>,
    finder: &Finder<'_>,
    place: Option<ServerId>,
    destroy: bool,
) -> Result<(), ToolError> {
    for (argument, reference) in references {
        match reference {
            Reference::Role(role) if role.id().is_none() => {
                let Form::Name { name, .. } = role.form() else { continue };
                let server = finder.server_or_default("server_id", place).await?;
                let (id, described) = finder.role(server, name).await?;
                if destroy {
                    return Err(require_exact(argument, id, described).into());
                }
                role.resolve(id);
            }
            Reference::Emoji(emoji) => {
                let EmojiRef::Named(name) = &**emoji else { continue };
                let server = finder.server_or_default("server_id", place).await?;
                **emoji = finder.emoji(server, name).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

async fn users(
    references: &mut References<'_>,
    finder: &Finder<'_>,
    place: Option<ServerId>,
    destroy: bool,
) -> Result<(), ToolError> {
    for (argument, reference) in references {
        let Reference::User(user) = reference else { continue };
        if let Form::Name { name, .. } = user.form() {
            let server = finder.server_or_default("server_id", place).await?;
            let (id, described) = finder.member(server, name).await?;
            if destroy {
                return Err(require_exact(argument, id, described).into());
            }
            user.resolve(id);
        }
    }
    Ok(())
}

/// Whether anything in the call has no ID yet and gets one: what a call leaves out is looked up too, but for messages and
/// users.
fn needs_search(references: &References<'_>) -> bool {
    let channels = references.iter().any(|(_, reference)| match reference {
        Reference::Channel(channel) => channel.id().is_none(),
        _ => false,
    });
    channels || needs_place(references)
}

/// Whether a name in the call is looked up in the server of its channel, or the server is left out.
fn needs_place(references: &References<'_>) -> bool {
    references.iter().any(|(_, reference)| match reference {
        Reference::Role(role) => role.id().is_none() && !role.is_default(),
        Reference::User(user) => user.id().is_none() && !user.is_default(),
        Reference::Emoji(emoji) => matches!(**emoji, EmojiRef::Named(_)),
        // The server that is meant beside a channel is the channel's own.
        Reference::Server(server) => server.id().is_none(),
        _ => false,
    })
}

/// The channel that a message of the call is in: the argument `channel_id`, else the first channel.
fn channel_of_messages<'a>(references: &'a mut References<'_>) -> Option<(&'static str, &'a mut ChannelRef)> {
    let is_channel = |reference: &Reference<'_>| matches!(reference, Reference::Channel(_));
    let at = references
        .iter()
        .position(|(argument, reference)| *argument == "channel_id" && is_channel(reference))
        .or_else(|| references.iter().position(|(_, reference)| is_channel(reference)))?;
    match &mut references[at] {
        (argument, Reference::Channel(channel)) => Some((argument, channel)),
        _ => None,
    }
}

/// The channels that the message links of the call name.
fn linked(references: &References<'_>) -> Vec<(&'static str, ChannelId)> {
    let link = |(argument, reference): &(&'static str, Reference<'_>)| match reference {
        Reference::Message(message) => message.channel().map(|channel| (*argument, channel)),
        _ => None,
    };
    references.iter().filter_map(link).collect()
}

fn fill_from_links(references: &mut References<'_>) {
    let Some((_, linked)) = linked(references).first().copied() else { return };
    if let Some((_, channel)) = channel_of_messages(references)
        && channel.id().is_none()
        && channel.is_default()
    {
        channel.resolve(linked);
    }
}

fn agree_with_links(references: &mut References<'_>) -> Result<(), Refusal> {
    let links = linked(references);
    let Some((argument, channel)) = channel_of_messages(references) else { return Ok(()) };
    let Some(id) = channel.id() else { return Ok(()) };
    match links.into_iter().find(|(_, linked)| *linked != id) {
        None => Ok(()),
        Some((message, linked)) => {
            let reason =
                format!("`{message}` links into another channel than `{argument}`: {linked}, not {id}");
            Err(Refusal::new(Cause::Argument, reason)
                .hint(format!("leave `{argument}` out, or make them agree")))
        }
    }
}

/// What can't be taken back is aimed by ID: the refusal says which ID was found, so that the call can be made again.
fn require_exact(argument: &str, id: impl Display, described: impl Display) -> Refusal {
    let reason = format!(
        "`{argument}` must be an ID or a link here, since this can't be taken back; found: {described}"
    );
    Refusal::new(Cause::Name, reason)
        .hint(format!("if that is what you mean, call again with `{argument}` = \"{id}\""))
}
