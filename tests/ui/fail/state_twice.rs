// One value a type: a second declaration can only be a slip. (line 7)
use mcp_discord::prelude::*;

pub struct Visits(pub u64);

/// Counts.
#[discord_tool(toolset = counters, effect = read, state(Visits, Visits))]
async fn count(ctx: Context<count>) -> ToolResult<String> {
    Ok(ctx.state::<Visits>().0.to_string())
}

toolset! { pub counters: "Counting" => [count] }

fn main() {
    let _ = counters();
}
