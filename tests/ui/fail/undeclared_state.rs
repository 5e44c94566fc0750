// Shared state is declared, so that no server is built without it. (line 10)
use mcp_discord::prelude::*;

struct Visits(u64);
struct Other(u64);

/// Counts.
#[discord_tool(toolset = counters, effect = read, state(Visits))]
async fn count(ctx: Context<count>) -> ToolResult<String> {
    Ok((ctx.state::<Visits>().0 + ctx.state::<Other>().0).to_string())
}

toolset! { pub counters: "Counting" => [count] }

fn main() {
    let _ = counters();
}
