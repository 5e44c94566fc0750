//! Whom a text [mentions](https://docs.discord.com/developers/reference#message-formatting), and whom it may ping.

use super::Snowflake;

/// Which of the users or roles that a text mentions are pinged.
#[derive(Clone, Debug)]
pub(super) enum Pings {
    All,
    Only(Vec<Snowflake>),
}

impl Pings {
    pub(super) fn allows(&self, id: Snowflake) -> bool {
        match self {
            Self::All => true,
            Self::Only(listed) => listed.contains(&id),
        }
    }
}

/// The [allowed mentions](https://docs.discord.com/developers/resources/message#allowed-mentions-object) of a request.
#[derive(Clone, Debug)]
pub(super) struct AllowedMentions {
    pub(super) users: Pings,
    pub(super) roles: Pings,
    pub(super) everyone: bool,
    pub(super) replied_user: bool,
}

impl Default for AllowedMentions {
    /// What Discord allows when a request says nothing: everything.
    fn default() -> Self {
        Self { users: Pings::All, roles: Pings::All, everyone: true, replied_user: true }
    }
}

/// The users that a text mentions, each once.
pub(super) fn users_in(content: &str) -> Vec<Snowflake> {
    ids_after(content, "<@")
}

/// The roles that a text mentions, each once.
pub(super) fn roles_in(content: &str) -> Vec<Snowflake> {
    ids_after(content, "<@&")
}

/// Whether a text says @everyone or @here.
pub(super) fn everyone_in(content: &str) -> bool {
    content.contains("@everyone") || content.contains("@here")
}

fn ids_after(content: &str, opening: &str) -> Vec<Snowflake> {
    let mut found = Vec::new();
    for (start, _) in content.match_indices(opening) {
        let rest = &content[start + opening.len()..];
        // `<@!id>` is how older clients write a member with a nickname.
        let rest = rest.strip_prefix('!').unwrap_or(rest);
        if let Some(id) = rest.split_once('>').and_then(|(id, _)| id.parse().ok())
            && !found.contains(&id)
        {
            found.push(id);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_each_mention_once() {
        let text = "<@1> <@!2> <@1> <@&3> <#4> <@x> @here";
        assert_eq!(users_in(text), [Snowflake(1), Snowflake(2)]);
        assert_eq!(roles_in(text), [Snowflake(3)]);
        assert!(everyone_in(text));
        assert!(!everyone_in("nobody@everywhere"));
    }
}
