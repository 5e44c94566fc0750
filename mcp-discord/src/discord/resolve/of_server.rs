//! What a server has beside channels: roles, emoji, members.

use super::{
    candidates::{LONGEST_NAME, line, member, nearest, none, role, several},
    find::Finder,
    fold,
};
use crate::{
    discord::model::{Member, Role},
    tool::{EmojiRef, RoleId, ServerId, ToolError, UserId},
};

const HOW_TO_LIST_ROLES: &str = "list the roles of the server to see all of them";
const HOW_TO_LIST_EMOJI: &str = "use a standard emoji, or write a custom one as <:name:ID>";
const HOW_TO_LIST_MEMBERS: &str = "list the members of the server, or search them by the start of their name";

impl Finder<'_> {
    /// The one role of that name.
    pub(super) async fn role(&self, server: ServerId, name: &str) -> Result<(RoleId, String), ToolError> {
        self.reach.check_server(server)?;
        let server = self.directory.server(server, self.deadline).await?;
        let (bare, folded) = (name.trim_start_matches('@'), fold(name));
        let exact = |other: &&Role| other.name.trim_start_matches('@') == bare;
        let mut found: Vec<&Role> = server.roles.iter().filter(exact).collect();
        if found.is_empty() {
            found = server.roles.iter().filter(|other| fold(&other.name) == folded).collect();
        }
        let described = |roles: &[&Role]| roles.iter().map(|found| role(found)).collect::<Vec<_>>();
        match found[..] {
            [one] => Ok((one.id, role(one))),
            [] => {
                let names: Vec<_> = server.roles.iter().map(|role| (fold(&role.name), role)).collect();
                let similar = nearest(name, names.iter().map(|(folded, role)| (folded.as_str(), *role)));
                Err(none("role", name, &described(&similar), HOW_TO_LIST_ROLES).into())
            }
            _ => Err(several("roles", name, &described(&found)).into()),
        }
    }

    /// The custom emoji of that name.
    pub(super) async fn emoji(&self, server: ServerId, name: &str) -> Result<EmojiRef, ToolError> {
        self.reach.check_server(server)?;
        let server = self.directory.server(server, self.deadline).await?;
        let custom: Vec<_> = server
            .emojis
            .iter()
            .filter_map(|emoji| Some((emoji.id?, emoji.name.as_deref()?)))
            .map(|(id, name)| (name, EmojiRef::Custom { name: name.into(), id }))
            .collect();
        let named = |exact: bool| {
            custom
                .iter()
                .filter(move |(other, _)| *other == name || !exact && other.eq_ignore_ascii_case(name))
        };
        let exact: Vec<_> = named(true).collect();
        let found = if exact.is_empty() { named(false).collect() } else { exact };
        let shown = |found: Vec<&EmojiRef>| -> Vec<String> {
            found.into_iter().map(|emoji| line(&emoji.to_string())).collect()
        };
        match found[..] {
            [(_, emoji)] => Ok(emoji.clone()),
            [] => {
                let folded: Vec<_> = custom.iter().map(|(name, emoji)| (fold(name), emoji)).collect();
                let similar = nearest(name, folded.iter().map(|(folded, emoji)| (folded.as_str(), *emoji)));
                Err(none("emoji", name, &shown(similar), HOW_TO_LIST_EMOJI).into())
            }
            _ => {
                let found = found.into_iter().map(|(_, emoji)| emoji).collect();
                Err(several("emoji", name, &shown(found)).into())
            }
        }
    }

    /// The one member of that username, display name or nickname.
    pub(super) async fn member(&self, server: ServerId, name: &str) -> Result<(UserId, String), ToolError> {
        self.reach.check_server(server)?;
        // Nobody has a longer one, and Discord takes none to search for.
        if name.chars().count() > LONGEST_NAME {
            return Err(none("member", name, &[], HOW_TO_LIST_MEMBERS).into());
        }
        let members = self.directory.search_members(server, name, self.deadline).await?;
        let folded = fold(name);
        let exact = |member: &&Member| names_of(member).any(|given| given == name);
        let alike = |member: &&Member| names_of(member).any(|given| fold(given) == folded);
        let mut found: Vec<&Member> = members.iter().filter(exact).collect();
        if found.is_empty() {
            found = members.iter().filter(alike).collect();
        }
        let described =
            |members: &[&Member]| members.iter().filter_map(|found| member(found)).collect::<Vec<_>>();
        match found[..] {
            [one] => match (&one.user, member(one)) {
                (Some(user), Some(described)) => Ok((user.id, described)),
                _ => Err(ToolError::Fault("Discord gave a member without a user".into())),
            },
            [] => {
                let similar: Vec<&Member> = members.iter().collect();
                Err(none("member", name, &described(&similar), HOW_TO_LIST_MEMBERS).into())
            }
            _ => Err(several("members", name, &described(&found)).into()),
        }
    }
}

/// The names that a member goes by.
fn names_of(member: &Member) -> impl Iterator<Item = &str> {
    let user = member.user.as_ref();
    let username = user.map(|user| user.username.as_str());
    [username, user.and_then(|user| user.global_name.as_deref()), member.nick.as_deref()]
        .into_iter()
        .flatten()
}
