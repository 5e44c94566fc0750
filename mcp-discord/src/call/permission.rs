use super::{
    Stop,
    resolve::{Target, Targets},
};
use crate::{
    discord::{Aim, Lacking, Operation, stopped, two_factor},
    tool::{Effect, Outcome, Permissions, Refusal, Rule, ServerId, ToolError, ToolSpec, UserId},
};

/// Discord's "missing access".
///
/// Source: <https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes>
const MISSING_ACCESS: u32 = 50_001;
/// Discord's "missing permissions", said too where the role hierarchy forbids it.
const MISSING_PERMISSIONS: u32 = 50_013;
/// Discord's "unknown member".
const UNKNOWN_MEMBER: Option<u32> = Some(10_007);
/// Discord's "two factor is required for this operation".
const TWO_FACTOR: u32 = 60_003;

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
    let destroys = spec.effect() == Effect::Destroy;
    let lacking = lacking(spec.scope.permissions, targets, given, operation);
    if !destroys && lacking.known().await.is_none() {
        return Ok(());
    }
    // Most calls are over here: boxed, the rest takes no room in them.
    Box::pin(look(&lacking, destroys, spec, targets)).await
}

async fn look(lacking: &Lacking<'_>, destroys: bool, spec: &ToolSpec, targets: &Targets) -> Result<(), Stop> {
    // What is known may be some minutes old, and somebody may have mended it since.
    if (!destroys || lacking.look().await?.is_some())
        && let Some(refusal) = lacking.look_afresh().await?
    {
        return Err(refusal.into());
    }
    let operation = lacking.operation;
    if !destroys || too_high(spec, targets, operation).await.is_none() {
        return Ok(());
    }
    lacking.forget().await;
    match too_high(spec, targets, operation).await {
        Some(refusal) => Err(refusal.into()),
        None => Ok(()),
    }
}

/// Explains what Discord only refused: which permission is missing, and which role or overwrite decides it; or that
/// what the call aims at stands too high.
pub(super) async fn explained(
    outcome: Outcome,
    spec: &ToolSpec,
    targets: &Targets,
    given: &[&'static str],
    operation: &Operation,
) -> Outcome {
    let Outcome::Refused(refused) = &outcome else { return outcome };
    let explanation = match refused.discord_code {
        Some(TWO_FACTOR) => Some(two_factor(spec.scope.bits())),
        Some(MISSING_ACCESS | MISSING_PERMISSIONS) => Box::pin(why(spec, targets, given, operation)).await,
        _ => None,
    };
    // The directory may not see what Discord sees, and then Discord's own words are all there is.
    let Some(mut explanation) = explanation else { return outcome };
    explanation.discord_code = refused.discord_code;
    if operation.writes_done() > 0 {
        // What was done before stays said.
        explanation.reason = format!("{}\n{}", refused.reason, explanation.reason);
        let hints: Vec<_> = [explanation.hint, refused.hint.clone()].into_iter().flatten().collect();
        explanation.hint = Some(hints.join("; ")).filter(|hints| !hints.is_empty());
    }
    Outcome::Refused(explanation)
}

async fn why(
    spec: &ToolSpec,
    targets: &Targets,
    given: &[&'static str],
    operation: &Operation,
) -> Option<Refusal> {
    let lacks = lacking(spec.scope.permissions, targets, given, operation).look_afresh().await;
    if let Ok(Some(refusal)) = lacks {
        return Some(refusal);
    }
    let me = operation.discord().directory().known_me().await.map(|me| me.id);
    let on_itself = aimed_users(targets).any(|user| Some(user) == me);
    let renames_itself = on_itself && spec.scope.bits().contains(Permissions::CHANGE_NICKNAME);
    if !renames_itself && let Some(refusal) = too_high(spec, targets, operation).await {
        return Some(refusal);
    }
    // What only Discord could tell, it has told.
    let told = |bits: Permissions| match bits {
        // The bot's own nickname takes another permission than everybody else's.
        Permissions::CHANGE_NICKNAME => on_itself,
        Permissions::MANAGE_NICKNAMES => !on_itself,
        _ => true,
    };
    let rules: Vec<Rule> = spec
        .scope
        .permissions
        .iter()
        .filter_map(|rule| match rule {
            Rule::Maybe(bits) => told(*bits).then_some(Rule::Always(*bits)),
            other => Some(*other),
        })
        .collect();
    lacking(&rules, targets, given, operation).look().await.ok().flatten()
}

/// Why what the call aims at stands too high for the bot, or isn't there, as far as that can be looked up.
async fn too_high(spec: &ToolSpec, targets: &Targets, operation: &Operation) -> Option<Refusal> {
    let (server, aim) = aim(spec, targets)?;
    match stopped(aim, server, operation).await {
        Ok(refusal) => refusal,
        // Only a member can be kicked; who is banned need not be one.
        Err(ToolError::Refused(refusal))
            if refusal.discord_code == UNKNOWN_MEMBER
                && spec.scope.bits().contains(Permissions::KICK_MEMBERS) =>
        {
            Some(refusal)
        }
        // What can't be looked up proves nothing.
        Err(error) => {
            tracing::debug!(%error, "the role hierarchy can't be looked up");
            None
        }
    }
}

/// The role or the member that the role hierarchy protects from the call: one that the server is asked to change.
/// In a channel, overwrites for roles and members are no matter of the hierarchy.
fn aim(spec: &ToolSpec, targets: &Targets) -> Option<(ServerId, Aim)> {
    const ON_MEMBERS: Permissions =
        Permissions::KICK_MEMBERS.union(Permissions::BAN_MEMBERS).union(Permissions::MANAGE_NICKNAMES);
    if spec.effect() == Effect::Read || targets.channel().is_some() {
        return None;
    }
    let (server, bits) = (targets.server()?, spec.scope.bits());
    if bits.contains(Permissions::MANAGE_ROLES) {
        let role = targets.0.iter().find_map(|(_, target)| match target {
            Target::Role(role) => Some(*role),
            _ => None,
        });
        return role.map(|role| (server, Aim::Role(role)));
    }
    let mut users = aimed_users(targets);
    // Of several, Discord acts on those that it can.
    let (Some(user), None) = (users.next(), users.next()) else { return None };
    if bits.contains(Permissions::MODERATE_MEMBERS) {
        Some((server, Aim::Timeout(user)))
    } else if !bits.intersection(ON_MEMBERS).is_empty() {
        Some((server, Aim::Member(user)))
    } else {
        None
    }
}

fn aimed_users(targets: &Targets) -> impl Iterator<Item = UserId> {
    targets.0.iter().filter_map(|(_, target)| match target {
        Target::User(user) => Some(*user),
        _ => None,
    })
}

fn lacking<'a>(
    rules: &'a [Rule],
    targets: &Targets,
    given: &'a [&'static str],
    operation: &'a Operation,
) -> Lacking<'a> {
    Lacking { rules, given, channel: targets.channel(), server: targets.server(), operation }
}
