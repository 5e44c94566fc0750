use std::sync::Arc;

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{discord::model::ChannelKind, tool::Cause};

const SERVER: u64 = 100_000_000_000_000_000;
const OWNER: u64 = 100_000_000_000_000_001;
const BOT: u64 = 100_000_000_000_000_002;
const AGENT: u64 = 100_000_000_000_000_003;
const MUTED: u64 = 100_000_000_000_000_004;
const STRANGER: u64 = 100_000_000_000_000_005;
const CHANNEL: u64 = 100_000_000_000_000_006;
const THREAD: u64 = 100_000_000_000_000_007;

const VIEW: u64 = Permissions::VIEW_CHANNEL.bits();
const SEND: u64 = Permissions::SEND_MESSAGES.bits();
const THREADS: u64 = Permissions::SEND_MESSAGES_IN_THREADS.bits();
const HISTORY: u64 = Permissions::READ_MESSAGE_HISTORY.bits();
const EMBED: u64 = Permissions::EMBED_LINKS.bits();
const REACT: u64 = Permissions::ADD_REACTIONS.bits();
const CONNECT: u64 = Permissions::CONNECT.bits();
const ADMIN: u64 = Permissions::ADMINISTRATOR.bits();
const UNNAMED: u64 = 1 << 60;

/// A bot with the roles `Agent` and `Muted` in `#dev`, and what the rules are.
#[derive(Debug, Clone)]
struct Case {
    user: u64,
    everyone: u64,
    agent: u64,
    kind: ChannelKind,
    /// Whom for, whether a role, allowed, denied.
    overwrites: Vec<(u64, bool, u64, u64)>,
    timed_out: bool,
}

impl Case {
    fn new(everyone: u64, agent: u64) -> Self {
        Self { user: BOT, everyone, agent, kind: ChannelKind::TEXT, overwrites: Vec::new(), timed_out: false }
    }

    fn role(mut self, id: u64, allow: u64, deny: u64) -> Self {
        self.overwrites.push((id, true, allow, deny));
        self
    }

    fn member(mut self, id: u64, allow: u64, deny: u64) -> Self {
        self.overwrites.push((id, false, allow, deny));
        self
    }

    fn kind(mut self, kind: ChannelKind) -> Self {
        self.kind = kind;
        self
    }

    fn standing(&self) -> Standing {
        let role = |id: u64, name: &str, bits: u64| json!({ "id": id.to_string(), "name": name, "permissions": bits.to_string() });
        let server = read(
            json!({ "id": SERVER.to_string(), "name": "Home", "owner_id": OWNER.to_string(), "roles": [
            role(SERVER, "@everyone", self.everyone), role(AGENT, "Agent", self.agent), role(MUTED, "Muted", 0),
            role(STRANGER, "Stranger", u64::MAX),
        ] }),
        );
        let overwrites: Vec<Value> = self.overwrites.iter().map(|(id, role, allow, deny)| json!({
            "id": id.to_string(), "type": u8::from(!role), "allow": allow.to_string(), "deny": deny.to_string(),
        })).collect();
        let member = read(json!({
            "roles": [AGENT.to_string(), MUTED.to_string()],
            "communication_disabled_until": self.timed_out.then_some("2030-01-01T00:00:00+00:00"),
        }));
        let thread = self.kind.is_thread();
        let rules: Arc<Channel> = Arc::new(read(json!({
            "id": CHANNEL.to_string(), "type": if thread { 0 } else { self.kind.0 }, "name": "dev",
            "permission_overwrites": overwrites,
        })));
        let target = if thread {
            Arc::new(read(json!({ "id": THREAD.to_string(), "type": self.kind.0, "name": "bugs" })))
        } else {
            Arc::clone(&rules)
        };
        Standing::new(Arc::new(server), UserId::new(self.user).unwrap(), Arc::new(member))
            .in_channel(target, rules)
    }

    fn bits(&self) -> u64 {
        self.standing().effective(now()).unwrap().bits()
    }

    fn why(&self, bit: Permissions) -> String {
        self.standing().explain(bit, now()).map_or_else(|| "allowed".into(), |decision| decision.to_string())
    }
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn now() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

#[test]
fn each_rule_of_discord() {
    let all = u64::MAX;
    let talk = VIEW | SEND | EMBED | REACT;
    let rows: &[(&str, Case, u64)] = &[
        ("roles add up", Case::new(VIEW, SEND), VIEW | SEND),
        ("bits without a name are kept", Case::new(VIEW | UNNAMED, SEND), VIEW | SEND | UNNAMED),
        ("the owner may do everything", Case { user: OWNER, ..Case::new(0, 0).role(SERVER, 0, all) }, all),
        ("an administrator passes every overwrite", Case::new(0, ADMIN).member(BOT, 0, all), all),
        ("an administrator of @everyone too", Case::new(ADMIN, 0).role(SERVER, 0, all), all),
        ("@everyone is denied", Case::new(VIEW | SEND, 0).role(SERVER, 0, SEND), VIEW),
        ("@everyone is allowed", Case::new(VIEW, 0).role(SERVER, SEND, 0), VIEW | SEND),
        ("in one overwrite allow wins", Case::new(VIEW, 0).role(SERVER, SEND, SEND), VIEW | SEND),
        (
            "a role allows what @everyone is denied",
            Case::new(talk, 0).role(SERVER, 0, SEND | EMBED).role(AGENT, SEND, 0),
            talk & !EMBED,
        ),
        (
            "the order of overwrites does not matter",
            Case::new(talk, 0).role(AGENT, SEND, 0).role(SERVER, 0, SEND | EMBED),
            talk & !EMBED,
        ),
        ("a role denies what a role allows", Case::new(VIEW, SEND).role(MUTED, 0, SEND), VIEW),
        ("among roles allow wins", Case::new(VIEW, 0).role(MUTED, 0, SEND).role(AGENT, SEND, 0), VIEW | SEND),
        (
            "a member is denied what roles allow",
            Case::new(VIEW, SEND).role(AGENT, SEND, 0).member(BOT, 0, SEND),
            VIEW,
        ),
        (
            "a member is allowed what roles are denied",
            Case::new(VIEW, 0).role(MUTED, 0, SEND).member(BOT, SEND, 0),
            VIEW | SEND,
        ),
        (
            "overwrites for others do nothing",
            Case::new(VIEW, SEND).role(STRANGER, 0, all).member(STRANGER, 0, all),
            VIEW | SEND,
        ),
        ("unseen means nothing", Case::new(talk, 0).role(SERVER, 0, VIEW), 0),
        ("who can't send can't embed", Case::new(talk, 0).role(SERVER, 0, SEND), VIEW | REACT),
        (
            "a thread has its own permission to send",
            Case::new(talk | THREADS, 0).kind(ChannelKind::PUBLIC_THREAD),
            VIEW | EMBED | REACT | THREADS,
        ),
        ("a thread without it", Case::new(talk, 0).kind(ChannelKind::PUBLIC_THREAD), VIEW | REACT),
        (
            "a thread has its parent's overwrites",
            Case::new(talk | THREADS, 0).role(SERVER, 0, THREADS | SEND).kind(ChannelKind::PRIVATE_THREAD),
            VIEW | REACT,
        ),
        (
            "voice without connecting is only seen",
            Case::new(talk | HISTORY, 0).kind(ChannelKind::VOICE),
            VIEW,
        ),
        ("voice with connecting", Case::new(talk | CONNECT, 0).kind(ChannelKind::STAGE), talk | CONNECT),
        (
            "a timeout leaves looking",
            Case { timed_out: true, ..Case::new(talk | HISTORY, 0) },
            VIEW | HISTORY,
        ),
        ("a timeout gives nothing", Case { timed_out: true, ..Case::new(SEND | HISTORY, 0) }, 0),
        ("administrators can't be timed out", Case { timed_out: true, ..Case::new(ADMIN, 0) }, all),
        ("the owner can't be timed out", Case { timed_out: true, user: OWNER, ..Case::new(0, 0) }, all),
    ];
    for (rule, case, wanted) in rows {
        let found = Permissions::from_bits(case.bits());
        assert_eq!(found, Permissions::from_bits(*wanted), "{rule}: found {found}");
    }
}

#[test]
fn each_decision_is_named() {
    use Permissions as P;
    let talk = VIEW | SEND | EMBED;
    let neither = "none of the bot's roles has it: `Agent`, `Muted`, @everyone";
    let everyone = "an overwrite for @everyone on #dev denies it";
    let unseen = |why: &str| format!("VIEW_CHANNEL is missing, without which nothing works: {why}");
    let rows: Vec<(Case, P, String)> = vec![
        (Case::new(talk, 0), P::SEND_MESSAGES, "allowed".into()),
        (Case::new(VIEW, 0), P::SEND_MESSAGES, neither.into()),
        (Case::new(talk, 0).role(SERVER, 0, SEND), P::SEND_MESSAGES, everyone.into()),
        (Case::new(VIEW, 0).role(SERVER, 0, SEND), P::SEND_MESSAGES, everyone.into()),
        (
            Case::new(talk, 0).role(MUTED, 0, SEND),
            P::SEND_MESSAGES,
            "an overwrite for role `Muted` on #dev denies it".into(),
        ),
        (
            Case::new(talk, 0).role(SERVER, 0, SEND).member(BOT, 0, SEND),
            P::SEND_MESSAGES,
            "an overwrite for the bot itself on #dev denies it".into(),
        ),
        (Case::new(talk, 0).role(SERVER, 0, VIEW), P::SEND_MESSAGES, unseen(everyone)),
        (Case::new(SEND, 0), P::VIEW_CHANNEL, neither.into()),
        (
            Case::new(talk, 0).role(SERVER, 0, SEND),
            P::EMBED_LINKS,
            format!("SEND_MESSAGES is missing, without which it is of no use: {everyone}"),
        ),
        (
            Case::new(talk, 0).kind(ChannelKind::PUBLIC_THREAD),
            P::EMBED_LINKS,
            format!("SEND_MESSAGES_IN_THREADS is missing, without which it is of no use: {neither}"),
        ),
        (
            Case::new(talk, 0).kind(ChannelKind::VOICE),
            P::SEND_MESSAGES,
            format!("CONNECT is missing, without which it is of no use: {neither}"),
        ),
        (
            Case { timed_out: true, ..Case::new(talk, 0) },
            P::SEND_MESSAGES,
            "the bot is timed out until 2030-01-01T00:00:00Z".into(),
        ),
        (Case { timed_out: true, ..Case::new(SEND, 0) }, P::READ_MESSAGE_HISTORY, unseen(neither)),
    ];
    for (case, bit, wanted) in rows {
        assert_eq!(case.why(bit), wanted);
    }
}

#[test]
fn nothing_is_claimed_of_what_is_not_known() {
    let standing = Case::new(VIEW, SEND).standing();
    let channel = |value: Value| Arc::new(read::<Channel>(value));
    let unreadable = channel(json!({ "id": CHANNEL.to_string(), "type": 0, "permission_overwrites": "?" }));
    assert_eq!(standing.clone().in_channel(Arc::clone(&unreadable), unreadable).effective(now()), None);
    let mut server = (*standing.server).clone();
    server.roles.retain(|role| role.name != "Agent");
    let standing = Standing { server: Arc::new(server), ..standing };
    assert_eq!(standing.effective(now()), None, "one of the bot's roles is not in the list");
    assert_eq!(standing.explain(Permissions::SEND_MESSAGES, now()), None);
}

#[test]
fn rules_are_held_against_the_call() {
    const RULES: &[Rule] = &[
        Rule::Always(Permissions::VIEW_CHANNEL),
        Rule::Any(&[Permissions::SEND_MESSAGES, Permissions::SEND_MESSAGES_IN_THREADS]),
        Rule::If(Permissions::ATTACH_FILES, "files"),
    ];
    const CHOICE: &[Rule] = &[Rule::Any(&[Permissions::MANAGE_MESSAGES, Permissions::PIN_MESSAGES])];
    let text: Channel = read(json!({ "id": CHANNEL.to_string(), "type": 0 }));
    let thread: Channel = read(json!({ "id": THREAD.to_string(), "type": 11 }));
    let missing = |rules: &[Rule], given: &[&str], target: Option<&Channel>, bits: u64| -> Vec<String> {
        let found = check(rules, given, target, Permissions::from_bits(bits));
        found.iter().map(|missing| missing.wanted.to_string()).collect()
    };
    assert_eq!(missing(RULES, &[], Some(&text), VIEW | SEND), [""; 0]);
    assert_eq!(missing(RULES, &[], Some(&text), VIEW | THREADS), ["SEND_MESSAGES"]);
    assert_eq!(missing(RULES, &[], Some(&thread), VIEW | SEND), ["SEND_MESSAGES_IN_THREADS"]);
    assert_eq!(missing(RULES, &[], Some(&thread), VIEW | THREADS), [""; 0]);
    assert_eq!(missing(RULES, &[], None, VIEW | THREADS), [""; 0]);
    assert_eq!(missing(RULES, &["files"], Some(&text), SEND), ["VIEW_CHANNEL", "ATTACH_FILES"]);
    assert_eq!(missing(CHOICE, &[], Some(&text), Permissions::PIN_MESSAGES.bits()), [""; 0]);
    assert_eq!(missing(CHOICE, &[], Some(&text), VIEW), ["MANAGE_MESSAGES, PIN_MESSAGES"]);
}

#[test]
fn a_refusal_says_what_where_why_and_what_to_do() {
    let missing = [Missing { wanted: Permissions::SEND_MESSAGES }];
    let link = invite_link(UserId::new(BOT).unwrap(), Permissions::SEND_MESSAGES);
    let role = refusal(&missing, &Case::new(VIEW, 0).standing(), now(), &link);
    insta::assert_snapshot!(role, @r#"
        the bot lacks SEND_MESSAGES in #dev (100000000000000006): none of the bot's roles has it: `Agent`, `Muted`, @everyone
        hint: a person who manages the server can give `SEND_MESSAGES` to one of the bot's roles, or open this link, which asks for it: https://discord.com/oauth2/authorize?client_id=100000000000000002&scope=bot+applications.commands&permissions=2048
    "#);
    let overwrite = refusal(&missing, &Case::new(VIEW, SEND).role(SERVER, 0, SEND).standing(), now(), &link);
    insta::assert_snapshot!(overwrite, @r#"
        the bot lacks SEND_MESSAGES in #dev (100000000000000006): an overwrite for @everyone on #dev denies it
        hint: a person who manages #dev can allow `SEND_MESSAGES` to the bot in its permissions; inviting the bot again would not change that. The link that asks for it in the server: https://discord.com/oauth2/authorize?client_id=100000000000000002&scope=bot+applications.commands&permissions=2048
    "#);
    assert_eq!((role.cause, overwrite.cause), (Cause::Permission, Cause::Permission));
}

fn any_case() -> impl Strategy<Value = Case> {
    let overwrites = prop::collection::vec(
        (prop::sample::select(vec![SERVER, AGENT, MUTED, STRANGER, BOT]), any::<u64>(), any::<u64>()),
        0..6,
    );
    let kinds =
        prop::sample::select(vec![ChannelKind::TEXT, ChannelKind::VOICE, ChannelKind::PRIVATE_THREAD]);
    let bits = (any::<u64>(), any::<u64>()).prop_map(|(everyone, agent)| (everyone & !ADMIN, agent & !ADMIN));
    (bits, overwrites, kinds, any::<bool>()).prop_map(|((everyone, agent), overwrites, kind, timed_out)| {
        Case {
            overwrites: overwrites
                .into_iter()
                .map(|(id, allow, deny)| (id, id != BOT, allow, deny))
                .collect(),
            kind,
            timed_out,
            ..Case::new(everyone, agent)
        }
    })
}

proptest! {
    #[test]
    fn allowing_more_takes_nothing_away(case in any_case(), at in any::<prop::sample::Index>(), more: u64) {
        let before = case.bits();
        let mut after = case;
        if !after.overwrites.is_empty() {
            let at = at.index(after.overwrites.len());
            after.overwrites[at].2 |= more;
        }
        prop_assert_eq!(before & !after.bits(), 0);
    }

    #[test]
    fn what_is_missing_is_explained_and_nothing_else(case in any_case(), bit in 0..64u32) {
        let bit = Permissions::from_bits(1 << bit);
        let has = Permissions::from_bits(case.bits()).contains(bit);
        let explained = case.standing().explain(bit, now());
        let in_its_place = case.kind.is_thread() && bit == Permissions::SEND_MESSAGES;
        prop_assert!(has != explained.is_some() || in_its_place, "{:?}", explained);
    }

    #[test]
    fn what_is_decided_agrees_with_what_is_allowed(case in any_case(), bit in 0..64u32) {
        let bit = Permissions::from_bits(1 << bit);
        let has = Permissions::from_bits(case.bits()).contains(bit);
        let verdict = case.standing().verdict(bit, now());
        match &verdict {
            Some(Verdict::Allowed(source)) => prop_assert!(has && !source.to_string().starts_with("roles  ")),
            Some(Verdict::Denied(_)) => prop_assert!(!has),
            None => prop_assert!(false, "not decided"),
        }
    }
}

#[test]
fn what_is_there_says_what_gives_it() {
    use Permissions as P;
    let rows: Vec<(Case, P, &str)> = vec![
        (Case { user: OWNER, ..Case::new(0, 0) }, P::BAN_MEMBERS, "who owns the server may do everything"),
        (Case::new(0, ADMIN), P::BAN_MEMBERS, "role `Agent` has ADMINISTRATOR, and so everything"),
        (Case::new(VIEW, VIEW), P::VIEW_CHANNEL, "roles `Agent`, `@everyone` have it"),
        (
            Case::new(VIEW | SEND, 0).role(SERVER, 0, SEND).role(MUTED, SEND, 0),
            P::SEND_MESSAGES,
            "an overwrite for role `Muted` on #dev allows it",
        ),
        (
            Case::new(VIEW, SEND).role(SERVER, 0, VIEW).member(BOT, VIEW, 0),
            P::VIEW_CHANNEL,
            "an overwrite for the bot itself on #dev allows it",
        ),
    ];
    for (case, bit, wanted) in rows {
        let verdict = case.standing().verdict(bit, now());
        let Some(Verdict::Allowed(source)) = verdict else { panic!("{wanted}: {verdict:?}") };
        assert_eq!(source.to_string(), wanted);
    }
}

#[test]
fn the_hierarchy_claims_nothing_of_roles_that_it_does_not_know() {
    let standing = Case::new(VIEW, SEND).standing();
    let ranked = |position: i64, id: u64| -> crate::discord::model::Role {
        read(json!({ "id": id.to_string(), "name": "r", "permissions": "0", "position": position }))
    };
    let mut server = (*standing.server).clone();
    for role in &mut server.roles {
        role.position = i64::from(role.id.get() != SERVER) * 5;
    }
    let (higher, lower) = (ranked(5, AGENT - 1), ranked(5, STRANGER + 50));
    server.roles.extend([higher.clone(), lower.clone()]);
    let standing = Standing { server: Arc::new(server.clone()), ..standing };
    assert!(standing.stopped_at_role(higher.id).is_some(), "of equals the lower ID is higher");
    assert!(standing.stopped_at_role(lower.id).is_none());
    let member = |roles: &[u64]| -> Member {
        read(json!({ "roles": roles.iter().map(ToString::to_string).collect::<Vec<_>>() }))
    };
    let user = UserId::new(STRANGER).unwrap();
    assert!(standing.stopped_at_member(user, &member(&[higher.id.get()]), false).is_some());
    assert!(standing.stopped_at_member(user, &member(&[]), false).is_none());
    assert!(
        standing.stopped_at_member(user, &member(&[STRANGER + 99]), false).is_none(),
        "a role that isn't known"
    );
    server.roles.retain(|role| role.name != "Agent");
    let standing = Standing { server: Arc::new(server), ..standing };
    assert!(standing.stopped_at_role(higher.id).is_none(), "a role of the bot isn't known");
}
