use std::sync::Arc;

use futures_util::future::{join_all, try_join_all};
use tokio::time::Instant;

use super::{
    Defaults,
    candidates::{self, ServerLine, is_near, line, list, nearest, none, several},
    fold,
};
use crate::{
    discord::{
        directory::{Channels, Directory},
        model::{Channel, ChannelKind, Server},
        reach::Reach,
    },
    tool::{Cause, ChannelId, Form, Reference, Refusal, ServerId, ServerRef, ToolError},
};

/// In how many servers a name is looked up when none is named.
const SEARCHED_SERVERS: usize = 10;

/// In how many channels the archived threads are looked through for a name that nothing else has and that none is
/// like: those with the newest messages. It takes a request for each.
const SEARCHED_ARCHIVES: usize = 25;

const HOW_TO_LIST_SERVERS: &str = "list the servers to see all of them";
const HOW_TO_LIST_CHANNELS: &str = "list the channels of the server to see all of them; a thread that was archived \
                                    long ago is found as `#channel/thread`, or by its ID or link";

/// Looks names up for one call.
pub(super) struct Finder<'a> {
    pub(super) directory: &'a Directory,
    defaults: &'a Defaults,
    /// What is out of reach is not offered, and makes no name ambiguous.
    pub(super) reach: &'a Reach,
    pub(super) deadline: Instant,
}

/// A channel that was found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) id: ChannelId,
    pub(super) described: String,
}

/// A channel, and the list that it is in.
type Listed<'a> = (&'a Arc<Channels>, &'a Arc<Channel>);

impl<'a> Finder<'a> {
    pub(super) const fn new(
        directory: &'a Directory,
        defaults: &'a Defaults,
        reach: &'a Reach,
        deadline: Instant,
    ) -> Self {
        Self { directory, defaults, reach, deadline }
    }

    /// The server of the first channel of a call, looked up.
    pub(super) async fn home_of_first(
        &self,
        references: &[(&'static str, Reference<'_>)],
    ) -> Result<Option<ServerId>, ToolError> {
        let channel = references.iter().find_map(|(_, reference)| match reference {
            Reference::Channel(channel) => channel.id(),
            _ => None,
        });
        match channel {
            Some(channel) => Ok(self.directory.channel_or_listed(channel, self.deadline).await?.guild_id),
            None => Ok(None),
        }
    }

    /// The server of a channel, if known without a request.
    pub(super) async fn home(&self, channel: ChannelId) -> Option<ServerId> {
        self.directory.known_home(channel).await
    }

    /// The one server of that name.
    pub(super) async fn server_named(&self, name: &str) -> Result<ServerLine, ToolError> {
        let servers = self.directory.servers(self.deadline).await?;
        let names: Vec<(String, &Server)> =
            servers.iter().map(|server| (fold(&server.name), server)).collect();
        let folded = fold(name);
        let alike = names.iter().filter(|(other, _)| *other == folded).map(|(_, server)| *server);
        let found: Vec<&Server> = self.reachable(alike.clone());
        let exact: Vec<&Server> = found.iter().copied().filter(|server| server.name == name).collect();
        match if exact.is_empty() { &found[..] } else { &exact[..] } {
            [server] => Ok((*server).into()),
            [] => {
                for server in alike {
                    self.reach.check_server(server.id)?;
                }
                let all = names.iter().map(|(folded, server)| (folded.as_str(), *server));
                let near = self.reachable(nearest(name, all));
                Err(none("server", name, &lines(near), HOW_TO_LIST_SERVERS).into())
            }
            several_found => Err(several("servers", name, &lines(several_found.to_vec())).into()),
        }
    }

    fn reachable<'s>(&self, servers: impl IntoIterator<Item = &'s Server>) -> Vec<&'s Server> {
        servers.into_iter().filter(|server| self.reach.check_server(server.id).is_ok()).collect()
    }

    /// The server that is meant when the argument is left out: that of the rest of the call, the default, the only one.
    pub(super) async fn server_or_default(
        &self,
        argument: &str,
        place: Option<ServerId>,
    ) -> Result<ServerId, ToolError> {
        if let Some(server) = place {
            return Ok(server);
        }
        if let Some(server) = self.default_server().await? {
            return Ok(server);
        }
        let servers = self.directory.servers(self.deadline).await?;
        match &self.reachable(&servers[..])[..] {
            [server] => Ok(server.id),
            servers => Err(which_server(servers, &format!("give `{argument}`")).into()),
        }
    }

    async fn default_server(&self) -> Result<Option<ServerId>, ToolError> {
        match &self.defaults.server {
            Some(server) => Ok(Some(self.server_of(server).await?)),
            None => Ok(None),
        }
    }

    async fn server_of(&self, server: &ServerRef) -> Result<ServerId, ToolError> {
        match server.form() {
            Form::Exact(id) => Ok(*id),
            Form::Name { name, .. } => Ok(self.server_named(name).await?.id),
            Form::Default => Err(ToolError::Fault("the default server is set to the default server".into())),
        }
    }

    /// The channel that is meant when the argument is left out.
    pub(super) async fn default_channel(
        &self,
        argument: &str,
        server: Option<ServerId>,
    ) -> Result<Found, ToolError> {
        match self.defaults.channel.as_ref().map(crate::tool::ChannelRef::form) {
            Some(Form::Exact(id)) => {
                Ok(Found { id: *id, described: format!("the default channel (ID {id})") })
            }
            Some(Form::Name { server: within, name }) => self.channel(within.as_deref(), name, server).await,
            Some(Form::Default) | None => {
                let hint = format!("give `{argument}`, or set `DISCORD_DEFAULT_CHANNEL`");
                Err(Refusal::new(Cause::Argument, "no channel was given, and there is no default one")
                    .hint(hint)
                    .into())
            }
        }
    }

    /// The one category of that name, where one is meant: a channel of the same name would be chosen before it.
    pub(super) async fn category(
        &self,
        within: Option<&str>,
        name: &str,
        server: Option<ServerId>,
    ) -> Result<Option<Found>, ToolError> {
        let servers = match within.map(ServerRef::parse) {
            None => self.scope(server).await?,
            Some(Ok(within)) => vec![self.server_of(&within).await?],
            Some(Err(_)) => return Ok(None),
        };
        let lists = servers.iter().map(|server| self.directory.channels(*server, self.deadline));
        let lists = try_join_all(lists).await?;
        let named = lists
            .iter()
            .flat_map(|list| list.named(name).map(move |(rank, channel)| (rank, (list, channel))));
        let mut found: Vec<(u8, Listed<'_>)> = named
            .filter(|(_, (list, channel))| {
                channel.kind == ChannelKind::CATEGORY && self.check((list, channel)).is_ok()
            })
            .collect();
        found.sort_by_key(|(rank, _)| *rank);
        match found[..] {
            [(_, (list, category))] => {
                Ok(Some(Found { id: category.id, described: self.described(list, category).await }))
            }
            [(one, (list, category)), (other, _), ..] if one < other => {
                Ok(Some(Found { id: category.id, described: self.described(list, category).await }))
            }
            [] => Ok(None),
            _ => {
                let found = found.into_iter().map(|(_, listed)| listed).collect();
                Err(several("categories", name, &self.all_described(found).await).into())
            }
        }
    }

    /// The one channel of that name: in the server `within` that stands before it, else where the call says.
    pub(super) async fn channel(
        &self,
        within: Option<&str>,
        name: &str,
        server: Option<ServerId>,
    ) -> Result<Found, ToolError> {
        let Some(within) = within else {
            return self.channel_in(&self.scope(server).await?, name).await;
        };
        let reference = ServerRef::parse(within).map_err(|error| {
            Refusal::new(Cause::Argument, format!("the server before the slash: {error}"))
                .hint("write `Server/#name`, or give the channel's ID")
        })?;
        let no_server = match self.server_of(&reference).await {
            Ok(server) => return self.channel_in(&[server], name).await,
            Err(error) => error,
        };
        if !is_about_a_name(&no_server) {
            return Err(no_server);
        }
        let Ok(scope) = self.scope(server).await else { return Err(no_server) };
        // What stands before the slash may be the channel of a thread, or the title of a thread may hold a slash.
        let channel = within.trim_start_matches('#').trim_start();
        if let Ok(found) = self.channel_in(&scope, channel).await
            && let Some(thread) = self.thread_of(found.id, name).await?
        {
            return Ok(thread);
        }
        let found = self.channel_in(&scope, &format!("{within}/{name}")).await;
        found.map_err(|error| if is_about_a_name(&error) { no_server } else { error })
    }

    /// The thread of that title in a channel: an active one, else an archived one.
    async fn thread_of(&self, channel: ChannelId, title: &str) -> Result<Option<Found>, ToolError> {
        let Some(server) = self.home(channel).await else { return Ok(None) };
        let list = self.directory.channels(server, self.deadline).await?;
        let archived = self.directory.archived_threads(channel, self.deadline).await?;
        let active = list.named(title).map(|(_, thread)| &**thread);
        let active: Vec<&Channel> = active.filter(|thread| thread.parent_id == Some(channel)).collect();
        let threads = if active.is_empty() { titled(archived.iter(), title) } else { active };
        self.one_thread(&list, &threads, title).await
    }

    /// The one thread of several, or a refusal.
    async fn one_thread(
        &self,
        list: &Channels,
        threads: &[&Channel],
        title: &str,
    ) -> Result<Option<Found>, ToolError> {
        let mut described = Vec::with_capacity(threads.len());
        for thread in threads {
            described.push(self.described(list, thread).await);
        }
        match (threads, described.pop()) {
            ([thread], Some(described)) => Ok(Some(Found { id: thread.id, described })),
            ([], _) | (_, None) => Ok(None),
            (_, Some(end)) => {
                described.push(end);
                Err(several("threads", title, &described).into())
            }
        }
    }

    /// The archived thread of that title, in the channels of a server where people wrote last.
    async fn archived(&self, list: &Channels, title: &str) -> Result<Option<Found>, ToolError> {
        let holds_threads = |channel: &&Arc<Channel>| {
            channel.kind.is_forum() || matches!(channel.kind, ChannelKind::TEXT | ChannelKind::ANNOUNCEMENT)
        };
        let mut channels: Vec<&Arc<Channel>> = list
            .list()
            .iter()
            .filter(holds_threads)
            .filter(|channel| self.check((list, channel)).is_ok())
            .collect();
        channels.sort_by_key(|channel| std::cmp::Reverse(channel.last_message_id));
        let looked = channels
            .into_iter()
            .take(SEARCHED_ARCHIVES)
            .map(|channel| self.directory.archived_threads(channel.id, self.deadline));
        // A channel that the bot can't read hides nothing that it could use.
        let archives: Vec<_> = join_all(looked).await.into_iter().filter_map(Result::ok).collect();
        let threads = titled(archives.iter().flat_map(|archive| archive.iter()), title);
        self.one_thread(list, &threads, title).await
    }

    /// The servers in which a name is looked up when none stands before it.
    async fn scope(&self, server: Option<ServerId>) -> Result<Vec<ServerId>, ToolError> {
        if let Some(server) = server {
            return Ok(vec![server]);
        }
        if let Some(server) = self.default_server().await? {
            return Ok(vec![server]);
        }
        let servers = self.directory.servers(self.deadline).await?;
        let servers = self.reachable(&servers[..]);
        if servers.is_empty() || servers.len() > SEARCHED_SERVERS {
            return Err(which_server(&servers, "write `Server/#name`, or give the channel's ID").into());
        }
        Ok(servers.iter().map(|server| server.id).collect())
    }

    async fn channel_in(&self, servers: &[ServerId], name: &str) -> Result<Found, ToolError> {
        for server in servers {
            self.reach.check_server(*server)?;
        }
        let lists = servers.iter().map(|server| self.directory.channels(*server, self.deadline));
        let lists = try_join_all(lists).await?;
        let alike: Vec<(u8, Listed<'_>)> = lists
            .iter()
            .flat_map(|list| list.named(name).map(move |(rank, channel)| (rank, (list, channel))))
            .collect();
        let reachable = || alike.iter().filter(|(_, (list, channel))| self.check((list, channel)).is_ok());
        let best = reachable().map(|(rank, _)| *rank).min();
        let found: Vec<Listed<'_>> =
            reachable().filter(|(rank, _)| Some(*rank) == best).map(|(_, listed)| *listed).collect();
        match found[..] {
            [(list, channel)] => Ok(Found { id: channel.id, described: self.described(list, channel).await }),
            [] => {
                for (_, (list, channel)) in alike {
                    self.check((list, channel))?;
                }
                let all = lists
                    .iter()
                    .flat_map(|list| list.folded().map(move |(folded, channel)| (folded, (list, channel))));
                let similar =
                    nearest(name, all.filter(|(_, (list, channel))| self.check((list, channel)).is_ok()));
                // Archived threads aren't in these lists. A name that is like one in them is a slip of the pen.
                if let [list] = &lists[..]
                    && !similar.iter().any(|(_, channel)| is_near(name, channel.name.as_deref()))
                    && let Some(found) = self.archived(list, name).await?
                {
                    return Ok(found);
                }
                Err(none("channel", name, &self.all_described(similar).await, HOW_TO_LIST_CHANNELS).into())
            }
            _ => Err(several("channels", name, &self.all_described(found).await).into()),
        }
    }

    fn check(&self, (list, channel): (&Channels, &Channel)) -> Result<(), Refusal> {
        if self.reach.is_unlimited() {
            return Ok(());
        }
        self.reach.check_channel(channel, list.parent(channel).map(|parent| &**parent))
    }

    async fn all_described(&self, channels: Vec<Listed<'_>>) -> Vec<String> {
        let mut all = Vec::with_capacity(channels.len());
        for (list, channel) in channels {
            all.push(self.described(list, channel).await);
        }
        all
    }

    async fn described(&self, list: &Channels, channel: &Channel) -> String {
        let server = self.directory.known_server_name(list.server()).await;
        let server = server.map_or_else(|| format!("server {}", list.server()), |name| line(&name));
        candidates::channel(channel, list, &server)
    }
}

/// The threads of that title: those that have it to the letter, else those that have it forgivingly.
fn titled<'a>(threads: impl Iterator<Item = &'a Channel>, title: &str) -> Vec<&'a Channel> {
    let folded = fold(title);
    let mut found: Vec<&Channel> =
        threads.filter(|thread| thread.name.as_deref().is_some_and(|name| fold(name) == folded)).collect();
    // What is equal also looks the same, so none of those is missing.
    if found.iter().any(|thread| thread.name.as_deref() == Some(title)) {
        found.retain(|thread| thread.name.as_deref() == Some(title));
    }
    found
}

fn is_about_a_name(error: &ToolError) -> bool {
    matches!(error, ToolError::Refused(Refusal { cause: Cause::Name, .. }))
}

fn lines(servers: Vec<&Server>) -> Vec<String> {
    servers.into_iter().map(|server| ServerLine::from(server).to_string()).collect()
}

/// Nothing says which server is meant.
fn which_server(servers: &[&Server], how: &str) -> Refusal {
    if servers.is_empty() {
        let hint = "a person who manages a server has to invite the bot";
        return Refusal::new(Cause::Name, "the bot is in no server").hint(hint);
    }
    let mut reason = format!("which server is meant? the bot is in {}:", servers.len());
    list(&mut reason, &lines(servers.to_vec()));
    Refusal::new(Cause::Name, reason).hint(format!("{how}, or set `DISCORD_DEFAULT_SERVER`"))
}
