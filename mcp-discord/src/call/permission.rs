use super::{Stop, resolve::Targets};
use crate::{
    discord::{Lacking, Operation},
    tool::{Effect, Outcome, Rule, ToolSpec},
};

/// Discord's "missing access" and "missing permissions".
///
/// Source: <https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes>
const MISSING: [u32; 2] = [50_001, 50_013];

/// Refuses a call for which the bot is known to lack a permission. Nothing is fetched for it, except before something
/// is destroyed: a person shouldn't be asked for what can't be done.
pub(super) async fn check(
    spec: &ToolSpec,
    targets: &Targets,
    given: &[&'static str],
    operation: &Operation,
) -> Result<(), Stop> {
    if spec.scope.permissions.is_empty() {
        return Ok(());
    }
    let lacking = lacking(spec.scope.permissions, targets, given, operation);
    let seen = if spec.effect() == Effect::Destroy { lacking.look().await? } else { lacking.known().await };
    if seen.is_none() {
        return Ok(());
    }
    // What is known may be some minutes old, and somebody may have mended it since.
    match lacking.look_afresh().await? {
        Some(refusal) => Err(refusal.into()),
        None => Ok(()),
    }
}

/// Explains what Discord only refused: which permission is missing, and which role or overwrite decides it.
pub(super) async fn explained(
    outcome: Outcome,
    spec: &ToolSpec,
    targets: &Targets,
    given: &[&'static str],
    operation: &Operation,
) -> Outcome {
    let Outcome::Refused(refused) = &outcome else { return outcome };
    let Some(code) = refused.discord_code.filter(|code| MISSING.contains(code)) else { return outcome };
    let rules: Vec<Rule> = spec.scope.permissions.iter().map(|rule| rule.told()).collect();
    match lacking(&rules, targets, given, operation).look_afresh().await {
        Ok(Some(refusal)) => Outcome::Refused(refusal.discord_code(code)),
        // The directory may not see what Discord sees, and then Discord's own words are all there is.
        Ok(None) | Err(_) => outcome,
    }
}

fn lacking<'a>(
    rules: &'a [Rule],
    targets: &Targets,
    given: &'a [&'static str],
    operation: &'a Operation,
) -> Lacking<'a> {
    Lacking { rules, given, channel: targets.channel(), server: targets.server(), operation }
}
