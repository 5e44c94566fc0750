//! The binary, driven over its real standard streams.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by a panic")]
#![allow(clippy::format_collect, reason = "no test is slow by its texts")]

mod canary;
mod commands;
mod handshake;
mod hostile;
mod http;
mod kill;
mod lifetime;
mod messages;
mod migration;
mod panics;
mod process;
mod settings;
