use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use super::{
    Argument, ChannelId, EmojiRef, MessageId, RoleId, ServerId, UserId,
    id::Written,
    link::{Link, mention},
};

/// A reference inside a call's arguments, for the layers that resolve and check them.
#[derive(Debug)]
pub enum Reference<'a> {
    /// A channel, thread or post.
    Channel(&'a mut ChannelRef),
    /// A server.
    Server(&'a mut ServerRef),
    /// A message.
    Message(&'a mut MessageRef),
    /// A user or member.
    User(&'a mut UserRef),
    /// A role.
    Role(&'a mut RoleRef),
    /// An emoji.
    Emoji(&'a mut EmojiRef),
}

/// How a reference was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Form<Id> {
    /// Not at all: the default is meant.
    Default,
    /// As an ID, a mention or a link: one thing and no other.
    Exact(Id),
    /// By a name, perhaps inside a named server.
    Name { server: Option<String>, name: String },
}

macro_rules! references {
    ($($(#[doc = $says:literal])* $name:ident: $id:ident, $variant:ident, $serenity:ident;)*) => {$(
        $(#[doc = $says])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name {
            form: Form<$id>,
            id: Option<$id>,
            link: Option<Link>,
        }

        impl $name {
            pub(crate) fn exact(id: $id, link: Option<Link>) -> Self {
                Self { form: Form::Exact(id), id: Some(id), link }
            }

            #[allow(dead_code, reason = "a message has no name to look up")]
            pub(crate) const fn form(&self) -> &Form<$id> {
                &self.form
            }

            /// The link that it was written as.
            #[allow(dead_code, reason = "not every kind of reference says more in a link than its ID")]
            pub(crate) const fn link(&self) -> Option<Link> {
                self.link
            }

            /// What it stands for, once it is resolved; at once when it was written as an ID, a mention or a link.
            pub const fn id(&self) -> Option<$id> {
                self.id
            }

            /// Whether it was written as an ID, a mention or a link, and so means one thing and no other.
            pub const fn is_exact(&self) -> bool {
                matches!(self.form, Form::Exact(_))
            }

            /// Whether it was left out, so that the default is meant.
            pub const fn is_default(&self) -> bool {
                matches!(self.form, Form::Default)
            }

            /// Says what it stands for.
            pub const fn resolve(&mut self, id: $id) {
                self.id = Some(id);
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self { form: Form::Default, id: None, link: None }
            }
        }

        impl From<$id> for $name {
            fn from(id: $id) -> Self {
                Self::exact(id, None)
            }
        }

        #[cfg(feature = "serenity")]
        impl From<serenity::model::id::$serenity> for $name {
            fn from(id: serenity::model::id::$serenity) -> Self {
                $id::from(id).into()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match &self.form {
                    Form::Default => f.write_str("the default"),
                    Form::Exact(id) => id.fmt(f),
                    Form::Name { server: Some(server), name } => write!(f, "{server}/{name}"),
                    Form::Name { server: None, name } => f.write_str(name),
                }
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::parse(&Written::deserialize(deserializer)?.0).map_err(de::Error::custom)
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string" })
            }
        }

        impl Argument for $name {
            fn references<'a>(&'a mut self, found: &mut Vec<Reference<'a>>) {
                found.push(Reference::$variant(self));
            }
        }
    )*};
}

references! {
    /// A channel, thread or forum post, as people and models write it:
    /// an ID, a mention `<#ID>`, a link (also to a message in it), `#name`, `name` or `Server/#name`.
    ChannelRef: ChannelId, Channel, ChannelId;
    /// A server: an ID, a link into it, or its name.
    ServerRef: ServerId, Server, GuildId;
    /// A message: an ID, or a link, which says the channel too.
    MessageRef: MessageId, Message, MessageId;
    /// A user: an ID, a mention `<@ID>`, `@name` or a name.
    UserRef: UserId, User, UserId;
    /// A role: an ID, a mention `<@&ID>`, `@name` or a name; `@everyone` is one too.
    RoleRef: RoleId, Role, RoleId;
}

/// Why a text is no reference.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ReferenceError {
    #[error("it is empty")]
    Empty,
    #[error("the link has no {0}: {1}")]
    LinkLacks(&'static str, String),
    #[error("a message is given by its ID or its link: {0}")]
    NotAMessage(String),
    #[error("an emoji is given as the emoji itself, `:name:`, `<:name:ID>` or an ID: {0}")]
    NotAnEmoji(String),
}

pub(super) fn some(text: &str) -> Result<&str, ReferenceError> {
    let text = text.trim();
    if text.is_empty() { Err(ReferenceError::Empty) } else { Ok(text) }
}

impl ChannelRef {
    pub(crate) fn parse(text: &str) -> Result<Self, ReferenceError> {
        let text = some(text)?;
        if let Some(link) = Link::parse(text) {
            let channel = link.channel.ok_or_else(|| ReferenceError::LinkLacks("channel", text.into()))?;
            return Ok(Self::exact(channel, Some(link)));
        }
        if let Some(id) = mention(text, "#").or_else(|| text.parse().ok()) {
            return Ok(Self::exact(id, None));
        }
        // Channel names hold no slash; server names may, so the last one divides.
        let (server, name) = match text.rsplit_once('/') {
            Some((server, name)) if !server.trim().is_empty() => (Some(server.trim().to_owned()), name),
            _ => (None, text),
        };
        let name = name.trim();
        let name = name.strip_prefix('#').unwrap_or(name).trim();
        if name.is_empty() {
            return Err(ReferenceError::Empty);
        }
        Ok(Self { form: Form::Name { server, name: name.into() }, id: None, link: None })
    }
}

impl ServerRef {
    pub(crate) fn parse(text: &str) -> Result<Self, ReferenceError> {
        let text = some(text)?;
        if let Some(link) = Link::parse(text) {
            let server = link.server.ok_or_else(|| ReferenceError::LinkLacks("server", text.into()))?;
            return Ok(Self::exact(server, Some(link)));
        }
        match text.parse() {
            Ok(id) => Ok(Self::exact(id, None)),
            Err(_) => Ok(Self { form: Form::Name { server: None, name: text.into() }, id: None, link: None }),
        }
    }
}

impl MessageRef {
    pub(crate) fn parse(text: &str) -> Result<Self, ReferenceError> {
        let text = some(text)?;
        if let Some(link) = Link::parse(text) {
            let message = link.message.ok_or_else(|| ReferenceError::LinkLacks("message", text.into()))?;
            return Ok(Self::exact(message, Some(link)));
        }
        // The client copies `CHANNEL-MESSAGE` with Shift held down.
        let not_a_message = || ReferenceError::NotAMessage(text.into());
        if let Some((channel, message)) = text.split_once('-') {
            let channel = channel.parse().map_err(|_| not_a_message())?;
            let message = message.parse().map_err(|_| not_a_message())?;
            let link = Link { server: None, channel: Some(channel), message: Some(message) };
            return Ok(Self::exact(message, Some(link)));
        }
        Ok(Self::exact(text.parse().map_err(|_| not_a_message())?, None))
    }

    /// The channel that the link names.
    pub fn channel(&self) -> Option<ChannelId> {
        self.link.and_then(|link| link.channel)
    }
}

impl UserRef {
    pub(crate) fn parse(text: &str) -> Result<Self, ReferenceError> {
        let text = some(text)?;
        if let Some(id) = mention(text, "@").or_else(|| text.parse().ok()) {
            return Ok(Self::exact(id, None));
        }
        let name = text.strip_prefix('@').unwrap_or(text).trim();
        if name.is_empty() {
            return Err(ReferenceError::Empty);
        }
        Ok(Self { form: Form::Name { server: None, name: name.into() }, id: None, link: None })
    }
}

impl RoleRef {
    pub(crate) fn parse(text: &str) -> Result<Self, ReferenceError> {
        let text = some(text)?;
        if let Some(id) = mention(text, "@&").or_else(|| text.parse().ok()) {
            return Ok(Self::exact(id, None));
        }
        let name = text.strip_prefix('@').unwrap_or(text).trim();
        if name.is_empty() {
            return Err(ReferenceError::Empty);
        }
        Ok(Self { form: Form::Name { server: None, name: name.into() }, id: None, link: None })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ID: &str = "175928847299117063";

    fn name(server: Option<&str>, name: &str) -> Form<ChannelId> {
        Form::Name { server: server.map(str::to_owned), name: name.into() }
    }

    #[test]
    fn channels_are_taken_as_people_write_them() {
        let id = ID.parse().unwrap();
        for text in [
            ID.to_owned(),
            format!("<#{ID}>"),
            format!("https://discord.com/channels/{ID}/{ID}"),
            format!("https://canary.discord.com/channels/@me/{ID}/{ID}?x=1"),
            format!("<https://discordapp.com/channels/{ID}/{ID}/>"),
        ] {
            assert_eq!(ChannelRef::parse(&text).unwrap().form(), &Form::Exact(id), "{text}");
        }
        assert_eq!(ChannelRef::parse("#general").unwrap().form(), &name(None, "general"));
        assert_eq!(ChannelRef::parse(" general ").unwrap().form(), &name(None, "general"));
        assert_eq!(
            ChannelRef::parse("My / Team/#general").unwrap().form(),
            &name(Some("My / Team"), "general")
        );
        assert!(ChannelRef::parse("#").is_err() && ChannelRef::parse(" ").is_err());
        assert!(ChannelRef::parse(&format!("https://discord.com/channels/{ID}")).is_err());
        let elsewhere = ChannelRef::parse(&format!("https://evil.example/channels/{ID}/{ID}")).unwrap();
        assert!(!elsewhere.is_exact(), "a link to another site is no link to Discord");
    }

    #[test]
    fn messages_are_taken_as_people_write_them() {
        let link = MessageRef::parse(&format!("https://discord.com/channels/{ID}/{ID}/{ID}")).unwrap();
        assert_eq!(link.channel(), ID.parse().ok());
        assert_eq!(MessageRef::parse(&format!("{ID}-{ID}")).unwrap().channel(), ID.parse().ok());
        assert!(MessageRef::parse("the last one").is_err());
    }

    #[test]
    fn roles_are_taken_as_people_write_them() {
        let id = ID.parse().unwrap();
        for text in [ID.to_owned(), format!("<@&{ID}>")] {
            assert_eq!(RoleRef::parse(&text).unwrap().form(), &Form::Exact(id), "{text}");
        }
        for text in ["@Code Reviewers", "Code Reviewers"] {
            let name = Form::Name { server: None, name: "Code Reviewers".into() };
            assert_eq!(RoleRef::parse(text).unwrap().form(), &name, "{text}");
        }
        assert!(RoleRef::parse("@").is_err());
    }

    proptest! {
        #[test]
        fn no_text_makes_parsing_panic(text in "\\PC{0,80}") {
            let _ = (ChannelRef::parse(&text), ServerRef::parse(&text), MessageRef::parse(&text));
            let _ = (UserRef::parse(&text), EmojiRef::parse(&text), RoleRef::parse(&text));
        }
    }
}
