use std::sync::Arc;

use rmcp::model::{MetaObject, Tool, ToolAnnotations};
use serde_json::{Value, json};

use super::OutputMode;
use crate::{
    context,
    tool::{Effect, Rule, ToolSpec},
};

/// A tool as `tools/list` shows it, as JSON.
pub fn listing(tool: &context::Tool, mode: OutputMode) -> serde_json::Result<Value> {
    serde_json::to_value(listed(tool, mode))
}

/// A tool as `tools/list` shows it.
pub(super) fn listed(tool: &context::Tool, mode: OutputMode) -> Tool {
    let spec = tool.spec();
    let annotations = ToolAnnotations::with_title(spec.title)
        .read_only(spec.effect() == Effect::Read)
        .destructive(spec.effect() == Effect::Destroy)
        .idempotent(spec.idempotent)
        .open_world(true);
    let mut listed = Tool::new(spec.name(), spec.description, Arc::new(tool.input().into_owned()))
        .with_title(spec.title)
        .with_annotations(annotations)
        .with_meta(meta(spec));
    if mode != OutputMode::Text
        && let Some(schema) = (spec.output)()
    {
        listed = listed.with_raw_output_schema(Arc::new(schema));
    }
    listed
}

/// What a tool declares beyond MCP's words: for hosts, dashboards and reviews. Models aren't shown it.
fn meta(spec: &ToolSpec) -> MetaObject {
    let mut meta = MetaObject::default();
    let mut put = |name: &str, value: Value| {
        meta.0.insert(format!("mcp-discord/{name}"), value);
    };
    put("toolset", spec.toolset.into());
    put("effect", spec.effect().to_string().into());
    put("permissions", spec.scope.permissions.iter().map(rule).collect());
    if !spec.intents.is_empty() {
        put("intents", spec.intents.iter().map(|intent| Value::from(format!("{intent:?}"))).collect());
    }
    if let Some(budget) = spec.budget {
        put(
            "rateLimit",
            json!({ "calls": budget.calls, "perSeconds": budget.per.as_secs_f64(), "by": budget.by }),
        );
    }
    put("deadlineSeconds", spec.deadline.as_secs_f64().into());
    meta
}

fn rule(rule: &Rule) -> Value {
    match rule {
        Rule::Always(bits) => json!({ "permission": bits.to_string() }),
        Rule::Any(list) => json!({ "anyOf": list.iter().map(ToString::to_string).collect::<Vec<_>>() }),
        Rule::If(bits, argument) => json!({ "permission": bits.to_string(), "ifArgument": argument }),
        Rule::Maybe(bits) => json!({ "permission": bits.to_string(), "ifDiscordAsks": true }),
    }
}
