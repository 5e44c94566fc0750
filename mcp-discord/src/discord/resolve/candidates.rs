use std::fmt::{self, Display, Write as _};

use super::fold;
use crate::{
    discord::{
        directory::Channels,
        model::{Channel, Member, Role, Server},
    },
    tool::{Cause, Refusal, ServerId, Untrusted},
};

/// How many candidates a refusal lists.
const LISTED: usize = 10;
/// How many similar names a refusal lists.
const SIMILAR: usize = 5;
/// How similar a name has to be to be listed, from 0 to 1.
const LIKENESS: f64 = 0.75;
/// How similar a name has to be to be taken for a slip of the pen.
const NEAR: f64 = 0.9;
/// The longest name in Discord. What is longer is like none.
pub(super) const LONGEST_NAME: usize = 100;

/// A server as a refusal shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ServerLine {
    pub(super) id: ServerId,
    name: String,
}

impl From<&Server> for ServerLine {
    fn from(server: &Server) -> Self {
        Self { id: server.id, name: line(&server.name) }
    }
}

impl Display for ServerLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (ID {})", self.name, self.id)
    }
}

/// Text from Discord on one line, with nothing in it that hides or pretends.
pub(super) fn line(text: &str) -> String {
    Untrusted::new(text).line(LONGEST_NAME)
}

/// `#name (category, ID, server)`.
pub(super) fn channel(channel: &Channel, among: &Channels, server: &str) -> String {
    let name = line(channel.name.as_deref().unwrap_or_default());
    let parent = among.parent(channel).and_then(|parent| parent.name.as_deref()).map(line);
    let place = match (channel.kind.is_thread(), parent) {
        (true, Some(parent)) => format!("thread in #{parent}"),
        (true, None) => "thread".to_owned(),
        (false, Some(parent)) => parent,
        (false, None) => match channel.kind.name() {
            Some("category") => "a category".to_owned(),
            _ => "no category".to_owned(),
        },
    };
    format!("#{name} ({place}, ID {}, {server})", channel.id)
}

/// `@name (ID)`.
pub(super) fn role(role: &Role) -> String {
    format!("@{} (ID {})", line(role.name.trim_start_matches('@')), role.id)
}

/// `name (nickname, ID)`.
pub(super) fn member(member: &Member) -> Option<String> {
    let user = member.user.as_ref()?;
    let shown = member.display_name().filter(|name| *name != user.username).map(line);
    let shown = shown.map(|name| format!("{name}, ")).unwrap_or_default();
    Some(format!("@{} ({shown}ID {})", line(&user.username), user.id))
}

/// Several things have the name.
pub(super) fn several(what: &str, name: &str, candidates: &[String]) -> Refusal {
    let mut reason = format!("{} {what} are called that: {}", candidates.len(), line(name));
    list(&mut reason, candidates);
    Refusal::new(Cause::Name, reason).hint("call again with the ID of the one you mean")
}

/// Nothing has the name.
pub(super) fn none(what: &str, name: &str, similar: &[String], how_to_list: &str) -> Refusal {
    let mut reason = format!("no {what} is called that: {}", line(name));
    if similar.is_empty() {
        return Refusal::new(Cause::Name, reason).hint(how_to_list);
    }
    reason.push_str("\nsimilar names:");
    list(&mut reason, similar);
    Refusal::new(Cause::Name, reason).hint(format!("call again with one of these IDs, or {how_to_list}"))
}

/// Adds lines, up to ten, and says how many more there are.
pub(super) fn list(reason: &mut String, lines: &[String]) {
    for line in lines.iter().take(LISTED) {
        let _ = write!(reason, "\n- {line}");
    }
    if lines.len() > LISTED {
        let _ = write!(reason, "\n… and {} more", lines.len() - LISTED);
    }
}

/// The things whose names are most like `name`, the nearest first. Each comes with its folded name.
pub(super) fn nearest<'a, T>(name: &str, all: impl Iterator<Item = (&'a str, T)>) -> Vec<T> {
    let name = fold(name);
    if name.chars().count() > LONGEST_NAME {
        return Vec::new();
    }
    let mut scored: Vec<(f64, T)> = all
        .map(|(folded, thing)| (likeness(&name, folded), thing))
        .filter(|(likeness, _)| *likeness >= LIKENESS)
        .collect();
    scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    scored.into_iter().take(SIMILAR).map(|(_, thing)| thing).collect()
}

/// Whether a name is so like another that it was probably meant.
pub(super) fn is_near(name: &str, other: Option<&str>) -> bool {
    other.is_some_and(|other| likeness(&fold(name), &fold(other)) >= NEAR)
}

/// A name inside another is as good as a typing error.
fn likeness(name: &str, other: &str) -> f64 {
    let inside = name.len() >= 3 && other.contains(name) || other.len() >= 3 && name.contains(other);
    let likeness = strsim::jaro_winkler(name, other);
    if inside { likeness.max(0.9) } else { likeness }
}
