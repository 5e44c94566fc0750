//! The pages of `docs/` that are made of the code.

use std::fmt::{self, Write as _};

use serde_json::{Map, Value};

use super::Program;
use crate::{
    Tool,
    config::{SETTINGS, Setting, schema},
    tool::{Effect, Rule, ToolSpec},
};

/// What stands around the table of settings.
const CONFIGURATION: &str = include_str!("configuration.md");

/// `docs/configuration.md`.
pub(super) fn settings(program: &Program) -> String {
    let schema = schema(program.name, &program.registry);
    let rows: String = SETTINGS.iter().map(|setting| row(setting, &schema)).collect();
    let table = format!("| setting | type | default | meaning |\n| --- | --- | --- | --- |\n{rows}");
    let others = SETTINGS.iter().filter(|setting| setting.variables.len() + setting.flags.len() > 1);
    let others: String = others
        .map(|setting| {
            let variables = setting.variables[1..].iter().map(|name| format!("`{name}`"));
            let flags = setting.flags.iter().map(|name| format!("`--{name}`"));
            format!("- `{}`: {}\n", setting.key, variables.chain(flags).collect::<Vec<_>>().join(", "))
        })
        .collect();
    let page = CONFIGURATION.replace("{program}", program.name);
    page.replace("{settings}", table.trim_end()).replace("{others}", others.trim_end())
}

fn row(setting: &Setting, schema: &Value) -> String {
    let shape = schema["properties"][setting.key].as_object().map(kind).unwrap_or_default();
    let default = setting.default.map(|default| format!("`{default}`")).unwrap_or_default();
    format!("| `{}` | {} | {default} | {} |\n", setting.key, cell(&shape), cell(setting.about))
}

/// `docs/tools.md`.
pub(super) fn tools(program: &Program) -> String {
    let mut page = String::new();
    // Writing into a string can't fail.
    let _ = write_tools(program, &mut page);
    page
}

fn write_tools(program: &Program, page: &mut String) -> fmt::Result {
    let Program { name, registry, .. } = program;
    writeln!(
        page,
        "# Tools\n\n\
         All that an agent can do, by toolset. This page is written by `{name} tools --markdown`; \
         `{name} tools` shows what is on with your settings, and [configuration.md](configuration.md) how to \
         change that.\n\n\
         A tool that `reads` changes nothing; one that `destroys` asks a person first, where the host can ask. \
         Servers, channels, threads, users, roles, messages and emoji are named by ID, mention or link, and, except \
         where something is destroyed, by name: `#name`, `Server/#name`, `#channel/thread`, `@name`, `:emoji:`. Names \
         forgive case, spaces, dashes and accents; several things of one name are listed, and a miss gives the \
         nearest.\n\n\
         | toolset | on by default | what it is for | tools |\n| --- | --- | --- | --- |"
    )?;
    let toolsets = registry.toolset_names();
    for toolset in &toolsets {
        let on = if registry.is_on_by_default(toolset) { "yes" } else { "no" };
        let tools = registry.tools_of(toolset);
        let tools: Vec<_> = tools.iter().map(|tool| format!("[`{0}`](#{0})", tool.name())).collect();
        let about = registry.about(toolset).unwrap_or_default();
        writeln!(page, "| `{toolset}` | {on} | {about} | {} |", tools.join(", "))?;
    }
    for toolset in toolsets {
        writeln!(page, "\n## {toolset}")?;
        if let Some(about) = registry.about(toolset) {
            writeln!(page, "\n{about}.")?;
        }
        for tool in registry.tools_of(toolset) {
            write_tool(page, tool)?;
        }
    }
    Ok(())
}

fn write_tool(page: &mut String, tool: &Tool) -> fmt::Result {
    let spec = tool.spec();
    let effect = match spec.effect() {
        Effect::Read => "reads",
        Effect::Write => "writes",
        Effect::Destroy => "destroys",
    };
    writeln!(page, "\n### {}\n\n{}\n\n- effect: {effect}", spec.name(), spec.description)?;
    writeln!(page, "- permissions: {}", permissions(spec))?;
    for intent in spec.intents {
        let privileged = if intent.is_privileged() { ", privileged" } else { "" };
        writeln!(page, "- intent: `{intent:?}`{privileged}")?;
    }
    if !spec.aliases.is_empty() {
        let names: Vec<_> = spec.aliases.iter().map(|name| format!("`{name}`")).collect();
        writeln!(page, "- also answers to: {}", names.join(", "))?;
    }
    let input = tool.input();
    let Some(arguments) = input.get("properties").and_then(Value::as_object).filter(|all| !all.is_empty())
    else {
        return Ok(());
    };
    let required = |name: &str| {
        let list = input.get("required").and_then(Value::as_array);
        list.is_some_and(|list| list.iter().any(|other| other == name))
    };
    writeln!(page, "\n| argument | type | default | meaning |\n| --- | --- | --- | --- |")?;
    for (name, shape) in arguments {
        let Some(shape) = shape.as_object() else { continue };
        let default = match shape.get("default") {
            Some(default) => format!("`{default}`"),
            None if required(name) => "required".into(),
            None => String::new(),
        };
        let about = shape.get("description").and_then(Value::as_str).unwrap_or_default();
        writeln!(page, "| `{name}` | {} | {} | {} |", cell(&kind(shape)), cell(&default), cell(about))?;
    }
    Ok(())
}

/// What a tool needs, in words.
fn permissions(spec: &ToolSpec) -> String {
    let rules = spec.scope.permissions.iter().map(|rule| match rule {
        Rule::Always(bits) => format!("`{bits}`"),
        Rule::Any(list) => list.iter().map(|bits| format!("`{bits}`")).collect::<Vec<_>>().join(" or "),
        Rule::If(bits, argument) => format!("`{bits}` with `{argument}`"),
        Rule::Maybe(bits) => format!("`{bits}` in cases that only Discord can tell"),
    });
    let rules: Vec<_> = rules.collect();
    if rules.is_empty() { "none".into() } else { rules.join("; ") }
}

/// What a schema accepts, in a few words.
fn kind(shape: &Map<String, Value>) -> String {
    let text = |key: &str| shape.get(key).and_then(Value::as_str);
    if let Some(values) = shape.get("enum").and_then(Value::as_array) {
        return values
            .iter()
            .map(|value| format!("`{value}`"))
            .collect::<Vec<_>>()
            .join(", ")
            .replace('"', "");
    }
    let name = match (text("type"), shape.get("items").and_then(Value::as_object)) {
        (Some("array"), Some(items)) => format!("list of {}", kind(items)),
        (Some(name), _) => name.to_owned(),
        (None, _) => "any".into(),
    };
    let unit = match text("type") {
        Some("array") => " items",
        Some("string") => " characters",
        _ => "",
    };
    let limit = |keys: &[&str]| keys.iter().find_map(|key| shape.get(*key)).map(ToString::to_string);
    let (least, most) =
        (limit(&["minimum", "minLength", "minItems"]), limit(&["maximum", "maxLength", "maxItems"]));
    match (least, most) {
        (Some(least), Some(most)) => format!("{name}, {least} to {most}{unit}"),
        (None, Some(most)) => format!("{name}, at most {most}{unit}"),
        // That a number isn't negative goes without saying.
        (Some(least), None) if least != "0" => format!("{name}, at least {least}{unit}"),
        _ => name,
    }
}

fn cell(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
