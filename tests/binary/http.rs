//! The program over HTTP: its settings, its tokens and its end.

use std::fs;

use mcp_discord::{mcp::TokenHash, sandbox::Sandbox};
use serde_json::json;

use crate::process::{Program, at, program, sandboxed, with};

const TOKEN: &str = "canary-0123456789-0123456789-0123456789";

/// The program with a file of agents beside it.
fn with_agents(program: Program, agents: &str) -> Program {
    let path = program.folder().join("agents.toml");
    fs::write(&path, agents).unwrap();
    program.env("DISCORD_HTTP_TOKENS", path.to_str().unwrap())
}

fn entry(name: &str, token: &str, more: &str) -> String {
    format!("[[agent]]\nname = '{name}'\ntoken_sha256 = '{}'\n{more}\n", TokenHash::of(token))
}

#[tokio::test]
async fn it_serves_http_in_a_sandbox_and_says_where() {
    let server = sandboxed().serve_http().await;
    let client = server.client();
    let sent =
        client.call("send_message", json!({ "channel_id": "#general", "content": "hello" })).await.unwrap();
    assert!(!sent.1 && sent.0.starts_with("Message sent successfully"), "{}", sent.0);
    let read = client.call("read_messages", json!({ "channel_id": "#general" })).await.unwrap();
    assert!(read.0.contains("hello"), "{}", read.0);
    let metrics = client.get("/metrics").await;
    assert!(
        metrics.contains(r#"mcp_discord_calls_total{tool="send_message",outcome="done"} 1"#),
        "{metrics}"
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_signal_ends_it() {
    let server = sandboxed().serve_http().await;
    server.client().ask("tools/list", json!({})).await.unwrap();
    server.terminate().await;
    let (code, stderr) = server.ended().await;
    assert_eq!(code, Some(0), "{stderr}");
}

#[tokio::test]
async fn a_token_of_the_environment_is_asked_for_and_never_shown() {
    let mut server =
        sandboxed().env("DISCORD_HTTP_TOKEN", TOKEN).env("DISCORD_LOG", "trace").serve_http().await;
    let refused = server.client().request("tools/list", json!({})).send().await.unwrap();
    assert_eq!(refused.status(), 401);
    let client = server.client().with_token(TOKEN);
    let (text, failed) = client.call("list_servers", json!({})).await.unwrap();
    assert!(!failed, "{text}");
    let quoted = client.call("list_channels", json!({ "server_id": TOKEN })).await.unwrap().0;
    assert!(!quoted.contains("canary"), "{quoted}");
    server.kill().await;
    let (_, stderr) = server.ended().await;
    assert!(stderr.contains("call done") && stderr.contains("agent=\"http\""), "{stderr}");
    assert!(!stderr.contains("canary"), "the token is in the log");
}

#[tokio::test]
async fn agents_of_a_file_have_their_own_tools() {
    let sandbox = Sandbox::builder().furnished().start().await.unwrap();
    let agents = entry("reader", TOKEN, "read_only = true") + &entry("writer", "other", "");
    let server = with_agents(with(&sandbox), &agents).serve_http().await;
    let [reader, writer] = [TOKEN, "other"].map(|token| server.client().with_token(token));
    let send = json!({ "channel_id": "#general", "content": "from an agent" });
    let (text, refused) = reader.call("send_message", send.clone()).await.unwrap();
    assert!(refused, "{text}");
    assert_eq!(sandbox.write_log().len(), 0);
    assert!(!writer.call("send_message", send).await.unwrap().1);
    assert_eq!(sandbox.write_log().len(), 1);
}

#[tokio::test]
async fn a_token_that_was_made_lets_in() {
    let made = program(&["token", "the \"reviewer\""]).run().await;
    assert_eq!((made.code, made.stderr.as_str()), (Some(0), ""), "{}", made.stdout);
    let token = made.stdout.lines().find(|line| line.starts_with("mcpd_")).unwrap();
    assert_eq!(token.len(), "mcpd_".len() + 43);
    let entry = &made.stdout[made.stdout.find("[[agent]]").unwrap()..];
    let server = with_agents(sandboxed(), entry).serve_http().await;
    assert!(!server.client().with_token(token).call("list_servers", json!({})).await.unwrap().1);
    let other = program(&["token", "the \"reviewer\""]).run().await;
    assert!(!other.stdout.contains(token));
}

#[tokio::test]
async fn what_would_open_the_bot_to_others_is_refused() {
    let bot = || at("http://127.0.0.1:1/", "MTc1OTI4ODQ3Mjk5MTE3MDYz.GcAnRy.no-bot-has-this-token-0000000");
    let in_folder = |name: &str, text: &str| {
        let program = bot();
        fs::write(program.folder().join(name), text).unwrap();
        program
    };
    for (program, said) in [
        (bot().arguments(&["--http=0.0.0.0:0"]), "mcp-discord token"),
        (bot().env("DISCORD_HTTP", "127.0.0.1:0").env("DISCORD_HTTP_TOKEN", "short"), "could be guessed"),
        (bot().env("DISCORD_HTTP", "8787"), "IP:PORT"),
        (bot().arguments(&["--http=127.0.0.1:0", "--http-tokens=nowhere.toml"]), "nowhere.toml"),
        (bot().arguments(&["--http=127.0.0.1:0", "--http-origins=app.example.com"]), "SCHEME://HOST"),
        (with_agents(bot().arguments(&["--http=127.0.0.1:0"]), "[[agent]]\nnam = 'x'"), "token_sha256"),
        (in_folder("mcp-discord.toml", "http = '127.0.0.1:0'"), "may be somebody else's work"),
        (in_folder(".env", "DISCORD_HTTP=127.0.0.1:0"), "may be somebody else's work"),
        (
            in_folder("mcp-discord.toml", "http_tokens = 'x'").env("DISCORD_HTTP", "127.0.0.1:0"),
            "may be somebody else's work",
        ),
    ] {
        let ended = program.run().await;
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{said}: {}", ended.stderr);
        assert!(ended.stderr.contains(said), "{said} is missing: {}", ended.stderr);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_file_of_agents_that_others_can_read_is_pointed_out() {
    use std::os::unix::fs::PermissionsExt;
    for (mode, warns) in [(0o644, true), (0o600, false)] {
        let program = with_agents(sandboxed(), &entry("a", TOKEN, ""));
        let path = program.folder().join("agents.toml");
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        let mut server = program.serve_http().await;
        server.kill().await;
        let (_, stderr) = server.ended().await;
        assert_eq!(stderr.contains("chmod 600"), warns, "{stderr}");
    }
}
