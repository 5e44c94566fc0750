//! The bot's token is shown nowhere: not on stdout, not on stderr, at no level of the log, whatever goes wrong.

use futures_util::future::join_all;
use mcp_discord::sandbox::{Limits, Sandbox};
use serde_json::{Value, json};

use crate::{
    hostile::{Hostile, Hostility},
    process::{Ended, Program, Server, at, program, with},
};

/// Shaped as a bot's token.
const CANARY: &str = "MTc1OTI4ODQ3Mjk5MTE3MDYz.GcAnRy.Vq9hT4mZx7LpB2sKdW8cYf3JnR6gQe1aUo5iXv";

/// Where the public part ends, which says only whose token it is.
const SECRET: usize = 25;

/// A piece of the secret part that is found is a leak, too: somebody cut the text before cleaning it.
const PIECE: usize = 10;

const LEVELS: [&str; 5] = ["error", "warn", "info", "debug", "trace"];

#[track_caller]
fn assert_unseen(ended: &Ended, what: &str) {
    let secret = &CANARY[SECRET..];
    for (stream, text) in [("stdout", &ended.stdout), ("stderr", &ended.stderr)] {
        let piece =
            (0..=secret.len() - PIECE).map(|at| &secret[at..at + PIECE]).find(|piece| text.contains(piece));
        if let Some(found) = piece.and_then(|piece| text.find(piece)) {
            let around = text.floor_char_boundary(found.saturating_sub(300))
                ..text.ceil_char_boundary((found + 100).min(text.len()));
            panic!("{what}: the token is on {stream}: …{}…", &text[around]);
        }
    }
}

/// Calls of every tool: as they should be, with the token among the arguments, and wrong.
async fn call_everything(server: &mut Server) {
    let listed = server.ask("tools/list", json!({})).await;
    let ids = json!({
        "channel_id": "1203981703981703981", "message_id": "1203981703981703980", "emoji": "👍", "content": "hello",
        "server_id": "1203981703981703980",
    });
    for tool in listed["result"]["tools"].as_array().unwrap() {
        let name = tool["name"].as_str().unwrap();
        let known = |arguments: &Value| -> Value {
            let properties = tool["inputSchema"]["properties"].as_object().unwrap();
            let given = arguments.as_object().unwrap().iter();
            given
                .filter(|(name, _)| properties.contains_key(*name))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect()
        };
        server.start_call(name, known(&ids)).await;
        for place in ["#general", CANARY, &format!("#{CANARY}")] {
            let mut arguments = ids.clone();
            arguments["channel_id"] = json!(place);
            arguments["server_id"] = json!(place);
            arguments["content"] = json!(format!("{}{CANARY}", "x".repeat(160)));
            server.start_call(name, known(&arguments)).await;
        }
        server.start_call(name, json!({ CANARY: CANARY })).await;
        server
            .start_call(name, json!({ "channel_id": [CANARY], "content": { "a": CANARY }, "limit": CANARY }))
            .await;
    }
    for unknown in [CANARY.to_owned(), format!("{}{CANARY}", "x".repeat(40))] {
        server.start_call(&unknown, json!({ "content": CANARY })).await;
    }
}

/// What the program shows of it all, with structured results too, since they pass other code.
async fn everything(program: Program, level: &str) -> Ended {
    let mut server = program.env("DISCORD_LOG", level).env("DISCORD_OUTPUT", "both").serve();
    server.initialize().await;
    call_everything(&mut server).await;
    server.finish().await
}

#[tokio::test]
async fn work_that_goes_well_does_not_show_it() {
    // Calls that wait for a limit are given up when the client leaves, and nothing would have come through.
    let sandbox = Sandbox::builder().furnished().token(CANARY).limits(Limits::off()).start().await.unwrap();
    for ended in join_all(LEVELS.map(|level| everything(with(&sandbox), level))).await {
        assert_unseen(&ended, "a sandbox");
        assert!(ended.stdout.contains("Message sent successfully"), "no call came through: {}", ended.stdout);
        assert!(ended.stdout.contains("[redacted]"), "the token came nowhere near: {}", ended.stdout);
    }
    let said = sandbox.world().write_log().len();
    assert!(said > 0, "nothing was done");
}

async fn against(hostility: Hostility) {
    let programs = LEVELS.map(|level| async move {
        let hostile = Hostile::start(hostility).await;
        let ended = everything(at(&hostile.api_base, CANARY), level).await;
        (hostile.requests(), ended, level)
    });
    for (requests, ended, level) in join_all(programs).await {
        assert!(requests > 0, "{hostility:?}: no request came");
        assert_unseen(&ended, &format!("{hostility:?} at {level}"));
        assert_eq!(ended.code, Some(0), "{hostility:?}: {}", ended.stderr);
    }
}

#[tokio::test]
async fn answers_that_quote_it_do_not_show_it() {
    against(Hostility::Answers).await;
    against(Hostility::Garbage).await;
}

#[tokio::test]
async fn refusals_that_quote_it_do_not_show_it() {
    for status in [302, 400, 401, 403, 404] {
        against(Hostility::Status(status)).await;
    }
}

#[tokio::test]
async fn rate_limits_that_quote_it_do_not_show_it() {
    against(Hostility::Status(429)).await;
}

#[tokio::test]
async fn faults_that_quote_it_do_not_show_it() {
    against(Hostility::Status(500)).await;
}

#[tokio::test]
async fn connections_that_drop_do_not_show_it() {
    against(Hostility::Drops).await;
}

#[tokio::test]
async fn an_address_of_discord_that_is_none_does_not_show_it() {
    let bases = [
        CANARY.to_owned(),
        format!("http://[{CANARY}"),
        format!("http://{CANARY}.invalid/"),
        format!("http://bot:{CANARY}@127.0.0.1:1/api"),
        format!("http://127.0.0.1:1/{CANARY}"),
        format!("mailto:{CANARY}"),
    ];
    for ended in join_all(bases.map(|base| async move {
        let served = program(&[]).env("DISCORD_API_BASE", &base).env("DISCORD_TOKEN", CANARY);
        let ended =
            served.env("DISCORD_LOG", "trace").env("DISCORD_AGENT", CANARY).run_with(&conversation()).await;
        assert_unseen(&ended, &base);
        ended
    }))
    .await
    {
        assert!(!ended.stderr.is_empty(), "nothing was tried");
    }
}

/// A handshake and a call, as a client writes them.
fn conversation() -> String {
    let client = json!({ "name": CANARY, "version": CANARY });
    let handshake = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": client });
    let call = json!({ "name": "list_servers", "arguments": {} });
    [("initialize", handshake), ("tools/call", call)]
        .into_iter()
        .enumerate()
        .map(|(id, (method, params))| {
            json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string() + "\n"
        })
        .collect()
}

#[tokio::test]
async fn a_token_in_the_wrong_place_is_not_shown() {
    for name in [
        "API_BASE",
        "RATE_LIMITER",
        "TOKEN_FILE",
        "DEFAULT_SERVER",
        "DEFAULT_CHANNEL",
        "ALLOWED_SERVERS",
        "ALLOWED_CHANNELS",
        "TOOLSETS",
        "TOOLS",
        "READ_ONLY",
        "EXCLUDE_TOOLS",
        "CONFIRM",
        "OUTPUT",
        "AGENT",
        "FILE_ROOTS",
        "LOG",
        "SANDBOX",
        "CONFIG",
        "HTTP",
        "HTTP_TOKENS",
        "HTTP_HOSTS",
        "HTTP_ORIGINS",
        "HTTP_TOKEN",
        "GUILD_ID",
        "CHANNEL_ID",
        "TIMEOUT",
    ] {
        for command in [&["tools"][..], &["--help"], &["serve"], &["config", "show"], &["invite"]] {
            let ended = program(command).env(&format!("DISCORD_{name}"), CANARY).run().await;
            assert_unseen(&ended, &format!("DISCORD_{name} for {command:?}"));
        }
    }
    for arguments in [
        &[CANARY][..],
        &["--token", CANARY],
        &["--api-base", CANARY],
        &["call", "a", CANARY],
        &["call", CANARY],
        &["invite", "--toolsets", CANARY],
        &["config", "show", "--tools", CANARY, "--config", CANARY],
    ] {
        let ended = program(arguments).run().await;
        assert_ne!(ended.code, Some(0), "{}", ended.stdout);
        assert_unseen(&ended, &format!("{arguments:?}"));
    }
}

#[tokio::test]
async fn a_file_named_env_that_is_malformed_does_not_show_it() {
    let lines = [
        format!("DISCORD_TOKEN={CANARY} and more"),
        format!("DISCORD_TOKEN {CANARY}"),
        format!("DISCORD_TOKEN: {CANARY}"),
        format!("DISCORD_TOKEN='{CANARY}"),
        format!("\"DISCORD_TOKEN\"={CANARY}"),
        format!("DISCORD_TOKEN=\"{CANARY}\\q\""),
        format!("DISCORD_TOKEN=\"two {CANARY} words\""),
        CANARY.to_owned(),
        format!("={CANARY}"),
        format!("DISCORD_TOKEN=\u{200b}{CANARY}"),
        format!("DISCORD_TOKEN=${{{CANARY}}}"),
    ];
    let endings = lines.map(|line| async move {
        let started = program(&[]).env("DISCORD_API_BASE", "http://127.0.0.1:1/").env("DISCORD_LOG", "trace");
        std::fs::write(started.folder().join(".env"), format!("# ours\n{line}\n")).unwrap();
        let ended = started.run_with(&conversation()).await;
        assert_unseen(&ended, &line);
        assert!(!ended.stderr.is_empty(), "{line}: nothing was said");
    });
    join_all(endings).await;
}

#[tokio::test]
async fn what_tells_about_settings_does_not_show_it() {
    let sandbox = Sandbox::builder().furnished().token(CANARY).start().await.unwrap();
    let token_file = |program: Program| {
        std::fs::write(program.folder().join("token"), CANARY).unwrap();
        program
    };
    for (program, told) in [
        (with(&sandbox).arguments(&["config", "show"]), "set, from DISCORD_TOKEN"),
        (with(&sandbox).arguments(&["invite"]), "as Discord says"),
        (at("http://127.0.0.1:1/", CANARY).arguments(&["invite"]), "the first part of the token"),
        (token_file(program(&["config", "show", "--token-file", "token"])), "set, from the file token"),
        (program(&["config", "show"]).env("DISCORD_TOKEN", &format!("{CANARY} x")), "not a bot token"),
        (program(&["config", "show"]).env("DISCORD_API_BASE", &format!("http://a:{CANARY}@b/")), "api_base"),
    ] {
        let ended = program.env("DISCORD_LOG", "trace").run().await;
        assert_unseen(&ended, told);
        assert!(ended.stdout.contains(told), "{told} is missing: {}{}", ended.stdout, ended.stderr);
    }
    let lines = [
        format!("token = '{CANARY}'"),
        format!("agent = {CANARY}"),
        format!("confirm = '{CANARY}'"),
        format!("tools = ['{CANARY}']"),
        format!("'{CANARY}' = 1"),
        CANARY.to_owned(),
    ];
    for line in lines {
        for command in [&["tools"][..], &["config", "show"], &["serve"]] {
            let started = program(command).env("DISCORD_LOG", "trace");
            std::fs::write(started.folder().join("mcp-discord.toml"), &line).unwrap();
            assert_unseen(&started.run().await, &line);
        }
    }
}
