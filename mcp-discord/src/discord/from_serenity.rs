//! serenity's builders as ours. What ours can't hold is an error, and never left out.

use serde::{Deserialize, de::Error as _};
use serde_json::{Error, Value};
use serenity::builder::{CreateAllowedMentions, CreateMessage};

use super::{AllowedMentions, Draft, draft::SUPPRESS_NOTIFICATIONS};
use crate::tool::{RoleId, UserId};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mentions {
    #[serde(default)]
    parse: Vec<String>,
    #[serde(default)]
    users: Vec<UserId>,
    #[serde(default)]
    roles: Vec<RoleId>,
    #[serde(default)]
    replied_user: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    #[serde(default)]
    content: String,
    #[serde(default)]
    flags: u64,
    allowed_mentions: Option<Mentions>,
}

impl TryFrom<CreateAllowedMentions> for AllowedMentions {
    type Error = Error;

    /// Fails on a kind of mention that Discord doesn't document.
    fn try_from(mentions: CreateAllowedMentions) -> Result<Self, Error> {
        serde_json::from_value::<Mentions>(serde_json::to_value(mentions)?)?.try_into()
    }
}

impl TryFrom<Mentions> for AllowedMentions {
    type Error = Error;

    fn try_from(Mentions { parse, users, roles, replied_user }: Mentions) -> Result<Self, Error> {
        let known = |kind: String| {
            let known = ["everyone", "roles", "users"].into_iter().find(|known| *known == kind);
            known.ok_or_else(|| Error::custom(format!("not a kind of mention: {kind}")))
        };
        Ok(Self {
            parse: parse.into_iter().map(known).collect::<Result<_, _>>()?,
            users,
            roles,
            replied_user,
        })
    }
}

impl<S> TryFrom<CreateMessage> for Draft<S> {
    type Error = Error;

    /// Takes the text, whom it may ping, and whether it is silent. Fails on all else: embeds, files and a reply need
    /// permissions of their own, and are added to the draft by [`embeds`](Self::embeds), [`files`](Self::files) and
    /// [`reply_to`](Self::reply_to), where the tool declares them.
    ///
    /// Without allowed mentions it pings nobody, where serenity leaves that to Discord, which pings everybody that is
    /// named. Reactions that serenity would add once it is sent can't be seen from here, and aren't added.
    fn try_from(message: CreateMessage) -> Result<Self, Error> {
        let mut value = serde_json::to_value(message)?;
        if let Some(object) = value.as_object_mut() {
            let is_empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
            object.retain(|_, value| !value.is_null() && *value != false && !is_empty(value));
        }
        let Message { content, flags, allowed_mentions } = serde_json::from_value(value)?;
        if flags & !SUPPRESS_NOTIFICATIONS != 0 {
            return Err(Error::custom(format!("a draft has no flag but `SUPPRESS_NOTIFICATIONS`: {flags}")));
        }
        let mentions = allowed_mentions.map(AllowedMentions::try_from).transpose()?.unwrap_or_default();
        Ok(Self::text(content).silent(flags != 0).mentions(mentions))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use serenity::{
        builder::{CreateEmbed, CreateMessage},
        model::{channel::MessageFlags, id},
    };

    use super::*;
    use crate::tool::{ChannelRef, Permissions};

    #[test]
    fn a_message_of_serenitys_is_a_draft_that_pings_whom_it_names() {
        let mentions = CreateAllowedMentions::new().everyone(true).users([id::UserId::new(7)]);
        let mentions = AllowedMentions::try_from(mentions);
        assert!(mentions.is_err(), "7 is no ID of Discord's");

        let user = id::UserId::new(175_928_847_299_117_063);
        let mentions = || CreateAllowedMentions::new().everyone(true).users([user]).replied_user(true);
        let taken = AllowedMentions::try_from(mentions()).unwrap();
        let expected = AllowedMentions {
            parse: vec!["everyone"],
            users: vec![user.into()],
            roles: Vec::new(),
            replied_user: true,
        };
        assert_eq!(taken, expected);

        let built = CreateMessage::new().content("hi").flags(MessageFlags::SUPPRESS_NOTIFICATIONS);
        let draft = Draft::<()>::try_from(built.allowed_mentions(mentions())).unwrap();
        let (body, _) = draft.into_message();
        assert_eq!(body["content"], "hi");
        assert_eq!(body["flags"], SUPPRESS_NOTIFICATIONS);
        assert_eq!(body["allowed_mentions"], json!(expected));

        let (body, _) = Draft::<()>::try_from(CreateMessage::new().content("hi")).unwrap().into_message();
        assert_eq!(body["allowed_mentions"], json!({ "parse": [], "replied_user": false }));
    }

    #[test]
    fn what_a_draft_cannot_hold_is_refused_by_name() {
        let why = |built: CreateMessage| Draft::<()>::try_from(built).unwrap_err().to_string();
        assert!(why(CreateMessage::new().embed(CreateEmbed::new().title("t"))).contains("`embeds`"));
        assert!(why(CreateMessage::new().tts(true)).contains("`tts`"));
        assert!(why(CreateMessage::new().flags(MessageFlags::SUPPRESS_EMBEDS)).contains("flag"));
    }

    #[test]
    fn ids_and_permissions_cross_both_ways() {
        let channel = id::ChannelId::new(175_928_847_299_117_063);
        assert_eq!(ChannelRef::from(channel).id().map(Into::into), Some(channel));
        let bits = Permissions::BAN_MEMBERS.union(Permissions::from_bits(1 << 63));
        assert_eq!(Permissions::from(serenity::model::Permissions::from(bits)), bits);
    }
}
