//! Which route a path leads to.

use axum::http::Method;
use percent_encoding::percent_decode_str;

use super::{
    call::{Call, Outcome},
    errors::{METHOD_NOT_ALLOWED, NO_SUCH_ROUTE, Refusal},
    world::World,
};

/// What carries out a request.
pub(super) type Handler = fn(&mut World, &Call) -> Outcome;

/// One of Discord's operations, as the sandbox has it.
#[derive(Debug)]
pub struct Route {
    /// The method.
    pub method: Method,
    /// The path after `/api/v10`, with `{name}` for what changes.
    pub path: &'static str,
    /// The `operationId` in Discord's [OpenAPI document](https://github.com/discord/discord-api-spec).
    pub operation: &'static str,
    pub(super) handler: Handler,
}

macro_rules! methods {
    ($($function:ident = $method:ident),*) => {
        impl Route {
            $(pub(super) const fn $function(
                path: &'static str,
                operation: &'static str,
                handler: Handler,
            ) -> Self {
                Self { method: Method::$method, path, operation, handler }
            })*
        }
    };
}

methods! { get = GET, post = POST, put = PUT, patch = PATCH, delete = DELETE }

/// A route, and the parts of the path that it names.
#[derive(Debug)]
pub(super) struct Match {
    pub(super) route: &'static Route,
    pub(super) path: Vec<(&'static str, String)>,
}

impl Match {
    /// What a rate-limit bucket is divided by: the channel, server or webhook.
    pub(super) fn major(&self) -> &str {
        let first = self.path.first().filter(|(name, _)| matches!(*name, "channel_id" | "guild_id"));
        first.map_or("", |(_, value)| value)
    }
}

/// Finds the route of a path; among several, the one with the most literal parts.
pub(super) fn find(
    routes: impl Iterator<Item = &'static Route>,
    method: &Method,
    path: &str,
) -> Result<Match, Refusal> {
    let mut best: Option<(usize, &'static Route)> = None;
    let mut path_is_known = false;
    for route in routes {
        let Some(literals) = literals(route.path, path) else { continue };
        path_is_known = true;
        if route.method == *method && best.is_none_or(|(most, _)| literals > most) {
            best = Some((literals, route));
        }
    }
    match best {
        Some((_, route)) => Ok(Match { route, path: values(route.path, path) }),
        None if path_is_known => Err(METHOD_NOT_ALLOWED),
        None => Err(NO_SUCH_ROUTE),
    }
}

/// The name of a part that changes.
fn parameter(part: &'static str) -> Option<&'static str> {
    part.strip_prefix('{')?.strip_suffix('}')
}

/// How many literal parts a pattern has that this path fits; `None` when it doesn't.
fn literals(pattern: &'static str, path: &str) -> Option<usize> {
    let mut literals = 0;
    let mut given = path.split('/');
    for expected in pattern.split('/') {
        let part = given.next()?;
        if expected == part {
            literals += 1;
        } else if part.is_empty() || parameter(expected).is_none() {
            return None;
        }
    }
    given.next().is_none().then_some(literals)
}

fn values(pattern: &'static str, path: &str) -> Vec<(&'static str, String)> {
    let decoded = |part| percent_decode_str(part).decode_utf8_lossy().into_owned();
    let parts = pattern.split('/').zip(path.split('/'));
    parts.filter_map(|(expected, part)| Some((parameter(expected)?, decoded(part)))).collect()
}

/// The path below the API's root, whichever version it names.
pub(super) fn strip_version(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/api")?;
    let rest = rest.strip_prefix("/v10").or_else(|| rest.strip_prefix("/v9")).unwrap_or(rest);
    rest.starts_with('/').then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::{super::routes, *};

    fn operation(method: &Method, path: &str) -> Result<&'static str, Refusal> {
        find(routes::all(), method, path).map(|found| found.route.operation)
    }

    #[test]
    fn prefers_the_literal_part() {
        assert_eq!(operation(&Method::GET, "/channels/1/messages/pins"), Ok("list_pins"));
        assert_eq!(operation(&Method::GET, "/channels/1/messages/2"), Ok("get_message"));
        assert_eq!(
            operation(&Method::DELETE, "/channels/1/messages/2/reactions/%F0%9F%91%8D/@me"),
            Ok("delete_my_message_reaction")
        );
    }

    #[test]
    fn tells_an_unknown_path_from_an_unknown_method() {
        assert_eq!(operation(&Method::GET, "/nothing"), Err(NO_SUCH_ROUTE));
        assert_eq!(operation(&Method::GET, "/channels/1/messages/2/"), Err(NO_SUCH_ROUTE));
        assert_eq!(operation(&Method::PUT, "/users/@me"), Err(METHOD_NOT_ALLOWED));
    }

    #[test]
    fn takes_every_version_that_discord_still_has() {
        assert_eq!(strip_version("/api/v10/users/@me"), Some("/users/@me"));
        assert_eq!(strip_version("/api/v9/users/@me"), Some("/users/@me"));
        assert_eq!(strip_version("/api/users/@me"), Some("/users/@me"));
        assert_eq!(strip_version("/apiary"), None);
    }
}
