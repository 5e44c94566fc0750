use std::fmt::Write as _;

use clap::Args;
use serde_json::json;

use super::{Exit, Failure, Program, print, reference};
use crate::{
    Tool,
    config::Settings,
    mcp,
    tool::{Permissions, ToolSpec},
};

/// What `tools` is given.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Print what an MCP client is given by `tools/list`.
    #[arg(long)]
    json: bool,

    /// Print the reference of all tools, whatever is on: docs/tools.md.
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
}

pub(super) fn run(arguments: &Arguments, program: &Program, settings: &Settings) -> Result<Exit, Failure> {
    if arguments.markdown {
        print(&reference::tools(program))?;
        return Ok(Exit::Done);
    }
    let Program { name, registry, .. } = program;
    let policy = settings.policy(registry)?;
    let is_on = |tool: &&Tool| policy.allows(tool.spec());
    if arguments.json {
        let mode = settings.server().output;
        let listed = registry.tools().iter().filter(is_on);
        let tools = listed.map(|tool| mcp::listing(tool, mode)).collect::<Result<Vec<_>, _>>()?;
        print(&format!("{}\n", serde_json::to_string_pretty(&json!({ "tools": tools }))?))?;
        return Ok(Exit::Done);
    }
    let width = registry.tools().iter().map(|tool| tool.name().len()).max().unwrap_or_default();
    let mut text = String::new();
    for toolset in registry.toolset_names() {
        let tools = registry.tools_of(toolset);
        let on = tools.iter().copied().filter(is_on).count();
        let about = registry.about(toolset).map(|about| format!(" {about}")).unwrap_or_default();
        let _ = writeln!(text, "{toolset}:{about} ({on} of {} on)", tools.len());
        for tool in tools {
            let spec = tool.spec();
            let on = if is_on(&tool) { "on " } else { "off" };
            let effect = spec.effect().to_string();
            let _ = writeln!(text, "  {on} {:<width$} {effect:<8} {}", spec.name(), summary(spec));
        }
    }
    let on = registry.tools().iter().filter(is_on);
    let permissions = on.fold(Permissions::NONE, |all, tool| all.union(tool.spec().scope.bits()));
    let _ = writeln!(
        text,
        "\nWhat is on is set by toolsets, tools, exclude_tools and read_only: {name} config show"
    );
    let _ = writeln!(
        text,
        "Permissions that the bot needs for what is on ({}): {permissions}",
        permissions.bits()
    );
    let _ = writeln!(text, "The link that asks for them: {name} invite");
    print(&text)?;
    Ok(Exit::Done)
}

/// The first line of a description.
fn summary(spec: &ToolSpec) -> &'static str {
    spec.description.lines().next().unwrap_or_default()
}
