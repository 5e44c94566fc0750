//! What a file of tools needs: `use mcp_discord::prelude::*`.

pub use crate::{
    Argument, Askable, ChannelRef, Context, DiscordTool, Json, Output, Page, ToolError, ToolResult, Toolset,
    discord_tool, structured, toolset,
};
