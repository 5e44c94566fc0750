//! The commands and settings, as a person at a terminal meets them.

use std::fs;

use serde_json::Value;
use tokio::{io::AsyncWriteExt, net::TcpListener};

use crate::process::{free_address, program, sandboxed};

/// Whether `tools` lists a tool as one that is on.
#[track_caller]
fn is_on(listed: &str, tool: &str) -> bool {
    let mut lines = listed.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let line = lines.find(|words| words.get(1) == Some(&tool));
    let line = line.unwrap_or_else(|| panic!("{tool} is not listed: {listed}"));
    line[0] == "on"
}

#[tokio::test]
async fn without_a_token_it_says_every_way_to_give_one() {
    for command in [&[][..], &["serve"], &["call", "list_servers"]] {
        let ended = program(command).run().await;
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{}", ended.stderr);
        assert!(ended.stderr.contains("DISCORD_TOKEN environment variable is required"), "{}", ended.stderr);
        for way in ["--token-file", "--sandbox", ".env"] {
            assert!(ended.stderr.contains(way), "{way} is missing: {}", ended.stderr);
        }
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_mistake() {
    for command in
        [&["tools"][..], &["tools", "--json"], &["config", "markdown"], &["token", "ci"], &["--help"]]
    {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let program = env!("CARGO_BIN_EXE_mcp-discord");
        let ended = std::process::Command::new(program)
            .args(command)
            .current_dir(std::env::temp_dir())
            .stdout(writer)
            .output()
            .unwrap();
        let stderr = String::from_utf8(ended.stderr).unwrap();
        assert_eq!((ended.status.code(), stderr.as_str()), (Some(0), ""), "{command:?}");
    }
}

#[tokio::test]
async fn help_and_version_are_output() {
    let help = program(&["--help"]).run().await;
    assert_eq!((help.code, help.stderr.as_str()), (Some(0), ""));
    for word in ["DISCORD_TOKEN", "--sandbox", "DISCORD_ALLOWED_SERVERS", "call", "tools"] {
        assert!(help.stdout.contains(word), "{word} is missing: {}", help.stdout);
    }
    assert!(!help.stdout.contains('\u{1b}'), "colours without a terminal: {:?}", help.stdout);
    let version = program(&["--version"]).run().await;
    assert_eq!(version.stdout, format!("mcp-discord {}\n", env!("CARGO_PKG_VERSION")));
}

#[tokio::test]
async fn a_wrong_flag_is_a_usage_error() {
    let ended = program(&["--sandbx"]).run().await;
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
    assert!(ended.stderr.contains("--sandbox"), "{}", ended.stderr);
}

#[tokio::test]
async fn tools_are_listed_without_a_token() {
    let listed = program(&["tools"]).run().await;
    assert_eq!(listed.code, Some(0), "{}", listed.stderr);
    for word in ["messages:", "send_message", "delete_message", "destroy", "SEND_MESSAGES"] {
        assert!(listed.stdout.contains(word), "{word} is missing: {}", listed.stdout);
    }
    let reading = program(&["tools", "--read-only"]).run().await.stdout;
    assert!(is_on(&reading, "read_messages") && !is_on(&reading, "delete_message"), "{reading}");
}

#[tokio::test]
async fn the_default_toolsets_are_on_and_the_others_are_not() {
    use mcp_discord::toolsets::ALL;
    for (arguments, all) in [(&["tools"][..], false), (&["tools", "--toolsets", "all"], true)] {
        let listed = program(arguments).run().await.stdout;
        for toolset in ALL {
            let count = toolset.tools.len();
            let on = if all || toolset.on_by_default { count } else { 0 };
            let said = format!("{}: {} ({on} of {count} on)\n", toolset.name, toolset.description);
            assert!(listed.contains(&said), "{said} is missing: {listed}");
        }
    }
}

#[tokio::test]
async fn tools_as_json_are_what_clients_are_given() {
    let listed = program(&["tools", "--json"]).run().await;
    assert_eq!(listed.code, Some(0), "{}", listed.stderr);
    let listed: Value = serde_json::from_str(&listed.stdout).unwrap();
    let mut server = sandboxed().serve();
    server.initialize().await;
    let offered = server.ask("tools/list", serde_json::json!({})).await;
    assert_eq!(offered["result"]["tools"], listed["tools"]);
    server.finish().await;
}

#[tokio::test]
async fn a_tool_can_be_called_by_hand() {
    let sandbox = "--sandbox=127.0.0.1:0";
    let sent =
        program(&["call", sandbox, "send_message", "channel_id=#general", "content=hello"]).run().await;
    assert_eq!(sent.code, Some(0), "{}", sent.stderr);
    assert!(sent.stdout.starts_with("Message sent successfully. Message ID: "), "{}", sent.stdout);
    let json = program(&["call", sandbox, "--json", "list_servers"]).run().await;
    let json: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["servers"][0]["name"], "Claude Team Workspace", "{json}");
}

#[tokio::test]
async fn a_call_that_is_refused_fails_and_says_what_to_do() {
    let sandbox = "--sandbox=127.0.0.1:0";
    for (arguments, said) in [
        (&["send_message", "channel_id=#nowhere", "content=hello"][..], "#nowhere"),
        (&["send_mesage"], "did you mean `send_message`?"),
        (&["send_message", "hello"], "an argument is name=value: hello"),
        (&["send_message", "content=a", "content=b"], "given twice"),
        (&["send_message", "contnt=a"], "content"),
    ] {
        let ended = program(&[&["call", sandbox], arguments].concat()).run().await;
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{}", ended.stderr);
        assert!(ended.stderr.contains(said), "{said} is missing: {}", ended.stderr);
    }
}

#[tokio::test]
async fn settings_are_read_from_a_file_named_env() {
    let asked = program(&["tools"]);
    fs::write(asked.folder().join(".env"), "# of this project\nDISCORD_TOOLSETS=servers\n").unwrap();
    let listed = asked.run().await.stdout;
    assert!(is_on(&listed, "list_servers") && !is_on(&listed, "send_message"), "{listed}");

    let overruled = program(&["tools"]).env("DISCORD_TOOLSETS", "messages");
    fs::write(overruled.folder().join(".env"), "DISCORD_TOOLSETS=servers\n").unwrap();
    let listed = overruled.run().await.stdout;
    assert!(is_on(&listed, "send_message") && !is_on(&listed, "list_servers"), "{listed}");
}

#[tokio::test]
async fn the_token_is_read_from_a_file_named_env_or_from_any_other() {
    let sandbox = mcp_discord::sandbox::Sandbox::builder().furnished().start().await.unwrap();
    let call = ["call", "list_servers"];
    let settings = program(&call).env("DISCORD_API_BASE", &sandbox.api_base());
    fs::write(settings.folder().join(".env"), format!("DISCORD_TOKEN=\"{}\"\n", sandbox.token())).unwrap();
    let ended = settings.run().await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);

    let named = program(&[&call[..], &["--token-file", "token"]].concat())
        .env("DISCORD_API_BASE", &sandbox.api_base());
    fs::write(named.folder().join("token"), format!("{}\n", sandbox.token())).unwrap();
    let ended = named.run().await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);

    let missing = program(&["--token-file", "no-such-file"]).run().await;
    assert_eq!(missing.code, Some(1));
    assert!(missing.stderr.contains("no-such-file"), "{}", missing.stderr);
}

#[tokio::test]
async fn a_file_named_env_that_is_no_settings_is_an_error() {
    let asked = program(&["tools"]);
    fs::write(asked.folder().join(".env"), "DISCORD_TOOLSETS=two words\n").unwrap();
    let ended = asked.run().await;
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    assert!(ended.stderr.contains(".env is not NAME=value"), "{}", ended.stderr);
}

#[tokio::test]
async fn a_name_in_the_settings_that_nothing_has_stops_the_start() {
    for (setting, name, near) in [
        ("DISCORD_TOOLSETS", "mesages", "messages"),
        ("DISCORD_TOOLS", "send_mesage", "send_message"),
        ("DISCORD_EXCLUDE_TOOLS", "send_mesage", "send_message"),
    ] {
        let ended = sandboxed().env(setting, name).run().await;
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
        let said = format!("that doesn't exist: {name}; did you mean `{near}`?");
        assert!(ended.stderr.contains(setting) && ended.stderr.contains(&said), "{}", ended.stderr);
        let (_, known) = ended.stderr.split_once("hint: there are: ").expect("what there is");
        assert!(known.contains(near), "{known}");
    }
}

#[tokio::test]
async fn a_second_process_joins_the_sandbox_that_runs() {
    let place = format!("--sandbox={}", free_address());
    let mut server = program(&[&place]).serve();
    server.initialize().await;
    let text = "said from a second terminal";
    let sent = program(&["call", &place, "send_message", "channel_id=#general", &format!("content={text}")])
        .run()
        .await;
    assert_eq!((sent.code, sent.stderr.contains("this call only")), (Some(0), false), "{}", sent.stderr);
    let (read, _) = server.call("read_messages", serde_json::json!({ "channel_id": "#general" })).await;
    assert!(read.contains(text), "{read}");
    server.finish().await;
}

#[tokio::test]
async fn an_address_that_something_else_uses_is_refused() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let web_server = tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            client
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}")
                .await
                .unwrap();
        }
    });
    let ended = program(&[&format!("--sandbox={address}")]).run().await;
    web_server.abort();
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    let said = format!("something that is no sandbox uses the address {address}");
    assert!(ended.stderr.contains(&said) && ended.stderr.contains("hint:"), "{}", ended.stderr);
}

#[tokio::test]
async fn a_sandbox_for_other_machines_is_refused() {
    let ended = program(&["--sandbox=0.0.0.0:4848"]).run().await;
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("loopback"), "{}", ended.stderr);
}
