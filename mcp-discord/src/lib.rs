//! An MCP server for Discord, and the SDK that it is built with.
//!
//! [MCP] is how AI agents use tools. This crate has tools for Discord (send, read and search messages, manage channels,
//! threads, members and roles), and what it takes to write more: a tool is an async function, and the compiler holds it
//! to the permissions that it declares. The program `mcp-discord` is a thin shell around it.
//!
//! [MCP]: https://modelcontextprotocol.io
//!
//! # The smallest server
//!
//! ```no_run
//! use mcp_discord::{CancellationToken, Server, Stdio, discord::Discord, toolsets};
//!
//! #[tokio::main(flavor = "current_thread")]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let discord = Discord::with_token(std::env::var("DISCORD_TOKEN")?)?;
//!     let server = Server::builder(discord).toolset(toolsets::messages()).build()?;
//!     server.serve(Stdio, CancellationToken::new()).await?;
//!     Ok(())
//! }
//! ```
//!
//! It speaks both of MCP's eras (2024-11-05 to 2025-11-25, and 2026-07-28), and does no network I/O before it is used.
//! [`ServerBuilder`] has the rest: toolsets and tools, shared state, `tower` layers, policies. [`Server::serve`] takes
//! [`Stdio`], a pair of streams, or `Http`.
//!
//! A program with tools of its own takes `cli::Program` (feature `cli`): settings, logs, a sandbox, HTTP with agents' tokens
//! and the commands of `mcp-discord`, which is such a program itself.
//!
//! # A tool
//!
//! ```
//! # #[cfg(feature = "testing")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use mcp_discord::{discord::Draft, prelude::*, testing::Session};
//! use serde_json::json;
//!
//! /// Wishes good night in a channel.
//! #[discord_tool(
//!     toolset = evenings,
//!     effect = write,
//!     permissions(VIEW_CHANNEL, any(SEND_MESSAGES, SEND_MESSAGES_IN_THREADS)),
//! )]
//! async fn good_night(
//!     ctx: Context<good_night>,
//!     /// Channel, thread or post: an ID, a link or `#name`.
//!     channel_id: ChannelRef,
//! ) -> ToolResult<()> {
//!     ctx.channel(channel_id).send(Draft::text("Good night!")).await?;
//!     Ok(())
//! }
//!
//! toolset! { pub evenings: "Ending the day" => [good_night] }
//!
//! let session = Session::builder().toolsets(&[evenings()]).start().await?;
//! let called = session.call("good_night", json!({ "channel_id": "#general" })).await?;
//! assert!(called.is_done());
//! assert_eq!(session.sandbox().write_log()[0].target.content.as_deref(), Some("Good night!"));
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "testing"))]
//! # fn main() {}
//! ```
//!
//! The doc comments are what a model reads. Arguments are of any type that is an [`Argument`]: numbers, texts, lists,
//! references to channels, users, roles and messages by name, and types of your own. What is given back is an [`Output`],
//! rendered as text for a model and as JSON for a program. [`discord_tool`] describes the attribute.
//!
//! # Permissions and effects
//!
//! A [`Context`] is typed by its tool, and so are the [handles](discord::handle) that it gives out. Each endpoint asks the
//! compiler whether the tool [grants](tool::Grants) itself the permissions that Discord will ask for, and has the effect:
//! `read` reaches no endpoint that changes something, and only `destroy` those that take away what can't be brought back.
//! So what MCP's annotations and the bot's invite link say of a tool is true. The other half, that it declares no more than
//! it uses, is a matter of a test.
//!
//! # Errors and outcomes
//!
//! A call ends in one of four ways ([`tool::Outcome`]): *done*; *refused*, and nothing happened; *unknown*, when the answer
//! of a change was lost and Discord stayed away; *fault*, a mistake in the tool, which the log describes under an ID. A
//! tool returns [`ToolResult`]: `?` on a [`discord::Call`] passes on what Discord said with what to do about it, and
//! [`ToolError::refused`] says what the tool found out by itself. A refusal reaches the model as a failed tool result with
//! a hint, never as a protocol error.
//!
//! # Testing
//!
//! [`testing`] has a sandbox, a server and a real MCP client in one process; [`snapshots`] holds what a model is told of
//! each tool against files. The guides [Writing a tool] and [Testing tools] go through both, and [`examples/`] has one idea
//! a file.
//!
//! [Writing a tool]: https://github.com/mcp-discord/mcp-discord/blob/main/docs/writing-a-tool.md
//! [Testing tools]: https://github.com/mcp-discord/mcp-discord/blob/main/docs/testing-tools.md
//! [`examples/`]: https://github.com/mcp-discord/mcp-discord/tree/main/examples
//!
//! # Features
//!
//! | feature | default | what it adds |
//! | --- | --- | --- |
//! | `cli` | yes | the program `mcp-discord`, and `cli::Program` for your own: commands, settings, logs; brings `http` and `sandbox` |
//! | `http` | yes | MCP over HTTP, with agents who have tokens: `Http` |
//! | `sandbox` | yes | a Discord that lives in the process: [`sandbox`] |
//! | `serenity` | yes | conversions from and to serenity's IDs, permissions and builders, for bots that are written with it |
//! | `testing` | | a client for tests: [`testing`]; brings `sandbox` |
//! | `snapshots` | | [`assert_tool_snapshots!`] |
//!
//! Without any, it is the SDK for servers on standard streams.
//!
//! # Layout
//!
//! From the bottom; nothing uses what stands below it in this list.
//!
//! - [`tool`]: what a tool is: specification, permissions, arguments, output, outcomes. Plain data and traits
//! - [`discord`]: the way to Discord: handles, endpoints, limits, retries, names to IDs
//! - [`Context`], [`Tool`], [`Toolset`]: what a tool works with, and tools as values
//! - [`toolsets`]: the tools that come with the crate
//! - [`call`]: the layers that a call goes through before the tool runs
//! - [`mcp`]: the protocol: servers and transports
//! - `config` and `cli`: the program, and `Program`, which makes others
//!
//! Beside them: [`sandbox`], which shares no type with the rest; [`testing`] and [`snapshots`]; [`redact`], which takes
//! credentials out of texts; [`prelude`], what a file of tools needs.

// Generated code and doc examples name the crate by its public name.
#[allow(unused_extern_crates)]
extern crate self as mcp_discord;

pub mod call;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
pub mod config;
mod context;
pub mod discord;
pub mod mcp;
pub mod observe;
pub mod prelude;
#[doc(hidden)]
pub mod private;
pub mod redact;
#[cfg(feature = "sandbox")]
pub mod sandbox;
#[cfg(feature = "snapshots")]
pub mod snapshots;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tool;
pub mod toolsets;

pub use context::{Context, DiscordTool, Prepared, Requests, Tool, Toolset, Undeclared};
#[cfg(feature = "http")]
pub use mcp::Http;
pub use mcp::{Server, ServerBuilder, Stdio};
#[doc = include_str!("discord_tool.md")]
pub use mcp_discord_macros::discord_tool;
/// What tells a server to end: the second argument of [`Server::serve`].
pub use tokio_util::sync::CancellationToken;
pub use tool::{Argument, Askable, ChannelRef, Json, Output, Page, ToolError, ToolResult};

/// The code in the README compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct ReadmeDoctests;

/// The code in the guide compiles and runs.
#[cfg(all(doctest, feature = "testing"))]
#[doc = include_str!("../../docs/testing-tools.md")]
struct TestingGuideDoctests;
