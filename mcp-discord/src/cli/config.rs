use clap::{Args, Subcommand};

use super::{Exit, Failure, Program, print, reference};
use crate::{
    config::{SETTINGS, Settings, schema},
    redact::without_secrets,
};

/// What `config` is given.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    show: Shown,
}

#[derive(Debug, Subcommand)]
enum Shown {
    /// Every setting, its value, and where it came from.
    Show,
    /// The JSON schema of a settings file, for editors.
    Schema,
    /// What every setting means: docs/configuration.md.
    Markdown,
}

pub(super) fn run(arguments: &Arguments, program: &Program, settings: &Settings) -> Result<Exit, Failure> {
    print(&match arguments.show {
        Shown::Show => without_secrets(&show(settings)).into_owned(),
        Shown::Schema => {
            let schema = schema(program.name, &program.registry);
            format!("{}\n", serde_json::to_string_pretty(&schema)?)
        }
        Shown::Markdown => reference::settings(program),
    })?;
    Ok(Exit::Done)
}

fn show(settings: &Settings) -> String {
    // What is wrong with the token is said, and how to mend it is not: whoever asks only looks.
    let token = settings.token();
    let token = match &token {
        Ok(token) => format!("set, from {}", token.source()),
        Err(error) => error.to_string().lines().next().unwrap_or_default().to_owned(),
    };
    let rows: Vec<(&str, String, String)> = SETTINGS
        .iter()
        .map(|setting| {
            let value = settings.shown(setting.key).unwrap_or_else(|| "-".into());
            (setting.key, value, settings.origin(setting.key).to_string())
        })
        .collect();
    let name = rows.iter().map(|(name, ..)| name.len()).max().unwrap_or_default();
    let value = rows.iter().map(|(_, value, _)| value.chars().count()).max().unwrap_or_default().min(60);
    let lines = rows.iter().map(|(key, shown, origin)| format!("{key:<name$}  {shown:<value$}  {origin}\n"));
    format!("{:<name$}  {token}\n{}", "token", lines.collect::<String>())
}
