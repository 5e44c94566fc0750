//! What the bot's world is made of: its servers, their channels and roles, the bot itself and what it may do.
//!
//! Everything is fetched on first use, kept for some minutes, and bounded: see the constants of [`Directory`].
//! Callers that ask for the same thing at once share one request. Whoever learns that something changed, from the
//! gateway or from a write of our own, says so with [`Directory::forget_channel`] and the like.

mod channels;
mod fetch;
mod known;
#[cfg(test)]
pub(crate) mod script;
mod standing;
#[cfg(test)]
mod tests;

use std::{
    fmt,
    future::Future,
    hash::Hash,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use moka::future::Cache;
use serde::Deserialize;
use serde_json::Value;
use tokio::time::{Instant, timeout_at};

pub(crate) use self::{
    channels::Channels,
    fetch::{Fetch, Get},
};
use super::model::{Channel, Invite, Member, Server, User};
use crate::{
    observe,
    tool::{Cause, ChannelId, Refusal, ServerId, ToolError, UserId},
};

/// The directory of one bot.
pub(crate) struct Directory {
    fetch: Arc<dyn Fetch>,
    me: Cache<(), Arc<User>>,
    servers: Cache<(), Arc<Vec<Server>>>,
    server: Cache<ServerId, Arc<Server>>,
    members: Cache<ServerId, Arc<Member>>,
    /// Members that were searched for, by the start of a name.
    found: Cache<(ServerId, String), Arc<Vec<Member>>>,
    /// Users who were met as members, for their names.
    people: Cache<UserId, Arc<User>>,
    /// The archived threads of a channel that come first.
    archived: Cache<ChannelId, Arc<Vec<Channel>>>,
    channels: Cache<ServerId, Arc<Channels>>,
    /// Channels that were asked for one by one: direct messages, archived threads, channels of unlisted servers.
    singles: Cache<ChannelId, Arc<Channel>>,
    /// Which server a channel is in: it never moves, so it need not expire.
    homes: Cache<ChannelId, ServerId>,
    /// How often something was forgotten: an answer that was on its way meanwhile isn't kept.
    changes: AtomicU64,
}

impl Directory {
    /// How long an answer is believed.
    pub(crate) const TTL: Duration = Duration::from_mins(5);
    /// How many servers are known in full.
    pub(crate) const SERVERS: u64 = 256;
    /// How many channels and threads are known, over all servers that were listed.
    pub(crate) const CHANNELS: u64 = 50_000;
    /// How many channels are known that were asked for one by one.
    pub(crate) const SINGLES: u64 = 5_000;
    /// Of how many channels the server is known.
    pub(crate) const HOMES: u64 = 100_000;
    /// How many of the bot's servers can be listed; a bot in more has to be told which by its ID.
    pub(crate) const LISTED_SERVERS: usize = 10_000;

    /// How many searches for members are known, of up to 25 members each.
    pub(crate) const SEARCHES: u64 = 1_000;
    /// Of how many users the names are known.
    pub(crate) const PEOPLE: u64 = 5_000;
    /// Of how many channels the archived threads are known, up to 100 each.
    pub(crate) const ARCHIVES: u64 = 500;

    const SERVERS_PER_PAGE: usize = 200;
    const THREADS_PER_PAGE: usize = 100;
    const MEMBERS_PER_SEARCH: usize = 25;

    /// A directory that knows nothing yet.
    pub(crate) fn new(fetch: Arc<dyn Fetch>) -> Self {
        let channels = Cache::builder()
            .max_capacity(Self::CHANNELS)
            .weigher(|_, channels: &Arc<Channels>| {
                u32::try_from(channels.list().len().max(1)).unwrap_or(u32::MAX)
            })
            .time_to_live(Self::TTL)
            .build();
        Self {
            fetch,
            me: cache(1),
            servers: cache(1),
            server: cache(Self::SERVERS),
            members: cache(Self::SERVERS),
            found: Cache::builder()
                .max_capacity(Self::SEARCHES)
                .time_to_live(Self::TTL)
                .support_invalidation_closures()
                .build(),
            people: cache(Self::PEOPLE),
            archived: Cache::builder()
                .max_capacity(Self::ARCHIVES)
                .time_to_live(Self::TTL)
                .support_invalidation_closures()
                .build(),
            channels,
            singles: cache(Self::SINGLES),
            homes: Cache::new(Self::HOMES),
            changes: AtomicU64::new(0),
        }
    }

    /// The bot's own user.
    pub(crate) async fn me(&self, deadline: Instant) -> Result<Arc<User>, ToolError> {
        self.cached(&self.me, "me", (), deadline, || async {
            let body = self.fetch.get(Get::new([&"users", &"@me"]), deadline).await?;
            fetch::one(&body, "the bot's own user").map(Arc::new)
        })
        .await
    }

    /// The servers that the bot is in: what a list says of each, which is not all.
    pub(crate) async fn servers(&self, deadline: Instant) -> Result<Arc<Vec<Server>>, ToolError> {
        self.cached(&self.servers, "servers", (), deadline, || self.fetch_servers(deadline)).await
    }

    async fn fetch_servers(&self, deadline: Instant) -> Result<Arc<Vec<Server>>, ToolError> {
        let mut all: Vec<Server> = Vec::new();
        let mut last = None;
        loop {
            let mut request = Get::new([&"users", &"@me", &"guilds"])
                .query("with_counts", &true)
                .query("limit", &Self::SERVERS_PER_PAGE);
            if let Some(last) = last {
                request = request.query("after", &last);
            }
            let body = self.fetch.get(request, deadline).await?;
            let (page, count) = fetch::many::<Server>(&body, "the bot's servers")?;
            let newest = page.iter().map(|server| server.id).max();
            all.extend(page);
            if count < Self::SERVERS_PER_PAGE {
                return Ok(Arc::new(all));
            }
            if newest <= last {
                return Err(ToolError::Fault("Discord gave the same page of servers twice".into()));
            }
            last = newest;
            if all.len() >= Self::LISTED_SERVERS {
                let reason =
                    format!("the bot is in too many servers to list them: over {}", Self::LISTED_SERVERS);
                return Err(Refusal::new(Cause::Name, reason).hint("give the server by its ID").into());
            }
        }
    }

    /// A server in full, roles included.
    pub(crate) async fn server(&self, id: ServerId, deadline: Instant) -> Result<Arc<Server>, ToolError> {
        self.cached(&self.server, "server", id, deadline, || async move {
            let request = Get::new([&"guilds", &id]).query("with_counts", &true);
            let body = self.fetch.get(request, deadline).await?;
            fetch::one(&body, "a server").map(Arc::new)
        })
        .await
    }

    /// The channels of a server that the bot knows of, and its active threads.
    pub(crate) async fn channels(
        &self,
        server: ServerId,
        deadline: Instant,
    ) -> Result<Arc<Channels>, ToolError> {
        self.cached(&self.channels, "channels", server, deadline, || async move {
            let (channels, threads) = tokio::try_join!(
                self.fetch.get(Get::new([&"guilds", &server, &"channels"]), deadline),
                self.fetch.get(Get::new([&"guilds", &server, &"threads", &"active"]), deadline),
            )?;
            let (mut list, _) = fetch::many(&channels, "the channels of a server")?;
            let active: ThreadList = fetch::one(&threads, "the active threads of a server")?;
            list.extend(active.read("the active threads of a server"));
            let channels = Channels::new(server, list);
            for channel in channels.list() {
                self.homes.insert(channel.id, server).await;
            }
            Ok(Arc::new(channels))
        })
        .await
    }

    /// A channel: from the list of its server where that is known, else by itself.
    pub(crate) async fn channel(&self, id: ChannelId, deadline: Instant) -> Result<Arc<Channel>, ToolError> {
        if let Some(channel) = self.known_channel(id).await {
            observe::lookup("channel", true);
            return Ok(channel);
        }
        self.cached(&self.singles, "channel", id, deadline, || async move {
            let body = self.fetch.get(Get::new([&"channels", &id]), deadline).await?;
            let channel: Channel = fetch::one(&body, "a channel")?;
            if let Some(server) = channel.guild_id {
                self.homes.insert(id, server).await;
            }
            Ok(Arc::new(channel))
        })
        .await
    }

    /// The bot as a member of a server.
    pub(crate) async fn own_member(
        &self,
        server: ServerId,
        deadline: Instant,
    ) -> Result<Arc<Member>, ToolError> {
        self.cached(&self.members, "own_member", server, deadline, || async move {
            let me = self.me(deadline).await?;
            let request = Get::new([&"guilds", &server, &"members", &me.id]);
            let body = self.fetch.get(request, deadline).await?;
            fetch::one(&body, "the bot's own member").map(Arc::new)
        })
        .await
    }

    /// Members of a server whose username or nickname starts with `name`; up to 25.
    pub(crate) async fn search_members(
        &self,
        server: ServerId,
        name: &str,
        deadline: Instant,
    ) -> Result<Arc<Vec<Member>>, ToolError> {
        self.cached(&self.found, "member_search", (server, name.to_owned()), deadline, || async move {
            let request = Get::new([&"guilds", &server, &"members", &"search"])
                .query("query", &name)
                .query("limit", &Self::MEMBERS_PER_SEARCH);
            let body = self.fetch.get(request, deadline).await?;
            let members = fetch::many(&body, "members that were searched for")?.0;
            self.met(&members).await;
            Ok(Arc::new(members))
        })
        .await
    }

    /// The public threads of a channel that were archived last, up to 100.
    pub(crate) async fn archived_threads(
        &self,
        channel: ChannelId,
        deadline: Instant,
    ) -> Result<Arc<Vec<Channel>>, ToolError> {
        self.cached(&self.archived, "archived_threads", channel, deadline, || async move {
            let request = Get::new([&"channels", &channel, &"threads", &"archived", &"public"])
                .query("limit", &Self::THREADS_PER_PAGE);
            let body = self.fetch.get(request, deadline).await?;
            let threads: ThreadList = fetch::one(&body, "the archived threads of a channel")?;
            Ok(Arc::new(threads.read("the archived threads of a channel")))
        })
        .await
    }

    /// Where an invite leads; it isn't kept.
    pub(crate) async fn invite(&self, code: &str, deadline: Instant) -> Result<Invite, ToolError> {
        let body = self.fetch.get(Get::new([&"invites", &code]), deadline).await?;
        fetch::one(&body, "an invite")
    }

    /// Notes that something was forgotten.
    fn changed(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
    }

    /// From the cache, or fetched once for all who ask at the same time.
    ///
    /// A caller in a hurry must not fail others: what failed because the deadline of whoever asked first was near
    /// is asked for again by those who have more time.
    async fn cached<K, V, F>(
        &self,
        cache: &Cache<K, V>,
        kind: &'static str,
        key: K,
        deadline: Instant,
        fetch: impl Fn() -> F,
    ) -> Result<V, ToolError>
    where
        K: Hash + Eq + Clone + Send + Sync + 'static,
        V: Clone + Send + Sync + 'static,
        F: Future<Output = Result<V, ToolError>>,
    {
        if let Some(value) = cache.get(&key).await {
            observe::lookup(kind, true);
            return Ok(value);
        }
        // What is known is the rule, so the room that fetching takes must not be part of every call.
        Box::pin(async move {
            loop {
                let changes = self.changes.load(Ordering::Relaxed);
                let asked = AtomicBool::new(false);
                let fetching = async {
                    asked.store(true, Ordering::Relaxed);
                    fetch().await.map_err(|error| Failed { error, deadline })
                };
                let looked_up = timeout_at(deadline, cache.try_get_with(key.clone(), fetching)).await;
                observe::lookup(kind, !asked.load(Ordering::Relaxed));
                match looked_up {
                    Ok(Ok(value)) => {
                        if self.changes.load(Ordering::Relaxed) != changes {
                            cache.invalidate(&key).await;
                        }
                        return Ok(value);
                    }
                    Ok(Err(failed)) if failed.was_hurried() && failed.deadline < deadline => {}
                    Ok(Err(failed)) => return Err(failed.error.clone()),
                    Err(_) => {
                        let reason = "Discord did not answer before the deadline, and nothing was changed";
                        return Err(Refusal::new(Cause::Unavailable, reason).hint("try again").into());
                    }
                }
            }
        })
        .await
    }
}

impl fmt::Debug for Directory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Directory").field("channels", &self.channels.weighted_size()).finish_non_exhaustive()
    }
}

fn cache<K: Hash + Eq + Send + Sync + 'static, V: Clone + Send + Sync + 'static>(
    capacity: u64,
) -> Cache<K, V> {
    Cache::builder().max_capacity(capacity).time_to_live(Directory::TTL).build()
}

/// The answer that lists threads.
#[derive(Deserialize)]
struct ThreadList {
    threads: Vec<Value>,
}

impl ThreadList {
    fn read(self, what: &str) -> Vec<Channel> {
        self.threads.into_iter().filter_map(|thread| fetch::readable(thread, what)).collect()
    }
}

/// Why a shared request failed, and how long it was allowed to take.
struct Failed {
    error: ToolError,
    deadline: Instant,
}

impl Failed {
    /// Whether more time could have helped.
    fn was_hurried(&self) -> bool {
        matches!(
            &self.error,
            ToolError::Refused(Refusal { cause: Cause::Cancelled | Cause::Limit | Cause::Unavailable, .. })
        )
    }
}
