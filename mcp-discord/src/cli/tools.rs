use clap::Args;
use serde_json::json;

use super::{Exit, Failure, reference};
use crate::{
    Tool,
    call::Registry,
    config::Settings,
    mcp,
    tool::{Permissions, ToolSpec},
    toolsets,
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

#[allow(clippy::print_stdout, reason = "this is what the command is for")]
pub(super) fn run(arguments: &Arguments, settings: &Settings) -> Result<Exit, Failure> {
    if arguments.markdown {
        print!("{}", reference::tools());
        return Ok(Exit::Done);
    }
    let registry = Registry::of(toolsets::ALL)?;
    let policy = settings.policy(&registry)?;
    let is_on = |tool: &&Tool| policy.allows(tool.spec());
    if arguments.json {
        let mode = settings.server().output;
        let listed = registry.tools().iter().filter(is_on);
        let tools = listed.map(|tool| mcp::listing(tool, mode)).collect::<Result<Vec<_>, _>>()?;
        println!("{}", serde_json::to_string_pretty(&json!({ "tools": tools }))?);
        return Ok(Exit::Done);
    }
    let width = registry.tools().iter().map(|tool| tool.name().len()).max().unwrap_or_default();
    for toolset in toolsets::ALL {
        let on = toolset.tools.iter().filter(is_on).count();
        println!("{}: {} ({on} of {} on)", toolset.name, toolset.description, toolset.tools.len());
        for tool in toolset.tools {
            let spec = tool.spec();
            let on = if is_on(&tool) { "on " } else { "off" };
            let effect = spec.effect().to_string();
            println!("  {on} {:<width$} {effect:<8} {}", spec.name(), summary(spec));
        }
    }
    let on = registry.tools().iter().filter(is_on);
    let permissions = on.fold(Permissions::NONE, |all, tool| all.union(tool.spec().scope.bits()));
    println!("\nWhat is on is set by toolsets, tools, exclude_tools and read_only: mcp-discord config show");
    println!("Permissions that the bot needs for what is on ({}): {permissions}", permissions.bits());
    println!("The link that asks for them: mcp-discord invite");
    Ok(Exit::Done)
}

/// The first line of a description.
fn summary(spec: &ToolSpec) -> &'static str {
    spec.description.lines().next().unwrap_or_default()
}
