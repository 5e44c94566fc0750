// Names of the standard prelude that mean something else.
#![deny(warnings)]
use mcp_discord::prelude::*;

mod tools {
    use mcp_discord::{Context, discord_tool, toolset};

    #[allow(dead_code)]
    pub struct Result;
    #[allow(dead_code)]
    pub struct Option;
    #[allow(dead_code)]
    pub struct Box;
    #[allow(dead_code)]
    pub struct Vec;
    #[allow(dead_code)]
    pub struct Send;
    #[allow(dead_code)]
    pub struct Some;
    #[allow(dead_code)]
    pub struct None;
    #[allow(dead_code)]
    pub struct Ok;
    #[allow(dead_code)]
    pub struct Err;
    pub type String = std::string::String;

    /// Says hello.
    #[discord_tool(toolset = greetings, effect = read)]
    async fn hello(
        _ctx: Context<hello>,
        /// Name.
        #[arg(default = "you", max_length = 10, pattern = "o")]
        name: String,
        /// How often.
        times: std::option::Option<u8>,
    ) -> mcp_discord::ToolResult<String> {
        std::result::Result::Ok(format!("{name} {times:?}"))
    }

    toolset! { pub greetings: "Being polite" => [hello] }
}

fn main() {
    let arguments = serde_json::Map::new();
    assert!(tools::greetings().tools[0].prepare(arguments).is_ok());
    let _: ToolResult<()> = Ok(());
}
