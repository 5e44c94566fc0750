use super::{Intent, Permissions, ToolSpec};

/// What a set of tools needs of a bot, and which tool needs what: an invite link and its reasons.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// Each permission, by rising bit, with the tools that name it in a rule.
    pub permissions: Vec<(Permissions, Vec<&'static str>)>,
    /// Each privileged intent, with the tools that see less without it.
    pub intents: Vec<(Intent, Vec<&'static str>)>,
}

impl Needs {
    /// What these tools need.
    pub fn of<'a>(tools: impl IntoIterator<Item = &'a ToolSpec>) -> Self {
        let mut needs = Self::default();
        for tool in tools {
            for bit in tool.scope.bits().iter() {
                note(&mut needs.permissions, bit, tool.name());
            }
            for intent in tool.intents.iter().filter(|intent| intent.is_privileged()) {
                note(&mut needs.intents, *intent, tool.name());
            }
        }
        needs.permissions.sort_by_key(|(bit, _)| bit.bits());
        needs.intents.sort_by_key(|(intent, _)| intent.bit());
        needs
    }

    /// All of the permissions.
    pub fn bits(&self) -> Permissions {
        self.permissions.iter().fold(Permissions::NONE, |all, (bit, _)| all.union(*bit))
    }
}

fn note<T: PartialEq>(list: &mut Vec<(T, Vec<&'static str>)>, what: T, tool: &'static str) {
    match list.iter_mut().find(|(other, _)| *other == what) {
        Some((_, tools)) => tools.push(tool),
        None => list.push((what, vec![tool])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::{Effect, Rule};

    #[test]
    fn each_need_has_its_reasons() {
        let mut send = ToolSpec::new("send", "", Effect::Write);
        send.scope.permissions = &[
            Rule::Always(Permissions::VIEW_CHANNEL),
            Rule::Any(&[Permissions::SEND_MESSAGES_IN_THREADS, Permissions::SEND_MESSAGES]),
        ];
        let mut read = ToolSpec::new("read", "", Effect::Read);
        read.scope.permissions = &[Rule::Always(Permissions::VIEW_CHANNEL)];
        read.intents = &[Intent::MESSAGE_CONTENT, Intent::GUILDS];
        let needs = Needs::of([&send, &read]);
        let permissions = [
            (Permissions::VIEW_CHANNEL, vec!["send", "read"]),
            (Permissions::SEND_MESSAGES, vec!["send"]),
            (Permissions::SEND_MESSAGES_IN_THREADS, vec!["send"]),
        ];
        assert_eq!(needs.permissions, permissions);
        assert_eq!(needs.intents, [(Intent::MESSAGE_CONTENT, vec!["read"])]);
        assert_eq!(needs.bits(), send.scope.bits());
    }
}
