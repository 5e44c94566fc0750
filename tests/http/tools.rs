//! Tools that a test holds up, and that talk too much.

use std::sync::Arc;

use mcp_discord::{Http, ServerBuilder, mcp::HttpAgent, prelude::*, toolsets};
use tokio::sync::Semaphore;

use crate::served::Served;

/// What passes between a test and the tools: each is a number of events that were not waited for yet.
#[derive(Clone, Default)]
pub(crate) struct Signals(Arc<Events>);

#[derive(Debug)]
pub(crate) struct Events {
    /// A call has begun.
    pub(crate) began: Semaphore,
    /// A call may end.
    pub(crate) go: Semaphore,
    /// A call has come to its end.
    pub(crate) ended: Semaphore,
}

impl Default for Events {
    fn default() -> Self {
        let [began, go, ended] = [(); 3].map(|()| Semaphore::new(0));
        Self { began, go, ended }
    }
}

impl std::ops::Deref for Signals {
    type Target = Events;

    fn deref(&self) -> &Events {
        &self.0
    }
}

/// Waits for so many of an event.
pub(crate) async fn wait_for(event: &Semaphore, count: u32) {
    event.acquire_many(count).await.unwrap().forget();
}

/// A server with all tools and these, for everybody.
pub(crate) async fn held_up(door: impl FnOnce(Http) -> Http) -> (Served, Signals) {
    held_up_for(Vec::new(), door).await
}

/// The same for these agents.
pub(crate) async fn held_up_for(
    agents: Vec<HttpAgent>,
    door: impl FnOnce(Http) -> Http,
) -> (Served, Signals) {
    let signals = Signals::default();
    let state = signals.clone();
    let tools = |server: ServerBuilder| server.toolsets(toolsets::ALL).toolset(held()).state(state);
    (Served::for_agents(|_| agents, tools, door).await, signals)
}

/// Waits until it may end.
#[discord_tool(toolset = held, effect = read, state(Signals))]
async fn hold(ctx: Context<hold>) -> ToolResult<&'static str> {
    let signals = ctx.state::<Signals>();
    signals.began.add_permits(1);
    wait_for(&signals.go, 1).await;
    signals.ended.add_permits(1);
    Ok("held")
}

/// Tells of progress, far more than fits into any buffer.
#[discord_tool(toolset = held, effect = read, state(Signals))]
async fn chatter(ctx: Context<chatter>) -> ToolResult<&'static str> {
    ctx.state::<Signals>().began.add_permits(1);
    for step in 0..150 {
        ctx.progress(step, None, "x".repeat(100_000)).await;
    }
    ctx.state::<Signals>().ended.add_permits(1);
    Ok("said everything")
}

/// Panics.
#[allow(clippy::unused_async, reason = "every tool is async; this one has nothing to wait for")]
#[discord_tool(toolset = held, effect = read)]
async fn fall(_ctx: Context<fall>) -> ToolResult<String> {
    panic!("not for the model")
}

toolset! { pub(crate) held: "Tools that a test holds up" => [hold, chatter, fall] }
