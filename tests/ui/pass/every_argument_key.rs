// Every key of an argument.
#![deny(warnings)]
use mcp_discord::prelude::*;

/// Greets.
#[discord_tool(toolset = greetings, effect = read)]
async fn greet(
    _ctx: Context<greet>,
    /// Name.
    #[arg(alias = "who", alias = "whom", min_length = 1, max_length = 80, pattern = "^[a-z]+$", example = "wumpus")]
    name: String,
    /// How often.
    #[arg(default = 1, min = 1, max = 10)]
    times: u8,
    /// How warm, in degrees.
    #[arg(default = -1.5, min = -273.15)]
    warmth: f64,
    /// Language.
    #[arg(default = "en")]
    language: String,
    /// Loudly.
    #[arg(default)]
    loud: bool,
    /// For whom.
    #[arg(ask)]
    from: String,
    /// Why.
    reason: Option<String>,
) -> ToolResult<String> {
    Ok(format!("{name} {times} {warmth} {language} {loud} {from} {reason:?}"))
}

toolset! { pub greetings: "Greetings" => [greet] }

fn main() {
    let _ = greetings().tools[0].input();
}
