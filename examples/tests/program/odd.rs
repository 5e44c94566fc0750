//! A program with the mistake, or with what is rare, that the variable `CASE` names.

use std::{
    convert::Infallible,
    env,
    error::Error,
    future::{Ready, ready},
    io,
    task::{self, Poll},
};

use mcp_discord::{
    Tool,
    call::{Ending, ToolRequest},
    cli::{Exit, Program},
    prelude::*,
    tool::{Effect, ToolSpec},
};
use serde_json::Map;
use tower::{Service, layer::layer_fn};

struct Hands;

/// Waves.
#[discord_tool(toolset = greetings, effect = read, state(Hands))]
async fn wave(_ctx: Context<wave>) -> ToolResult<String> {
    Ok("👋".into())
}

toolset! { greetings: "Being polite" => [wave] }

#[derive(Debug)]
struct Away(io::Error);

impl std::fmt::Display for Away {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the database is away")
    }
}

impl Error for Away {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

/// Refuses every call.
#[derive(Clone)]
struct NotToday;

impl Service<ToolRequest> for NotToday {
    type Response = Ending;
    type Error = Infallible;
    type Future = Ready<Result<Ending, Infallible>>;

    fn poll_ready(&mut self, _: &mut task::Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: ToolRequest) -> Self::Future {
        ready(Ok(Ending::Over(ToolError::refused("not today").into())))
    }
}

fn main() -> Exit {
    let program = Program::new("odd-program", "0.0.0").instructions("Wave.");
    let greetings = greetings();
    let program = match env::var("CASE").unwrap_or_default().as_str() {
        "twice" => program.toolset(greetings).toolset(greetings),
        "stateless" => return program.toolset(greetings).run(),
        "state-twice" => program.toolset(greetings).state(Hands),
        "late" => program.setup(async move |calls| Ok(calls.toolset(greetings))),
        "none-to-replace" => program.replace(greetings.tools[0].clone()),
        "refused" => program.setup(async |_| Err(Away(io::Error::other("connection refused")).into())),
        "replaced" => program.toolset(greetings).replace(another()),
        "layered" => {
            let layer = layer_fn(|_| NotToday);
            program.toolset(greetings).setup(async move |calls| Ok(calls.layer(layer)))
        }
        "off" => program.toolset(greetings.off_by_default()),
        _ => program.toolset(greetings),
    };
    program.state(Hands).run()
}

fn another() -> Tool {
    let spec = ToolSpec::new("wave", "Waves, too.", Effect::Read);
    Tool::raw(spec, Map::new(), |_, _| async { Ok("waved by another".to_owned()) })
}
