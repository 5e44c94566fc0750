//! A snapshot test: what a model is told of each tool is held in a file, so that every change of it is seen in review.
//!
//! ```sh
//! cargo test -p mcp-discord-examples --test snapshot-test
//! INSTA_UPDATE=always cargo test -p mcp-discord-examples --test snapshot-test   # after a change: writes the files anew
//! ```

use mcp_discord::{assert_tool_snapshots, prelude::*};

#[test]
fn tools_are_listed_as_they_were() {
    // In a package of your own the folder is `tests/snapshots`, and isn't named.
    assert_tool_snapshots!(dice(), "snapshots");
}

toolset! { dice: "Rolling dice" => [roll_dice] }

/// Rolls a number of dice.
#[discord_tool(toolset = dice, effect = read)]
async fn roll_dice(
    _ctx: Context<roll_dice>,
    /// How many.
    #[arg(default = 1, min = 1, max = 20)]
    count: u32,
    /// How many sides each has.
    #[arg(default = 6, min = 2, max = 100)]
    sides: u32,
) -> ToolResult<String> {
    Ok(format!("between {count} and {}", count * sides))
}
