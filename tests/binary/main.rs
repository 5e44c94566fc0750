//! The binary, driven over its real standard streams.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by a panic")]

mod commands;
mod handshake;
mod lifetime;
mod messages;
mod process;
