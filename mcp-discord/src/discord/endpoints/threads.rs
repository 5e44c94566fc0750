use jiff::Timestamp;
use serde_json::json;

use super::endpoints;
use crate::{
    discord::{
        Call, Draft, Method, ThreadFields,
        call::Changes,
        handle::{Channel, MessageHandle, Server},
        model::{self, ChannelKind},
        rest::Retry,
    },
    tool::UserId,
};

endpoints! {
    impl MessageHandle {
        /// Starts a thread from the message, and gives it the message's ID. A message can have one.
        ///
        /// Source: <https://discord.com/developers/docs/resources/channel#start-thread-from-message>
        (create_thread_from_message) [VIEW_CHANNEL, CREATE_PUBLIC_THREADS] Write
        pub fn start_thread(&self, fields: &ThreadFields) -> Call<model::Channel> {
            self.call(Method::Post, "create_thread_from_message")
                .literal("threads")
                .json(json!(fields))
                .unless(fields.out_of_bounds())
                .changes(Changes::Channel)
        }
    }

    impl Channel {
        /// Starts a thread that everybody in the channel sees. In an announcement channel the fields have to say
        /// that it is an announcement thread. Forums have posts: [`create_post`](Self::create_post).
        ///
        /// Source: <https://discord.com/developers/docs/resources/channel#start-thread-without-message>
        (create_thread / public) [VIEW_CHANNEL, CREATE_PUBLIC_THREADS] Write
        pub fn start_thread(&self, fields: &ThreadFields) -> Call<model::Channel> {
            let announces = fields.kind == Some(ChannelKind::ANNOUNCEMENT_THREAD);
            let kind = if announces { ChannelKind::ANNOUNCEMENT_THREAD } else { ChannelKind::PUBLIC_THREAD };
            start(self, fields, kind)
        }

        /// Starts a thread for those who are added, and for moderators.
        ///
        /// Source: <https://discord.com/developers/docs/resources/channel#start-thread-without-message>
        (create_thread / private) [VIEW_CHANNEL, CREATE_PRIVATE_THREADS] Write
        pub fn start_private_thread(&self, fields: &ThreadFields) -> Call<model::Channel> {
            start(self, fields, ChannelKind::PRIVATE_THREAD)
        }

        /// Sends a message, as [`send`](Self::send) does, to what is known to be a thread or post.
        (create_message / in_thread) [VIEW_CHANNEL, SEND_MESSAGES_IN_THREADS] Write
        pub fn send_in_thread(&self, draft: Draft<S>) -> Call<model::Message> {
            draft.sent_by(self.call(Method::Post, "create_message"))
        }

        /// Changes a thread or post; what isn't given stays.
        ///
        /// Who may write in a thread may bring it back, unless it is locked, by `archived` alone; who started it may
        /// change more; `locked`, `flags` and slow mode need `MANAGE_THREADS`, and so do others' threads.
        /// An archived thread can't be changed without bringing it back.
        /// Source: <https://discord.com/developers/docs/resources/channel#modify-channel-json-params-thread>
        (update_channel / thread) [VIEW_CHANNEL, SEND_MESSAGES_IN_THREADS, MANAGE_THREADS] Write
        pub fn edit_thread(&self, fields: &ThreadFields) -> Call<model::Channel> {
            self.call(Method::Patch, "update_channel")
                .json(json!(fields))
                .unless(fields.out_of_bounds())
                .retry(Retry::Idempotent)
                .changes(Changes::Channel)
        }

        /// Lists archived threads and posts that everybody sees, those archived last first, 2 to 100 of them.
        ///
        /// Source: <https://discord.com/developers/docs/resources/channel#list-public-archived-threads>
        (list_public_archived_threads) [VIEW_CHANNEL, READ_MESSAGE_HISTORY] Read
        pub fn archived_threads(&self, before: Option<Timestamp>, limit: u8) -> Call<model::ThreadList> {
            let call = self.call(Method::Get, "list_public_archived_threads");
            page(call.literal("threads").literal("archived").literal("public"), before, limit)
        }

        /// Lists archived private threads, those archived last first, 2 to 100 of them.
        ///
        /// Source: <https://discord.com/developers/docs/resources/channel#list-private-archived-threads>
        (list_private_archived_threads) [VIEW_CHANNEL, READ_MESSAGE_HISTORY, MANAGE_THREADS] Read
        pub fn archived_private_threads(&self, before: Option<Timestamp>, limit: u8) -> Call<model::ThreadList> {
            let call = self.call(Method::Get, "list_private_archived_threads");
            page(call.literal("threads").literal("archived").literal("private"), before, limit)
        }

        /// Lists who is in the thread, by rising ID, 1 to 100 of them, those after a user where one is given.
        ///
        /// The application has to have the privileged intent `GUILD_MEMBERS` switched on.
        /// Source: <https://discord.com/developers/docs/resources/channel#list-thread-members>
        (list_thread_members) [VIEW_CHANNEL] Read
        pub fn thread_members(&self, after: Option<UserId>, limit: u8) -> Call<Vec<model::ThreadMember>> {
            let call = self
                .call(Method::Get, "list_thread_members")
                .literal("thread-members")
                .query("with_member", true)
                .query("limit", limit);
            match after {
                Some(id) => call.query("after", id),
                None => call,
            }
        }

        /// Takes the bot into the thread.
        ///
        /// Source: <https://discord.com/developers/docs/resources/channel#join-thread>
        (join_thread) [VIEW_CHANNEL] Write
        pub fn join_thread(&self) -> Call<()> {
            let call = self.call(Method::Put, "join_thread");
            call.literal("thread-members").literal("@me").retry(Retry::Idempotent)
        }

        /// Takes the bot out of the thread.
        ///
        /// Source: <https://discord.com/developers/docs/resources/channel#leave-thread>
        (leave_thread) [VIEW_CHANNEL] Write
        pub fn leave_thread(&self) -> Call<()> {
            let call = self.call(Method::Delete, "leave_thread");
            call.literal("thread-members").literal("@me").retry(Retry::Idempotent).gone_is_done()
        }

        /// Adds a member of the server to the thread. Adding one who is there changes nothing.
        ///
        /// Source: <https://discord.com/developers/docs/resources/channel#add-thread-member>
        (add_thread_member) [VIEW_CHANNEL, SEND_MESSAGES_IN_THREADS] Write
        pub fn add_thread_member(&self, user: UserId) -> Call<()> {
            let call = self.call(Method::Put, "add_thread_member").literal("thread-members");
            call.user(Ok(user)).retry(Retry::Idempotent)
        }

        /// Takes somebody out of the thread. Who started a private one needs no permission for it.
        ///
        /// Source: <https://discord.com/developers/docs/resources/channel#remove-thread-member>
        (delete_thread_member) [VIEW_CHANNEL, MANAGE_THREADS] Write
        pub fn remove_thread_member(&self, user: UserId) -> Call<()> {
            let call = self.call(Method::Delete, "delete_thread_member").literal("thread-members");
            call.user(Ok(user)).retry(Retry::Idempotent).gone_is_done()
        }
    }

    impl Server {
        /// Lists the active threads and posts of the server that the bot can see, the newest first.
        ///
        /// Source: <https://discord.com/developers/docs/resources/guild#list-active-guild-threads>
        (get_active_guild_threads) [] Read
        pub fn active_threads(&self) -> Call<model::ThreadList> {
            self.call(Method::Get, "get_active_guild_threads").literal("threads").literal("active")
        }
    }
}

fn start<S>(channel: &Channel<S>, fields: &ThreadFields, kind: ChannelKind) -> Call<model::Channel> {
    // Discord takes a thread for private when it isn't said, and says that this will change.
    let body = json!(ThreadFields { kind: Some(kind), ..fields.clone() });
    let call = channel.call(Method::Post, "create_thread").literal("threads").json(body);
    call.unless(fields.out_of_bounds()).changes(Changes::Channel)
}

fn page<R>(call: Call<R>, before: Option<Timestamp>, limit: u8) -> Call<R> {
    let call = call.query("limit", limit);
    match before {
        Some(before) => call.query("before", before),
        None => call,
    }
}
