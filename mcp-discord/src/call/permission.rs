use jiff::Timestamp;

use super::{Stop, resolve::Targets};
use crate::{
    discord::{Operation, check_permissions, invite_link, permission_refusal},
    tool::{Effect, Outcome, Refusal, Rule, ToolResult, ToolSpec},
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
    let rules = spec.scope.permissions;
    let destroys = spec.effect() == Effect::Destroy;
    if missing(rules, targets, given, operation, destroys).await?.is_none() {
        return Ok(());
    }
    // What is known may be some minutes old, and somebody may have mended it since.
    forget(targets, operation).await;
    match missing(rules, targets, given, operation, true).await? {
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
    // What only Discord could tell, it has told.
    let rules: Vec<Rule> = spec
        .scope
        .permissions
        .iter()
        .map(|rule| match rule {
            Rule::Maybe(bits) => Rule::Always(*bits),
            other => *other,
        })
        .collect();
    forget(targets, operation).await;
    match missing(&rules, targets, given, operation, true).await {
        Ok(Some(refusal)) => Outcome::Refused(refusal.discord_code(code)),
        // The directory may not see what Discord sees, and then Discord's own words are all there is.
        Ok(None) | Err(_) => outcome,
    }
}

/// What is known may be what was wrong.
async fn forget(targets: &Targets, operation: &Operation) {
    let directory = operation.discord().directory();
    if let Some(channel) = targets.channel() {
        directory.forget_standing(channel).await;
    }
    if let Some(server) = targets.server() {
        directory.forget_server(server).await;
    }
}

async fn missing(
    rules: &[Rule],
    targets: &Targets,
    given: &[&'static str],
    operation: &Operation,
    fetch: bool,
) -> ToolResult<Option<Refusal>> {
    let (directory, deadline) = (operation.discord().directory(), operation.deadline());
    let standing = match (targets.channel(), targets.server(), fetch) {
        (Some(channel), _, true) => directory.standing(channel, deadline).await?,
        (Some(channel), _, false) => directory.known_standing(channel).await,
        (None, Some(server), true) => Some(directory.server_standing(server, deadline).await?),
        (None, Some(server), false) => directory.known_server_standing(server).await,
        (None, None, _) => None,
    };
    let now = Timestamp::now();
    let Some(standing) = standing else { return Ok(None) };
    let Some(effective) = standing.effective(now) else { return Ok(None) };
    let missing = check_permissions(rules, given, standing.channel(), effective);
    if missing.is_empty() {
        return Ok(None);
    }
    let invite = match directory.known_me().await {
        Some(me) => invite_link(me.id, Rule::union(rules)),
        None => "ask whoever manages the server to invite the bot again".into(),
    };
    Ok(Some(permission_refusal(&missing, &standing, now, &invite)))
}
