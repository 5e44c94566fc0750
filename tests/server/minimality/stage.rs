use mcp_discord::{
    sandbox::{Ban, ChannelType, Limits, NewChannel, NewMessage, OverwriteTarget, Sandbox, Snowflake},
    tool::{ChannelId, MessageId, Permissions, RoleId, ServerId, UserId},
};
use mcp_discord_tests::observed::{self, ObservedSession};

/// A server in which the bot has the permissions that a case gives it, and nobody else has any.
pub(super) struct Stage {
    pub(super) session: ObservedSession,
    pub(super) server: Snowflake,
    pub(super) channel: Snowflake,
    pub(super) thread: Snowflake,
    pub(super) forum: Snowflake,
    pub(super) person: Snowflake,
    pub(super) role: Snowflake,
    pub(super) files: tempfile::TempDir,
}

impl Stage {
    pub(super) async fn set() -> Self {
        let files = tempfile::tempdir().unwrap();
        std::fs::write(files.path().join("report.txt"), "all green").unwrap();
        let root = files.path().to_owned();
        let session = observed::start(Sandbox::builder().limits(Limits::off()), |session| {
            session.settings(mcp_discord::discord::DiscordSettings {
                file_roots: vec![root],
                ..Default::default()
            })
        })
        .await
        .unwrap();
        let (server, channel, thread, forum, person, role) = {
            let mut world = session.sandbox().world();
            let server = world.add_server("Minimal");
            let channel = world.add_channel(server, NewChannel::text("room")).unwrap();
            let forum =
                world.add_channel(server, NewChannel::new(ChannelType::Forum, "posts").tag("Bug")).unwrap();
            let person = world.add_user("mira");
            world.add_member(server, person, &[]).unwrap();
            let start = world.add_message(channel, person, "let's talk apart").unwrap();
            let thread = world.add_thread_from(channel, start, "apart", person).unwrap();
            let role = world.add_role(server, "testers", 0).unwrap();
            (server, channel, thread, forum, person, role)
        };
        Self { session, server, channel, thread, forum, person, role, files }
    }

    /// Gives the bot exactly these.
    pub(super) fn grant(&self, bits: Permissions) {
        self.session.sandbox().world().set_bot_permissions(self.server, bits.bits()).unwrap();
    }

    pub(super) fn server(&self) -> ServerId {
        ServerId::new(self.server.0).unwrap()
    }

    pub(super) fn channel(&self) -> ChannelId {
        ChannelId::new(self.channel.0).unwrap()
    }

    pub(super) fn thread(&self) -> ChannelId {
        ChannelId::new(self.thread.0).unwrap()
    }

    pub(super) fn forum(&self) -> ChannelId {
        ChannelId::new(self.forum.0).unwrap()
    }

    pub(super) fn person(&self) -> UserId {
        UserId::new(self.person.0).unwrap()
    }

    /// A message of the person.
    pub(super) fn theirs(&self) -> MessageId {
        self.message(self.person, NewMessage::text("a question"))
    }

    /// A message of the bot.
    pub(super) fn own(&self) -> MessageId {
        let bot = self.session.sandbox().world().bot();
        self.message(bot, NewMessage::text("an answer"))
    }

    /// A message under which somebody has put a thumb.
    pub(super) fn reacted_to(&self) -> MessageId {
        self.message(self.person, NewMessage::text("good?").reaction("👍", vec![self.person]))
    }

    /// A message under which the bot has put a thumb.
    pub(super) fn reacted_to_by_bot(&self) -> MessageId {
        let bot = self.session.sandbox().world().bot();
        self.message(self.person, NewMessage::text("good?").reaction("👍", vec![bot]))
    }

    pub(super) fn message(&self, author: Snowflake, message: NewMessage) -> MessageId {
        let id = self.session.sandbox().world().add_message_with(self.channel, author, message).unwrap();
        MessageId::new(id.0).unwrap()
    }

    /// The role that the stage is set with.
    pub(super) fn role(&self) -> RoleId {
        RoleId::new(self.role.0).unwrap()
    }

    /// A new role below the bot's own.
    pub(super) fn new_role(&self) -> RoleId {
        let id = self.session.sandbox().world().add_role(self.server, "Reader", 0).unwrap();
        RoleId::new(id.0).unwrap()
    }

    /// The person, who is a member, with a role if one is given.
    pub(super) fn member(&self, role: Option<RoleId>) -> UserId {
        let roles: Vec<_> = role.map(|role| Snowflake(role.get())).into_iter().collect();
        self.session.sandbox().world().add_member(self.server, self.person, &roles).unwrap();
        self.person()
    }

    /// Somebody who is a member, and nobody else yet.
    pub(super) fn newcomer(&self) -> UserId {
        let mut world = self.session.sandbox().world();
        let user = world.add_user("newcomer");
        world.add_member(self.server, user, &[]).unwrap();
        UserId::new(user.0).unwrap()
    }

    /// Somebody who is banned.
    pub(super) fn banned(&self) -> UserId {
        let mut world = self.session.sandbox().world();
        let user = world.add_user("banned");
        let server = world.server_mut(self.server).unwrap();
        server.bans.insert(user, Ban { user, reason: Some("spam".into()) });
        UserId::new(user.0).unwrap()
    }

    /// The bot itself.
    pub(super) fn bot(&self) -> UserId {
        UserId::new(self.session.sandbox().world().bot().0).unwrap()
    }

    /// A pinned message of the person.
    pub(super) fn pinned(&self) -> MessageId {
        self.message(self.person, NewMessage::text("the rules").pinned())
    }

    /// A message of the person in the thread.
    pub(super) fn in_thread(&self) -> MessageId {
        let id = self.session.sandbox().world().add_message(self.thread, self.person, "a question").unwrap();
        MessageId::new(id.0).unwrap()
    }

    /// A message in a new announcement channel: the bot's own or the person's.
    pub(super) fn announced(&self, own: bool) -> (ChannelId, MessageId) {
        let mut world = self.session.sandbox().world();
        let author = if own { world.bot() } else { self.person };
        let news = NewChannel::new(ChannelType::Announcement, "news");
        let channel = world.add_channel(self.server, news).unwrap();
        let message = world.add_message(channel, author, "release 1.0").unwrap();
        (ChannelId::new(channel.0).unwrap(), MessageId::new(message.0).unwrap())
    }

    /// A message of the person with a file.
    pub(super) fn with_file(&self, name: &str) -> MessageId {
        self.message(self.person, NewMessage::text("see").file(name, "# Notes"))
    }

    /// A channel that can be done away with.
    pub(super) fn spare_channel(&self) -> ChannelId {
        let spare = NewChannel::text("spare");
        ChannelId::new(self.session.sandbox().world().add_channel(self.server, spare).unwrap().0).unwrap()
    }

    /// A thread of the person.
    pub(super) fn spare_thread(&self) -> ChannelId {
        let start = self.theirs();
        let (channel, person) = (self.channel, self.person);
        let mut world = self.session.sandbox().world();
        let thread = world.add_thread_from(channel, Snowflake(start.get()), "spare", person).unwrap();
        ChannelId::new(thread.0).unwrap()
    }

    /// The role, for which the channel has an overwrite.
    pub(super) fn overwritten_role(&self) -> RoleId {
        let view = mcp_discord::sandbox::permissions::VIEW_CHANNEL;
        let role = OverwriteTarget::Role(self.role);
        self.session.sandbox().world().set_overwrite(self.channel, role, view, 0).unwrap();
        self.role()
    }

    /// A thread that the bot started.
    pub(super) fn own_thread(&self) -> ChannelId {
        let bot = self.session.sandbox().world().bot();
        let thread = self.spare_thread();
        let mut world = self.session.sandbox().world();
        world.channel_mut(Snowflake(thread.get())).unwrap().thread.as_mut().unwrap().owner = bot;
        thread
    }

    /// An archived thread of the person.
    pub(super) fn archived_thread(&self) -> ChannelId {
        let thread = self.spare_thread();
        let mut world = self.session.sandbox().world();
        world.channel_mut(Snowflake(thread.get())).unwrap().thread.as_mut().unwrap().archived = true;
        thread
    }

    /// A new invite to the channel, of the person.
    pub(super) fn invite(&self) -> String {
        self.session.sandbox().world().add_invite(self.channel, self.person).unwrap()
    }
}
