//! Serves the tools, with the command line of `mcp-discord`: `--help` says all that it can.

use mcp_discord::{
    cli::{Exit, Program},
    toolsets,
};

use {{crate_name}}::tools::{Polls, polls};

fn main() -> Exit {
    Program::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))
        // Tools that come with mcp-discord beside your own, and what your own share.
        .toolset(toolsets::messages())
        .toolset(polls())
        .state(Polls::default())
        .run()
}
