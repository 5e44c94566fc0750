use std::{collections::BTreeMap, ffi::OsString};

use clap::{Args as _, Command};
use proptest::{prelude::*, sample::subsequence};

use super::{file::FileError, *};
use crate::{call::Registry, toolsets};

/// A value for each setting that isn't its default, by a number.
fn value(setting: &Setting, number: usize) -> String {
    match setting.key {
        "read_only" => ["true", "on"][number % 2].into(),
        "confirm" => ["require", "never"][number % 2].into(),
        "output" => ["structured", "both"][number % 2].into(),
        "rate_limiter" => "off".into(),
        "allowed_servers" | "allowed_channels" | "default_server" | "default_channel" => {
            (175_928_847_299_117_000 + number).to_string()
        }
        "api_base" => format!("http://localhost:{}/api", 1000 + number),
        "http" => format!("127.0.0.1:{}", 8000 + number),
        key => format!("{key}-{number}"),
    }
}

fn environment(process: &[(&str, &str)], file: &[(&str, &str)]) -> Environment {
    let map = |pairs: &[(&str, &str)]| -> BTreeMap<String, OsString> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect()
    };
    Environment { process: map(process), file: map(file) }
}

fn load(process: &[(&str, &str)], file: &[(&str, &str)]) -> Result<Settings, SettingsError> {
    Settings::load("mcp-discord", &Flags::default(), &environment(process, file))
}

proptest! {
    #[test]
    fn of_any_sources_the_highest_ranking_one_holds(
        said in SETTINGS.iter().map(|_| subsequence(vec![0_usize, 1, 2, 3], 0..=4)).collect::<Vec<_>>(),
        alias in any::<bool>(),
    ) {
        let origins = |setting: &'static Setting| {
            let name = if alias { setting.variables[setting.variables.len() - 1] } else { setting.variables[0] };
            [Origin::Flag, Origin::Variable(name), Origin::EnvFile(name), Origin::File("f.toml".into())]
        };
        // Each source says of each setting what the numbers say.
        let layer = |rank: usize| {
            let mut layer = Layer::default();
            for (setting, ranks) in SETTINGS.iter().zip(&said) {
                if ranks.contains(&rank) {
                    layer.take(setting.read(&value(setting, rank)).unwrap().unwrap(), |_| ());
                }
            }
            layer
        };
        let variables = |rank: usize| -> BTreeMap<String, OsString> {
            let said = SETTINGS.iter().zip(&said).filter(|(_, ranks)| ranks.contains(&rank));
            said.map(|(setting, _)| {
                let (Origin::Variable(name) | Origin::EnvFile(name)) = origins(setting)[rank] else { panic!() };
                (name.to_owned(), value(setting, rank).into())
            }).collect()
        };
        let environment = Environment { process: variables(1), file: variables(2) };
        let mut sources = vec![(Origin::Flag, layer(0))];
        sources.extend(environment.layers().unwrap());
        sources.push((Origin::File("f.toml".into()), layer(3)));
        let settings = Settings::merge(sources);
        for (setting, ranks) in SETTINGS.iter().zip(&said) {
            let (origin, wanted) = match ranks.iter().min() {
                Some(&rank) => (origins(setting)[rank].clone(), Some(value(setting, rank))),
                None => (Origin::Default, setting.default.map(str::to_owned)),
            };
            let wanted = wanted.map(|text| setting.read(&text).unwrap().unwrap().shown(setting.key).unwrap());
            prop_assert_eq!(settings.origin(setting.key), &origin, "{}", setting.key);
            prop_assert_eq!(settings.shown(setting.key), wanted, "{}", setting.key);
        }
    }
}

#[test]
fn the_table_the_flags_and_the_schema_agree() {
    let command = Layer::augment_args(Command::new("x"));
    let schema = schema("program", &Registry::of(toolsets::ALL).unwrap());
    let properties = schema["properties"].as_object().unwrap();
    assert_eq!((properties.len(), command.get_arguments().count()), (SETTINGS.len(), SETTINGS.len()));
    assert_eq!(schema["additionalProperties"], false);
    let mut variables: Vec<_> = SETTINGS.iter().flat_map(|setting| setting.variables).collect();
    variables.sort_unstable();
    assert!(
        variables.windows(2).all(|pair| pair[0] != pair[1]),
        "one variable sets two things: {variables:?}"
    );
    for setting in SETTINGS {
        let argument = command.get_arguments().find(|argument| argument.get_id() == setting.key).unwrap();
        assert_eq!(argument.get_long(), Some(&*setting.flag()));
        assert_eq!(argument.get_all_aliases().unwrap_or_default(), setting.flags);
        assert_eq!(setting.variables[0], format!("DISCORD_{}", setting.key.to_uppercase()));
        let property = &properties[setting.key];
        assert_eq!(property["description"], setting.about, "{}", setting.key);
        assert_eq!(property.get("default").is_some(), setting.default.is_some(), "{}", setting.key);
        if let Some(default) = setting.default {
            let read = setting.read(default).unwrap().unwrap();
            assert_eq!(read.shown(setting.key).unwrap(), default, "{}", setting.key);
        }
        assert_eq!(Layer::defaults().shown(setting.key).as_deref(), setting.default, "{}", setting.key);
    }
}

#[test]
fn what_is_empty_says_nothing_and_what_is_wrong_is_said_with_the_variable() {
    let settings =
        load(&[("DISCORD_OUTPUT", " "), ("DISCORD_ALLOWED_SERVERS", ", ")], &[("DISCORD_OUTPUT", "both")]);
    let settings = settings.unwrap();
    assert_eq!(settings.origin("output"), &Origin::EnvFile("DISCORD_OUTPUT"));
    assert_eq!(settings.origin("allowed_servers"), &Origin::Default);
    for (name, value, said) in [
        ("DISCORD_OUTPUT", "txt", "accepted: text, structured, both; given: txt"),
        ("DISCORD_READ_ONLY", "flase", "given: flase"),
        ("DISCORD_ALLOWED_SERVERS", "a", "17 to 20 digits"),
        ("DISCORD_API_BASE", "discord", "given: discord"),
        ("DISCORD_GUILD_ID", "https://discord.com/channels/@me", "server"),
    ] {
        let error = load(&[], &[(name, value)]).unwrap_err().to_string();
        assert!(
            error.contains(&format!("the value of .env {name} is not good")) && error.contains(said),
            "{error}"
        );
    }
}

#[test]
fn other_servers_variables_are_understood_and_rank_below_ours_in_their_source() {
    let id = "175928847299117063";
    for name in ["DEFAULT_SERVER_ID", "DISCORD_GUILD_ID", "DISCORD_SERVER_ID"] {
        let settings = load(&[(name, id)], &[("DISCORD_DEFAULT_SERVER", "Another")]).unwrap();
        assert_eq!(settings.shown("default_server").as_deref(), Some(id));
        assert_eq!(settings.origin("default_server"), &Origin::Variable(name));
    }
    let both = load(&[("DISCORD_GUILD_ID", id), ("DISCORD_DEFAULT_SERVER", "Ours")], &[]).unwrap();
    assert_eq!(both.shown("default_server").as_deref(), Some("Ours"));
    assert_eq!(load(&[("DISCORD_TIMEOUT", "60")], &[]).unwrap().ignored().len(), 1);
}

#[test]
fn the_token_is_that_of_the_highest_ranking_source() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    fs::write(&path, "token-of-the-file").unwrap();
    let path = path.to_str().unwrap();
    let source = |process: &[_], file: &[_]| load(process, file).unwrap().token().unwrap().source().clone();
    let variable = |name| TokenSource::Variable(Origin::Variable(name));
    let file = TokenSource::File(path.to_owned());
    let (token, other) = (("DISCORD_TOKEN", "token-of-ours"), ("DISCORD_BOT_TOKEN", "token-of-others"));
    assert_eq!(source(&[other, token], &[]), variable("DISCORD_TOKEN"));
    assert_eq!(source(&[other], &[token]), variable("DISCORD_BOT_TOKEN"));
    assert_eq!(source(&[token, ("DISCORD_TOKEN_FILE", path)], &[]), file);
    assert_eq!(source(&[token], &[("DISCORD_TOKEN_FILE", path)]), variable("DISCORD_TOKEN"));
    assert_eq!(source(&[("DISCORD_TOKEN_FILE", path)], &[token]), file);
    assert_eq!(
        load(&[("DISCORD_TOKEN", " ")], &[]).unwrap().token().unwrap_err(),
        TokenError::Missing { program: "mcp-discord" }
    );
}

#[test]
fn a_folder_does_not_say_where_a_token_of_elsewhere_is_sent() {
    let stolen = ("DISCORD_API_BASE", "https://discord.com.example/api");
    let token = ("DISCORD_TOKEN", "token-of-ours");
    let error = load(&[token], &[stolen]).unwrap().token().unwrap_err();
    assert_eq!(error, TokenError::Stranger { said: Origin::EnvFile("DISCORD_API_BASE") });
    for (process, file) in [
        (&[token, stolen][..], &[][..]),
        (&[], &[token, stolen]),
        (&[token], &[("DISCORD_API_BASE", "http://127.0.0.1:3000/api/v10")]),
        (&[token], &[("DISCORD_API_BASE", "https://discord.com/api/v9")]),
    ] {
        load(process, file).unwrap().token().unwrap();
    }
}

#[test]
fn the_settings_file_is_the_named_one_else_the_users_own() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("mcp-discord");
    fs::create_dir(&own).unwrap();
    fs::write(own.join("config.toml"), "agent = 'own'").unwrap();
    let named = folder.path().join("named.toml");
    fs::write(&named, "agent = 'named'").unwrap();
    let xdg = ("XDG_CONFIG_HOME", folder.path().to_str().unwrap());
    let agent = |settings: Settings| settings.shown("agent");
    assert_eq!(agent(load(&[xdg], &[]).unwrap()).as_deref(), Some("own"));
    let variable = ("DISCORD_CONFIG", named.to_str().unwrap());
    assert_eq!(agent(load(&[xdg, variable], &[]).unwrap()).as_deref(), Some("named"));
    let flags = Flags { config: Some(own.join("config.toml")), ..Flags::default() };
    let settings = Settings::load("mcp-discord", &flags, &environment(&[variable], &[])).unwrap();
    assert_eq!(agent(settings).as_deref(), Some("own"));
    let missing = load(&[("DISCORD_CONFIG", "no/such.toml")], &[]).unwrap_err();
    assert!(matches!(missing, SettingsError::File(FileError::Unreadable { .. })), "{missing}");
}

#[test]
fn tools_add_to_toolsets_and_stand_alone_without_them() {
    let registry = Registry::of(toolsets::ALL).unwrap();
    let on = |variables: &[_]| -> Vec<&'static str> {
        let policy = load(variables, &[]).unwrap().policy(&registry).unwrap();
        let on = registry.tools().iter().filter(|tool| policy.allows(tool.spec()));
        on.map(crate::Tool::name).collect()
    };
    let of = |wanted: &dyn Fn(&str) -> bool| -> Vec<&'static str> {
        let tools = registry.tools().iter().filter(|tool| wanted(tool.spec().toolset));
        tools.map(crate::Tool::name).collect()
    };
    let by_default = of(&|toolset| registry.is_on_by_default(toolset));
    assert_eq!(on(&[]), by_default);
    assert_eq!(on(&[("DISCORD_TOOLSETS", "default")]), by_default);
    assert_eq!(on(&[("DISCORD_TOOLSETS", "all")]), of(&|_| true));
    assert_eq!(
        on(&[("DISCORD_TOOLSETS", "servers , channels,")]),
        of(&|set| set == "servers" || set == "channels")
    );
    // By an alias, too.
    let aliased = registry.tools().iter().find_map(|tool| Some((tool.name(), *tool.spec().aliases.first()?)));
    let (name, alias) = aliased.unwrap();
    assert_eq!(on(&[("DISCORD_TOOLS", alias)]), [name]);
    let both = on(&[("DISCORD_TOOLSETS", "servers"), ("DISCORD_TOOLS", "read_messages")]);
    assert!(
        both.contains(&"read_messages") && both.contains(&"list_servers") && !both.contains(&"send_message")
    );
    let reads = on(&[("DISCORD_TOOLS", "read_messages,send_message"), ("DISCORD_READ_ONLY", "1")]);
    assert_eq!(reads, ["read_messages"]);
    let less = on(&[("DISCORD_TOOLS", "read_messages"), ("DISCORD_EXCLUDE_TOOLS", "read_messages")]);
    assert!(less.is_empty(), "{less:?}");
}
