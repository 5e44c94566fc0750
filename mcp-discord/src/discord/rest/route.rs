use std::{
    collections::HashMap,
    sync::{LazyLock, PoisonError, RwLock},
};

use super::Method;
use crate::discord::operations::OPERATIONS;

/// Routes that were looked for, by method and template. Only templates whose every word is one of the document's are
/// kept, so there are not many more of them than routes, whatever paths agents make up.
static KNOWN: LazyLock<RwLock<HashMap<Method, HashMap<String, &'static str>>>> =
    LazyLock::new(RwLock::default);

/// The route that a path is counted under: a path of Discord's document as it stands there, `other` when none fits.
///
/// A path may be a text of an agent's, in which any word looks like one of the API: the document has no more routes
/// than that, whatever is asked for.
pub(super) fn route(method: Method, template: &str) -> &'static str {
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(route) = known.get(&method).and_then(|of_method| of_method.get(template)) {
        return route;
    }
    drop(known);
    let routes = OPERATIONS.iter().filter(|operation| operation.method == method);
    let fitting = routes.filter_map(|operation| Some((words(operation.path, template)?, operation.path)));
    let Some((words, route)) = fitting.max_by_key(|(words, _)| *words) else { return "other" };
    if words == template.split('/').filter(|segment| !segment.starts_with('{')).count() {
        let mut known = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
        known.entry(method).or_default().insert(template.to_owned(), route);
    }
    route
}

/// How many words a template has in common with a path, if it fits: `users/@me` fits `/users/{user_id}` as well.
fn words(path: &str, template: &str) -> Option<usize> {
    let mut words = 0;
    let mut segments = template.split('/');
    for theirs in path.trim_start_matches('/').split('/') {
        let ours = segments.next()?;
        if theirs == ours {
            words += 1;
        } else if !theirs.starts_with('{') {
            return None;
        }
    }
    segments.next().is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discord::rest::Path;

    #[test]
    fn a_path_is_counted_under_its_route() {
        let id = "41771983423143937";
        for (path, expected) in [
            (format!("/channels/{id}/messages"), "/channels/{channel_id}/messages"),
            ("/users/@me".to_owned(), "/users/@me"),
            (format!("/users/{id}"), "/users/{user_id}"),
            (format!("/guilds/{id}/members/search"), "/guilds/{guild_id}/members/search"),
            ("/invites/abcdef".to_owned(), "/invites/{code}"),
            (format!("/guilds/{id}/no-such-thing"), "other"),
            ("/an/agent/made/this/up".to_owned(), "other"),
            (String::new(), "other"),
        ] {
            for _ in 0..2 {
                assert_eq!(route(Method::Get, &Path::parse(&path).template()), expected, "{path}");
            }
        }
        let known = KNOWN.read().unwrap();
        assert!(!known[&Method::Get].contains_key("invites/abcdef"), "{known:?}");
    }

    #[test]
    fn every_route_of_the_document_is_its_own() {
        for operation in &OPERATIONS {
            let segments = operation.path.trim_start_matches('/').split('/');
            let template = segments.map(|segment| if segment.starts_with('{') { "{id}" } else { segment });
            let template = template.collect::<Vec<_>>().join("/");
            assert_eq!(route(operation.method, &template), operation.path);
        }
    }
}
