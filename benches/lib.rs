//! Benchmarks of mcp-discord, side by side with the floor they are measured against.
