//! The `#[discord_tool]` attribute of `mcp-discord`.
