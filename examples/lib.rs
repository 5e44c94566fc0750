//! Examples of mcp-discord: each file is one idea.
