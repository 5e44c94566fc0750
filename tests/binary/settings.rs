//! Where settings come from, as a person at a terminal meets it, and what is made of them: the invite link, the pages
//! of `docs/`.

use std::{fs, path::Path};

use mcp_discord::sandbox::Sandbox;
use serde_json::Value;

use crate::process::{Program, at, program, with};

/// Shaped as a bot's token; its first part is an ID.
const TOKEN: &str = "MTc1OTI4ODQ3Mjk5MTE3MDYz.GcAnRy.Vq9hT4mZx7LpB2sKdW8cYf3JnR6gQe1aUo5iXv";

fn with_file(program: Program, name: &str, text: &str) -> Program {
    let path = program.folder().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    program
}

/// What `config show` says of a setting: its value and where it came from.
#[track_caller]
fn shown(text: &str, key: &str) -> String {
    let line = text.lines().find(|line| line.split_whitespace().next() == Some(key));
    let line = line.unwrap_or_else(|| panic!("{key} is not shown: {text}"));
    line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn every_setting_is_shown_with_where_it_came_from_and_no_secret() {
    let asked = program(&["config", "show", "--confirm", "never"])
        .env("DISCORD_OUTPUT", "both")
        .env("DISCORD_GUILD_ID", "175928847299117063")
        .env("DISCORD_BOT_TOKEN", TOKEN)
        .env("DISCORD_CONFIRM", "require");
    let asked = with_file(asked, ".env", "DISCORD_AGENT=tester\nDISCORD_OUTPUT=text\n");
    let text =
        "read_only = true\nagent = 'nobody'\ntoolsets = ['servers', 'channels']\nfile_roots = ['out']\n";
    let ended = with_file(asked, "mcp-discord.toml", text).run().await;
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    for (key, said) in [
        ("token", "set, from DISCORD_BOT_TOKEN"),
        ("confirm", "never flag"),
        ("output", "both environment DISCORD_OUTPUT"),
        ("default_server", "175928847299117063 environment DISCORD_GUILD_ID"),
        ("agent", "tester .env DISCORD_AGENT"),
        ("read_only", "true file mcp-discord.toml"),
        ("toolsets", "servers, channels file mcp-discord.toml"),
        ("file_roots", "out file mcp-discord.toml"),
        ("exclude_tools", "- default"),
        ("rate_limiter", "local default"),
    ] {
        assert_eq!(shown(&ended.stdout, key), said);
    }
    assert!(!ended.stdout.contains("GcAnRy"), "{}", ended.stdout);
}

#[tokio::test]
async fn one_settings_file_is_read_the_named_one_first() {
    let three = |arguments: &[&str]| {
        let asked = with_file(program(arguments), "named.toml", "agent = 'named'");
        with_file(asked, "of-the-user/mcp-discord/config.toml", "agent = 'own'\nread_only = true")
    };
    let own = three(&["config", "show"]).run().await.stdout;
    assert!(
        shown(&own, "agent").starts_with("own file ") && shown(&own, "read_only").starts_with("true"),
        "{own}"
    );
    let folder =
        with_file(three(&["config", "show"]), "mcp-discord.toml", "agent = 'folder'").run().await.stdout;
    assert_eq!(shown(&folder, "agent"), "folder file mcp-discord.toml");
    assert_eq!(shown(&folder, "read_only"), "false default");
    for named in [
        three(&["config", "show", "--config", "named.toml"]),
        three(&["config", "show"]).env("DISCORD_CONFIG", "named.toml"),
    ] {
        let named = with_file(named, "mcp-discord.toml", "agent = 'folder'").run().await.stdout;
        assert_eq!(shown(&named, "agent"), "named file named.toml");
    }
    let missing = program(&["config", "show", "--config", "no-such.toml"]).run().await;
    assert_eq!((missing.code, missing.stdout.as_str()), (Some(1), ""));
    assert!(missing.stderr.contains("no-such.toml"), "{}", missing.stderr);
}

#[tokio::test]
async fn a_settings_file_that_is_wrong_stops_every_command() {
    for (text, said) in [
        ("read_onyl = true", "read_onyl; did you mean `read_only`?"),
        (
            "toolsets = ['mesages']",
            "`toolsets` in mcp-discord.toml names a toolset that doesn't exist: mesages; did you mean `messages`?",
        ),
        ("confirm = 'perhaps'", "mcp-discord.toml, line 1"),
        ("allowed_servers = [175928847299117063]", "in quotes"),
    ] {
        for command in ["serve", "tools"] {
            let asked = program(&[command]).env("DISCORD_TOKEN", TOKEN);
            let ended = with_file(asked, "mcp-discord.toml", text).run().await;
            assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{text}");
            assert!(ended.stderr.contains(said), "{said} is missing: {}", ended.stderr);
        }
    }
    let ended = with_file(program(&["tools"]), "mcp-discord.toml", &format!("token = '{TOKEN}'")).run().await;
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("token_file") && !ended.stderr.contains("GcAnRy"), "{}", ended.stderr);
}

#[tokio::test]
async fn a_token_on_the_command_line_is_refused_with_the_reason() {
    for arguments in [&["--token", TOKEN][..], &["serve", "--token", TOKEN], &["--token"]] {
        let ended = program(arguments).env("DISCORD_TOKEN", TOKEN).run().await;
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""));
        for word in ["seen by everybody", "DISCORD_TOKEN", "--token-file"] {
            assert!(ended.stderr.contains(word), "{word} is missing: {}", ended.stderr);
        }
        assert!(!ended.stderr.contains("GcAnRy"), "{}", ended.stderr);
    }
}

#[tokio::test]
async fn what_a_branch_of_the_python_server_reads_is_taken_or_said_to_be_ignored() {
    let sandbox = Sandbox::builder().furnished().start().await.unwrap();
    let mut server = with(&sandbox).env("DISCORD_TIMEOUT", "60").serve();
    server.initialize().await;
    let ended = server.finish().await;
    assert_eq!(ended.stderr.matches("DISCORD_TIMEOUT").count(), 1, "{}", ended.stderr);
    let ended = program(&["config", "show", "--server-id", "Team"]).run().await;
    assert_eq!(shown(&ended.stdout, "default_server"), "Team flag");
}

#[tokio::test]
async fn a_working_folder_does_not_send_the_token_elsewhere() {
    for (file, text) in [
        (".env", "DISCORD_API_BASE=http://discord.example/api\n"),
        ("mcp-discord.toml", "api_base = 'http://discord.example/api'"),
        ("sub/evil.toml", "api_base = 'http://discord.example/api'"),
    ] {
        let asked = with_file(program(&[]).env("DISCORD_TOKEN", TOKEN), file, text);
        let asked = if file.contains('/') {
            with_file(asked, ".env", "DISCORD_CONFIG=sub/evil.toml\n")
        } else {
            asked
        };
        let ended = asked.run().await;
        assert_eq!(ended.code, Some(1), "{}", ended.stderr);
        assert!(ended.stderr.contains(file) && ended.stderr.contains("hint:"), "{}", ended.stderr);
    }
}

#[tokio::test]
async fn a_working_folder_opens_no_other_folder_to_files() {
    let outside = tempfile::tempdir().unwrap();
    let outside = outside.path().to_str().unwrap().replace('\\', "/");
    for roots in [outside.as_str(), "..", "a/../..", "link"] {
        for (file, text) in [
            (".env", format!("DISCORD_FILE_ROOTS='{roots}'\n")),
            ("mcp-discord.toml", format!("file_roots = ['inside', '{roots}']")),
        ] {
            let asked = with_file(program(&["tools"]), file, &text);
            fs::create_dir(asked.folder().join("a")).unwrap();
            #[cfg(unix)]
            std::os::unix::fs::symlink(&outside, asked.folder().join("link")).unwrap();
            if cfg!(windows) && roots == "link" {
                continue;
            }
            let ended = asked.run().await;
            assert_eq!(ended.code, Some(1), "{roots} of {file}: {}", ended.stderr);
            assert!(ended.stderr.contains("outside of the working folder"), "{}", ended.stderr);
        }
    }
    let inside = with_file(program(&["tools"]), "mcp-discord.toml", "file_roots = ['.', 'inside']");
    fs::create_dir(inside.folder().join("inside")).unwrap();
    let inside = inside.run().await;
    assert_eq!(inside.code, Some(0), "{}", inside.stderr);
    let named =
        with_file(program(&["tools", "--config", "x.toml"]), "x.toml", "file_roots = ['..']").run().await;
    assert_eq!(named.code, Some(0), "{}", named.stderr);
}

#[tokio::test]
async fn the_schema_of_a_settings_file_describes_each_setting() {
    let schema = program(&["config", "schema"]).run().await;
    let schema: Value = serde_json::from_str(&schema.stdout).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let shown = program(&["config", "show"]).run().await.stdout;
    let keys: Vec<_> = shown.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let properties = schema["properties"].as_object().unwrap();
    assert_eq!(properties.len(), keys.len() - 1, "the token is shown, and stands in no file");
    for key in keys.iter().filter(|key| **key != "token") {
        assert!(properties[*key]["description"].is_string(), "{key}");
    }
    assert_eq!(properties["confirm"]["enum"], serde_json::json!(["ask", "require", "never"]));
}

#[tokio::test]
async fn the_invite_link_has_the_bits_of_what_is_on() {
    let sandbox = Sandbox::builder().furnished().start().await.unwrap();
    let invite = |arguments: &[&str]| {
        let mut all = vec!["invite"];
        all.extend(arguments);
        program(&all).env("DISCORD_API_BASE", &sandbox.api_base()).env("DISCORD_TOKEN", sandbox.token())
    };
    let bot = sandbox.world().bot();
    let link = |bits: u64| {
        format!(
            "https://discord.com/oauth2/authorize?client_id={bot}&scope=bot+applications.commands&permissions={bits}\n"
        )
    };
    let few = invite(&["--tools", "add_reaction,read_messages"]).run().await;
    assert_eq!(few.code, Some(0), "{}", few.stderr);
    assert!(few.stdout.starts_with(&link(1 << 6 | 1 << 10 | 1 << 16)), "{}", few.stdout);
    for line in [
        "as Discord says",
        "  ADD_REACTIONS: add_reaction",
        "  Message Content Intent (is on): read_messages",
    ] {
        assert!(few.stdout.contains(line), "{line} is missing: {}", few.stdout);
    }
    let none = invite(&["--toolsets", "servers", "--read-only"]).run().await;
    assert!(none.stdout.starts_with("https://discord.com/"), "{}{}", none.stdout, none.stderr);
    let tools = program(&["tools"]).run().await.stdout;
    let whole = invite(&[]).run().await.stdout;
    let bits = whole.lines().next().unwrap().rsplit_once('=').unwrap().1.to_owned();
    assert!(tools.contains(&format!("({bits})")), "{bits} is not what `tools` says: {tools}");
}

#[tokio::test]
async fn without_discord_the_link_is_made_of_the_token() {
    let ended = at("http://127.0.0.1:1/", TOKEN).arguments(&["invite"]).run().await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stdout.contains("client_id=175928847299117063&"), "{}", ended.stdout);
    assert!(ended.stdout.contains("as the first part of the token says"), "{}", ended.stdout);
    assert!(!ended.stdout.contains("GcAnRy"), "{}", ended.stdout);
}

#[tokio::test]
async fn the_example_in_the_page_of_settings_is_one() {
    let page = program(&["config", "markdown"]).run().await.stdout;
    let example = page.split_once("```toml\n").unwrap().1.split_once("```").unwrap().0.to_owned();
    for (command, told) in [(&["config", "show"][..], "require"), (&["tools"], "off delete_message")] {
        let ended = with_file(program(command), "mcp-discord.toml", &example).run().await;
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        assert!(ended.stdout.contains(told), "{told} is missing: {}", ended.stdout);
    }
}

#[tokio::test]
async fn a_variable_that_is_empty_is_not_set() {
    let asked = program(&["config", "show"]);
    let empty =
        ["DISCORD_SANDBOX", "DISCORD_CONFIG", "DISCORD_TOOLSETS", "DISCORD_READ_ONLY", "DISCORD_TOKEN"];
    let ended = empty.into_iter().fold(asked, |asked, name| asked.env(name, "")).run().await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(ended.stdout.lines().skip(1).all(|line| line.ends_with("default")), "{}", ended.stdout);
}

/// Compares a page with what the program prints, or writes it anew.
async fn page(name: &str, command: &[&str]) {
    let ended = program(command).run().await;
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &ended.stdout).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default().replace('\r', "");
    let first = written.lines().zip(ended.stdout.lines()).find(|(written, made)| written != made);
    assert!(
        written == ended.stdout,
        "docs/{name} is not what the program says now; write it anew with UPDATE_DOCS=1 in the environment of this \
         test, and look at the difference. The first: {first:?}"
    );
}

#[tokio::test]
async fn the_page_of_tools_is_up_to_date() {
    page("tools.md", &["tools", "--markdown"]).await;
}

#[tokio::test]
async fn the_page_of_settings_is_up_to_date() {
    page("configuration.md", &["config", "markdown"]).await;
}
