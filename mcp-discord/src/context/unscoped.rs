use serde_json::Value;

use crate::{
    discord::{Call, Method, Operation},
    tool::{Cause, ChannelId, Effect, Refusal, ServerId, ToolError},
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
            call = call.refuse(Refusal::new(Cause::Policy, "the tool's specification doesn't say `unscoped`"));
        } else if scope.effect < needs {
            let reason = format!("the tool says `effect = {}`, and this request needs `{needs}`", scope.effect);
            call = call.refuse(Refusal::new(Cause::Policy, reason));
        }
        let mut above = "";
        for segment in path.split('/').filter(|segment| !segment.is_empty()) {
            call = match (above, segment.parse::<u64>().ok()) {
                ("channels", Some(id)) => call.channel(id_of(ChannelId::new(id))),
                ("guilds", Some(id)) => call.server(id_of(ServerId::new(id))),
                _ => call.segment(segment),
            };
            above = if above.is_empty() { segment } else { "-" };
        }
        match body {
            Some(body) => call.json(body),
            None => call,
        }
    }
}

fn id_of<T>(id: Option<T>) -> Result<T, ToolError> {
    id.ok_or_else(|| ToolError::refused("an ID is never zero"))
}
