use std::{fmt::Write as _, time::Duration};

use super::{Exit, Failure, Running, print};
use crate::{
    discord::invite_link,
    redact::without_secrets,
    tool::{Effect, Needs, Scope, ScopeKind, ScopeSpec},
};

/// How long Discord has to say which application it is: somebody waits at a terminal.
const PATIENCE: Duration = Duration::from_secs(8);

/// Asks which application the bot is.
#[derive(Debug)]
enum Asks {}

impl Scope for Asks {
    const SCOPE: ScopeSpec = ScopeSpec {
        state: &[],
        kind: ScopeKind::Job,
        name: "invite",
        effect: Effect::Read,
        permissions: &[],
        unscoped: false,
    };
}

#[allow(clippy::print_stdout, reason = "this is what the command is for")]
pub(super) async fn run(running: &Running) -> Result<Exit, Failure> {
    let place = running.sandbox().await?;
    let (token, api_base) = running.way(place.as_ref())?;
    let policy = running.program.policy(&running.settings)?;
    let discord = running.discord(&token, api_base)?;
    let needs = Needs::of(running.program.offered(&policy));
    let asked = discord.context_within::<Asks>(PATIENCE).account().application().await;
    let (application, from) = match (&asked, token.application()) {
        (Ok(application), _) => (application.id, "as Discord says".to_owned()),
        (Err(error), Some(application)) => {
            let why = error.to_string();
            let why = why.lines().next().unwrap_or_default();
            (
                application,
                format!("as the first part of the token says, since Discord could not be asked: {why}"),
            )
        }
        (Err(error), None) => return Err(Failure::new(error.to_string())),
    };
    let mut text = format!("{}\n\n", invite_link(application, needs.bits()));
    let _ = writeln!(text, "application: {application}, {from}\npermissions: {}", needs.bits().bits());
    for (bit, tools) in &needs.permissions {
        let _ = writeln!(text, "  {bit}: {}", tools.join(", "));
    }
    if !needs.intents.is_empty() {
        let _ = writeln!(
            text,
            "intents, to be switched on in the Developer Portal (Bot, Privileged Gateway Intents):"
        );
    }
    for (intent, tools) in &needs.intents {
        let on = match asked.as_ref().ok().and_then(|application| application.has_intent(*intent)) {
            Some(true) => " (is on)",
            Some(false) => " (is off)",
            None => "",
        };
        let _ = writeln!(text, "  {}{on}: {}", intent.title(), tools.join(", "));
    }
    print(&without_secrets(&text))?;
    Ok(Exit::Done)
}
