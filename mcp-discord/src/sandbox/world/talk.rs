//! Putting messages, threads and posts into the world.

use std::collections::BTreeMap;

use super::{
    Attachment, Channel, ChannelType, Emoji, Message, MessageReference, NewMessage, Reaction, StoredFile,
    ThreadMember, ThreadState, Unknown, World, message_type,
};
use crate::sandbox::{Snowflake, mentions};

/// The flag of a message that a thread was started from.
const HAS_THREAD: u64 = 1 << 5;

/// How long a thread is silent before it is put away, in minutes, unless somebody says otherwise: three days.
pub(in crate::sandbox) const AUTO_ARCHIVE_MINUTES: u64 = 4_320;

impl World {
    /// Starts a thread at a message, and returns its ID, which is the message's.
    pub fn add_thread_from(
        &mut self,
        channel: Snowflake,
        message: Snowflake,
        name: &str,
        owner: Snowflake,
    ) -> Result<Snowflake, Unknown> {
        let parent = self.channels.get(&channel).ok_or(Unknown { what: "channel", id: channel })?;
        let kind = match parent.kind {
            ChannelType::Announcement => ChannelType::AnnouncementThread,
            _ => ChannelType::PublicThread,
        };
        let mut thread = Channel::new(message, kind, parent.server);
        name.clone_into(&mut thread.name);
        thread.parent = Some(channel);
        thread.thread = Some(ThreadState::new(owner, message.unix_ms()));
        self.start_thread(channel, message, thread, Snowflake(message.0 + 1))?;
        Ok(message)
    }

    /// Puts a thread in the world and ties it to the message that it starts at; `starter` is the ID of the
    /// thread's own first message, which says so.
    pub(in crate::sandbox) fn start_thread(
        &mut self,
        channel: Snowflake,
        message: Snowflake,
        thread: Channel,
        starter: Snowflake,
    ) -> Result<(), Unknown> {
        let start = self.message_mut(channel, message).ok_or(Unknown { what: "message", id: message })?;
        start.thread = Some(thread.id);
        start.flags |= HAS_THREAD;
        let (id, owner) = (thread.id, thread.thread.as_ref().map_or(start.author, |state| state.owner));
        self.channels.insert(id, thread);
        let mut starter = Message::new(starter, id, owner);
        starter.kind = message_type::THREAD_STARTER_MESSAGE;
        starter.reference = Some(MessageReference { kind: 0, channel, message: Some(message) });
        self.insert_message(starter);
        Ok(())
    }

    /// Adds a post to a forum, and returns its ID, which is that of its first message as well.
    pub fn add_post(
        &mut self,
        forum: Snowflake,
        author: Snowflake,
        title: &str,
        first: NewMessage,
    ) -> Result<Snowflake, Unknown> {
        let parent = self.channels.get(&forum).ok_or(Unknown { what: "channel", id: forum })?;
        let server = parent.server;
        let at_ms = first.at_ms.unwrap_or_else(|| self.clock());
        let mut id = Snowflake::at(at_ms);
        while self.channels.contains_key(&id) {
            id.0 += 1;
        }
        let mut post = Channel::new(id, ChannelType::PublicThread, server);
        title.clone_into(&mut post.name);
        post.parent = Some(forum);
        post.thread = Some(ThreadState::new(author, at_ms));
        self.channels.insert(id, post);
        self.place_message(id, id, author, first)?;
        if let Some(forum) = self.channels.get_mut(&forum) {
            forum.last_message = forum.last_message.max(Some(id));
        }
        Ok(id)
    }

    /// Adds a message now, and returns its ID.
    pub fn add_message(
        &mut self,
        channel: Snowflake,
        author: Snowflake,
        content: &str,
    ) -> Result<Snowflake, Unknown> {
        self.add_message_with(channel, author, NewMessage::text(content))
    }

    /// Adds a message, and returns its ID.
    pub fn add_message_with(
        &mut self,
        channel: Snowflake,
        author: Snowflake,
        new: NewMessage,
    ) -> Result<Snowflake, Unknown> {
        let id = match new.at_ms {
            Some(at_ms) => self.past_id(channel, at_ms),
            None => self.next_id(),
        };
        self.place_message(id, channel, author, new)?;
        Ok(id)
    }

    fn place_message(
        &mut self,
        id: Snowflake,
        channel: Snowflake,
        author: Snowflake,
        new: NewMessage,
    ) -> Result<(), Unknown> {
        if !self.users.contains_key(&author) {
            return Err(Unknown { what: "user", id: author });
        }
        if !self.channels.contains_key(&channel) {
            return Err(Unknown { what: "channel", id: channel });
        }
        let mut message = Message::new(id, channel, author);
        message.mentions = mentions::users_in(&new.content);
        message.content = new.content;
        message.embeds = new.embeds;
        message.pinned_at_ms = new.pinned.then(|| id.unix_ms());
        for (emoji, users) in new.reactions {
            message.reactions.push(Reaction { emoji: Emoji::Unicode(emoji), users });
        }
        for (filename, bytes) in new.files {
            let content_type = content_type_of(&filename).to_owned();
            message.attachments.push(self.store_file(filename, content_type, bytes.into()));
        }
        if let Some(replied) = new.reply_to {
            let target =
                self.message(channel, replied).ok_or(Unknown { what: "message", id: replied })?.author;
            message.kind = message_type::REPLY;
            message.reference = Some(MessageReference { kind: 0, channel, message: Some(replied) });
            if !message.mentions.contains(&target) {
                message.mentions.push(target);
            }
        }
        self.insert_message(message);
        Ok(())
    }

    /// Keeps a file's bytes for the CDN route.
    pub(in crate::sandbox) fn store_file(
        &mut self,
        filename: String,
        content_type: String,
        bytes: bytes::Bytes,
    ) -> Attachment {
        let id = self.next_id();
        let attachment = Attachment {
            id,
            filename,
            description: None,
            content_type: content_type.clone(),
            size: bytes.len(),
        };
        self.files.insert(id, StoredFile { content_type, bytes });
        attachment
    }

    /// Puts a message in its channel, which it wakes if it is an archived thread.
    pub(in crate::sandbox) fn insert_message(&mut self, message: Message) {
        if let Some(channel) = self.channels.get_mut(&message.channel) {
            channel.last_message = channel.last_message.max(Some(message.id));
            if let Some(pinned_at_ms) = message.pinned_at_ms {
                channel.last_pin_at_ms = channel.last_pin_at_ms.max(Some(pinned_at_ms));
            }
            if let Some(thread) = &mut channel.thread {
                if thread.archived {
                    thread.archived = false;
                    thread.archive_changed_at_ms = message.id.unix_ms();
                }
                // A forum post's first message has the post's own ID, and is not counted.
                if message.id != channel.id && message.kind != message_type::THREAD_STARTER_MESSAGE {
                    thread.total_messages += 1;
                }
                let member = ThreadMember { user: message.author, joined_at_ms: message.id.unix_ms() };
                thread.members.entry(message.author).or_insert(member);
            }
        }
        self.messages.entry(message.channel).or_default().insert(message.id, message);
    }

    /// Takes a message away with its files.
    pub(in crate::sandbox) fn remove_message(&mut self, channel: Snowflake, message: Snowflake) {
        let removed = self.messages.get_mut(&channel).and_then(|messages| messages.remove(&message));
        for attachment in removed.into_iter().flat_map(|message| message.attachments) {
            self.files.remove(&attachment.id);
        }
    }

    /// Takes a channel away with its messages and their files.
    pub(in crate::sandbox) fn remove_channel(&mut self, channel: Snowflake) {
        self.channels.remove(&channel);
        let messages = self.messages.remove(&channel).unwrap_or_default();
        for attachment in messages.into_values().flat_map(|message| message.attachments) {
            self.files.remove(&attachment.id);
        }
    }

    /// An ID of this time that no message of the channel has.
    fn past_id(&self, channel: Snowflake, at_ms: u64) -> Snowflake {
        let mut id = Snowflake::at(at_ms);
        while self.message(channel, id).is_some() {
            id.0 += 1;
        }
        id
    }
}

impl ThreadState {
    pub(in crate::sandbox) fn new(owner: Snowflake, at_ms: u64) -> Self {
        Self {
            owner,
            archived: false,
            locked: false,
            invitable: true,
            auto_archive_minutes: AUTO_ARCHIVE_MINUTES,
            archive_changed_at_ms: at_ms,
            applied_tags: Vec::new(),
            members: BTreeMap::from([(owner, ThreadMember { user: owner, joined_at_ms: at_ms })]),
            total_messages: 0,
        }
    }
}

fn content_type_of(filename: &str) -> &'static str {
    match filename.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "txt" | "log" => "text/plain; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "json" => "application/json",
        "csv" => "text/csv; charset=utf-8",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        _ => "application/octet-stream",
    }
}
