use clap::Args;
use serde_json::json;

use super::{Exit, Failure};
use crate::{call::Registry, config::Settings, mcp, toolsets};

/// What `tools` is given.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Print what an MCP client is given by `tools/list`.
    #[arg(long)]
    json: bool,
}

#[allow(clippy::print_stdout, reason = "this is what the command is for")]
pub(super) fn run(arguments: &Arguments, settings: &Settings) -> Result<Exit, Failure> {
    let registry = Registry::of(toolsets::ALL)?;
    let policy = settings.policy(&registry)?;
    if arguments.json {
        let mode = settings.server().output;
        let listed = registry.tools().iter().filter(|tool| policy.allows(tool.spec()));
        let tools = listed.map(|tool| mcp::listing(tool, mode)).collect::<Result<Vec<_>, _>>()?;
        println!("{}", serde_json::to_string_pretty(&json!({ "tools": tools }))?);
        return Ok(Exit::Done);
    }
    for toolset in toolsets::ALL {
        println!("{}: {}", toolset.name, toolset.description);
        for tool in toolset.tools.iter().filter(|tool| policy.allows(tool.spec())) {
            let spec = tool.spec();
            let summary = spec.description.lines().next().unwrap_or_default();
            println!("  {:<16} {:<8} {summary}", spec.name(), spec.effect().to_string());
        }
    }
    println!("\npermissions that the bot needs for all of them: {}", registry.permissions());
    Ok(Exit::Done)
}
