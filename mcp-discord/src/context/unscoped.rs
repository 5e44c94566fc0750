use serde_json::Value;

use crate::{
    discord::{Call, Method, Operation},
    tool::{Cause, ChannelId, Effect, Refusal, ServerId},
};

/// Requests that no endpoint describes, for tools that say `unscoped`.
#[derive(Debug, Clone)]
pub struct Requests(Operation);

impl Requests {
    pub(super) const fn new(operation: Operation) -> Self {
        Self(operation)
    }

    /// A request to a path below the API's base, such as `channels/ID/typing`. Each segment is encoded.
    ///
    /// The allow-lists look at the channel or server that the path begins with. `effect` has to cover the method:
    /// everything but `Get` writes, and `Delete` destroys. A write is sent again only when Discord can't have acted.
    pub fn request(&self, method: Method, path: &str, body: Option<Value>) -> Call<Value> {
        let mut call = Call::new(&self.0, method, "unscoped");
        let scope = self.0.scope();
        let needs = match method {
            Method::Get => Effect::Read,
            Method::Delete => Effect::Destroy,
            _ => Effect::Write,
        };
        if !scope.unscoped {
            call = call.refuse(
                Refusal::new(Cause::Policy, "the tool's specification doesn't say `unscoped`")
                    .hint("whoever wrote the tool can add it"),
            );
        } else if scope.effect < needs {
            let reason =
                format!("the tool says `effect = {}`, and this request needs `{needs}`", scope.effect);
            call = call.refuse(
                Refusal::new(Cause::Policy, reason).hint("whoever wrote the tool can change its effect"),
            );
        }
        // What the allow-lists are asked about.
        let mut words = path.trim_matches('/').split('/');
        let (resource, id) = (words.next(), words.next().and_then(|id| id.parse().ok()));
        call = match resource {
            Some("channels") => call.path(path).about(id.and_then(ChannelId::new), None),
            Some("guilds") => call.path(path).about(None, id.and_then(ServerId::new)),
            _ => call.path(path),
        };
        match body {
            Some(body) => call.json(body),
            None => call,
        }
    }
}
