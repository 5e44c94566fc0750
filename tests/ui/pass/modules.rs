// Tools of one name in two modules, and two in one.
#![deny(warnings)]
use mcp_discord::prelude::*;

mod one {
    use mcp_discord::prelude::*;

    /// Says hello.
    #[discord_tool(toolset = greetings, effect = read)]
    pub(super) async fn hello(_ctx: Context<hello>) -> ToolResult<String> {
        Ok("one".into())
    }

    /// Says goodbye.
    #[discord_tool(toolset = greetings, effect = read)]
    pub(super) async fn goodbye(_ctx: Context<goodbye>) -> ToolResult<&'static str> {
        Ok("one")
    }
}

mod two {
    use mcp_discord::prelude::*;

    /// Says hello.
    #[discord_tool(toolset = greetings, effect = read, name = "hello_two")]
    pub(super) async fn hello(_ctx: Context<hello>) -> ToolResult<()> {
        Ok(())
    }
}

use one::{goodbye, hello};
use two::hello as hello_two;

toolset! { pub greetings: "Being polite" => [hello, goodbye, hello_two] }

fn main() {
    let names: Vec<_> = greetings().tools.iter().map(|tool| tool.name()).collect();
    assert_eq!(names, ["hello", "goodbye", "hello_two"]);
}
