use std::{collections::HashMap, sync::Arc};

use super::super::{
    model::{Channel, ChannelKind},
    resolve::fold,
};
use crate::tool::{ChannelId, ServerId};

/// The channels and active threads of a server, with an index of their names: a name is found without a look at
/// all of them.
#[derive(Debug)]
pub(crate) struct Channels {
    server: ServerId,
    list: Vec<Arc<Channel>>,
    by_id: HashMap<ChannelId, usize>,
    by_folded: HashMap<String, Vec<usize>>,
}

impl Channels {
    pub(super) fn new(server: ServerId, list: Vec<Channel>) -> Self {
        let mut channels = Self {
            server,
            list: Vec::with_capacity(list.len()),
            by_id: HashMap::with_capacity(list.len()),
            by_folded: HashMap::with_capacity(list.len()),
        };
        for mut channel in list {
            channel.guild_id.get_or_insert(server);
            channels.add(channel);
        }
        channels
    }

    fn add(&mut self, channel: Channel) {
        let at = self.list.len();
        if self.by_id.contains_key(&channel.id) {
            return;
        }
        self.by_id.insert(channel.id, at);
        if let Some(name) = &channel.name {
            self.by_folded.entry(fold(name)).or_default().push(at);
        }
        self.list.push(Arc::new(channel));
    }

    /// The server.
    pub(crate) const fn server(&self) -> ServerId {
        self.server
    }

    /// All of them, in the order in which Discord lists them: channels and categories, then active threads.
    pub(crate) fn list(&self) -> &[Arc<Channel>] {
        &self.list
    }

    /// The one with this ID.
    pub(crate) fn get(&self, id: ChannelId) -> Option<&Arc<Channel>> {
        self.by_id.get(&id).map(|at| &self.list[*at])
    }

    /// The category of a channel, or the channel of a thread.
    pub(crate) fn parent(&self, channel: &Channel) -> Option<&Arc<Channel>> {
        channel.parent_id.and_then(|parent| self.get(parent))
    }

    /// All names as they are compared, with what they name.
    pub(crate) fn folded(&self) -> impl Iterator<Item = (&str, &Arc<Channel>)> {
        self.by_folded
            .iter()
            .flat_map(|(folded, all)| all.iter().map(|at| (folded.as_str(), &self.list[*at])))
    }

    /// Those that a name can mean, each with how well it fits: a lower rank is better.
    ///
    /// A channel of exactly that name wins, whatever else looks like it, since members can start threads and only
    /// moderators can make channels. Then come channels with a name that looks the same and threads of exactly that
    /// name, then threads with a name that looks the same, and categories when nothing else is meant.
    pub(crate) fn named(&self, name: &str) -> impl Iterator<Item = (u8, &Arc<Channel>)> {
        // What is equal also looks the same, so the index of folded names holds every candidate.
        let alike = self.by_folded.get(&fold(name)).into_iter().flatten().map(|at| &self.list[*at]);
        alike.map(move |channel| {
            let rank = match (channel.kind, channel.name.as_deref() == Some(name)) {
                (ChannelKind::CATEGORY, true) => 3,
                (ChannelKind::CATEGORY, false) => 4,
                (kind, true) if !kind.is_thread() => 0,
                (kind, false) if kind.is_thread() => 2,
                _ => 1,
            };
            (rank, channel)
        })
    }
}
