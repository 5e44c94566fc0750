use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{
    Stop,
    resolve::{Target, Targets},
};
use crate::{
    context::Tool,
    discord::Operation,
    tool::{Arguments, Cause, Effect, Question, Refusal, Reply, Untrusted},
};

/// When a person is asked before a tool destroys something. Setting: `DISCORD_CONFIRM`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Confirm {
    /// A person is asked where the client can; where it can't, the tool runs.
    #[default]
    Ask,
    /// A person is asked; where the client can't, the tool doesn't run.
    Require,
    /// Nobody is asked.
    Never,
}

/// Asks a person, if the tool destroys something. This is the only place that asks, before anything is written:
/// in MCP's newer era a question ends the call, and the client calls again with the answer.
pub(super) async fn confirm(
    when: Confirm,
    tool: &Tool,
    arguments: &Arguments,
    targets: &Targets,
    operation: &Operation,
) -> Result<(), Stop> {
    if tool.spec().effect() != Effect::Destroy || when == Confirm::Never {
        return Ok(());
    }
    // Boxed, since it takes room that most calls have no use for.
    match Box::pin(ask(tool, arguments, targets, operation)).await {
        Reply::Accepted(_) => Ok(()),
        Reply::Later => Err(Stop::Suspended),
        Reply::Declined => {
            Err(refusal("the person who was asked said no", "don't try again unless they ask for it"))
        }
        Reply::Dismissed => Err(refusal(
            "the person who was asked closed the question without an answer",
            "ask them in your own words whether they want it",
        )),
        Reply::Nobody if when == Confirm::Ask => Ok(()),
        Reply::Nobody => Err(refusal(
            "this needs a person's agreement, and this client can't ask one",
            "use a client that supports elicitation, or have DISCORD_CONFIRM changed by whoever runs this server",
        )),
    }
}

async fn ask(tool: &Tool, arguments: &Arguments, targets: &Targets, operation: &Operation) -> Reply {
    let question = Question {
        key: "confirm",
        message: message(tool, arguments, targets, operation).await,
        form: Map::from_iter([("type".into(), json!("object")), ("properties".into(), json!({}))]),
        digest: digest(tool.name(), arguments, &targets.0),
    };
    operation.ask(question).await
}

fn refusal(reason: &str, hint: &str) -> Stop {
    Refusal::new(Cause::Person, reason).hint(hint).into()
}

/// What would happen, for a person who sees nothing but this.
async fn message(tool: &Tool, arguments: &Arguments, targets: &Targets, operation: &Operation) -> String {
    let mut message = format!("{} in Discord?", tool.spec().title);
    for (name, value) in arguments.iter().filter(|(_, value)| !value.is_null()) {
        let shown = match value {
            Value::String(text) => Untrusted::new(text).line(200),
            other => Untrusted::new(&other.to_string()).line(200),
        };
        let _ = write!(message, "\n{name}: {shown}");
        let aimed = targets.0.iter().filter(|(argument, _)| argument == name);
        let mut names = Vec::new();
        for (_, target) in aimed {
            names.extend(known_name(*target, targets, operation).await);
        }
        if !names.is_empty() {
            let _ = write!(message, " ({})", names.join(", "));
        }
    }
    message.push_str("\nDiscord can't bring it back.");
    message
}

/// What a target is called, if that is known.
async fn known_name(target: Target, targets: &Targets, operation: &Operation) -> Option<String> {
    let directory = operation.discord().directory();
    let (mark, name) = match target {
        Target::Channel(id) => ('#', directory.known_channel(id).await?.name.clone()?),
        Target::User(id) => ('@', directory.known_username(id).await?),
        Target::Role(id) => {
            let server = directory.known_server(targets.server()?).await?;
            ('@', server.role(id)?.name.clone())
        }
        Target::Server(_) | Target::Message(_) => return None,
    };
    Some(format!("{mark}{}", Untrusted::new(&name).line(100)))
}

/// What an agreement is bound to: the tool, its arguments, and the IDs that they came to.
pub(super) fn digest(tool: &str, arguments: &Arguments, targets: &[(&'static str, Target)]) -> String {
    let mut hash = Sha256::new();
    hash.update(tool.as_bytes());
    hash.update([0]);
    hash.update(canonical(&Value::Object(arguments.clone())).as_bytes());
    for (name, target) in targets {
        hash.update(name.as_bytes());
        hash.update(target.number().to_be_bytes());
    }
    hash.finalize().iter().take(16).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// JSON with sorted keys, whichever map `serde_json` was built with.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(object) => {
            let mut keys: Vec<_> = object.iter().collect();
            keys.sort_by_key(|(key, _)| *key);
            let inner: Vec<_> =
                keys.into_iter().map(|(key, value)| format!("{}:{}", json!(key), canonical(value))).collect();
            format!("{{{}}}", inner.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tool::MessageId;

    #[test]
    fn an_agreement_is_bound_to_the_call_and_to_what_the_names_came_to() {
        let arguments = json!({ "b": 1, "a": [{ "y": 1, "x": 2 }] });
        let same = json!({ "a": [{ "x": 2, "y": 1 }], "b": 1 });
        let (arguments, same) = (arguments.as_object().unwrap(), same.as_object().unwrap());
        let target = |id| [("m", Target::Message(MessageId::new(id).unwrap()))];
        let one = digest("t", arguments, &target(1));
        assert_eq!(one, digest("t", same, &target(1)));
        assert_ne!(one, digest("t", arguments, &target(2)));
        assert_ne!(one, digest("u", arguments, &target(1)));
        assert_ne!(one, digest("t", &Map::new(), &target(1)));
    }
}
