use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    layer::{Layer, SETTINGS},
    sources::{Environment, Origin},
};
use crate::tool::nearest;

/// What is wrong with a settings file. Its text is never shown: it may hold what should stand elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It can't be read.
    #[error("the settings file can't be read: {}: {reason}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// It is no TOML, or a value has the wrong type.
    #[error("the settings file {}{}: {reason}", path.display(), line.map(|line| format!(", line {line}")).unwrap_or_default())]
    Bad {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: Option<usize>,
        /// What is wrong.
        reason: String,
    },
    /// There is no such setting.
    #[error("the settings file {} has an unknown setting: {key}{}\nhint: there are: {}", path.display(),
        near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default(), keys().join(", "))]
    Unknown {
        /// The file.
        path: PathBuf,
        /// The name.
        key: String,
        /// The setting that was probably meant.
        near: Option<&'static str>,
    },
    /// The token stands in it.
    #[error(
        "a token may not stand in the settings file {}, since such files are shared and committed\n\
         hint: take `{key}` out, and set DISCORD_TOKEN in the environment or name a file that holds nothing else with \
         `token_file`; if others could read it, reset the token in the Developer Portal", path.display()
    )]
    Token {
        /// The file.
        path: PathBuf,
        /// The name that it stands under.
        key: String,
    },
}

/// What the settings file says: the one that is named, else that of the working folder, else the user's own.
/// Those two are called by the program's name: what they say of toolsets and tools is about those of that program.
pub(super) fn read(
    program: &str,
    named: Option<&Path>,
    environment: &Environment,
) -> Result<Option<(Origin, Layer)>, FileError> {
    let named = named.map(Path::to_owned).or_else(|| environment.path("DISCORD_CONFIG")).map(Origin::File);
    // What `.env` names is no more to be trusted than what lies beside it.
    let beside = || environment.file.get("DISCORD_CONFIG").filter(|path| !path.is_empty());
    if let Some(origin) = named.or_else(|| beside().map(|path| Origin::Folder(path.into()))) {
        let (Origin::File(path) | Origin::Folder(path)) = &origin else { return Ok(None) };
        let layer = parse(path, &text(path)?)?;
        return Ok(Some((origin, layer)));
    }
    let own = own(program, environment).map(Origin::File);
    for origin in [Some(Origin::Folder(format!("{program}.toml").into())), own].into_iter().flatten() {
        let (Origin::File(path) | Origin::Folder(path)) = &origin else { continue };
        if path.exists() {
            let layer = parse(path, &text(path)?)?;
            return Ok(Some((origin, layer)));
        }
    }
    Ok(None)
}

/// Where the user's own settings file is: below `XDG_CONFIG_HOME` or `~/.config`, on Windows below `APPDATA`.
fn own(program: &str, environment: &Environment) -> Option<PathBuf> {
    let xdg = environment.path("XDG_CONFIG_HOME").filter(|path| path.is_absolute());
    let elsewhere = || {
        if cfg!(windows) {
            environment.path("APPDATA")
        } else {
            environment.path("HOME").map(|home| home.join(".config"))
        }
    };
    Some(xdg.or_else(elsewhere)?.join(program).join("config.toml"))
}

fn text(path: &Path) -> Result<String, FileError> {
    let unreadable =
        |error: io::Error| FileError::Unreadable { path: path.into(), reason: error.to_string() };
    fs::read_to_string(path).map_err(unreadable)
}

fn parse(path: &Path, text: &str) -> Result<Layer, FileError> {
    let bad = |error: toml::de::Error| FileError::Bad {
        path: path.into(),
        line: error
            .span()
            .and_then(|span| text.get(..span.start))
            .map(|before| before.matches('\n').count() + 1),
        reason: error.message().replace('\n', " "),
    };
    let table: toml::Table = toml::from_str(text).map_err(bad)?;
    for key in table.keys() {
        if SETTINGS.iter().any(|setting| setting.key == key) {
            continue;
        }
        let (path, key) = (path.to_owned(), key.clone());
        return Err(match key.to_lowercase().replace(['_', '-'], "").as_str() {
            "token" | "discordtoken" | "bottoken" | "discordbottoken" => FileError::Token { path, key },
            _ => {
                let near = nearest(&key.replace('-', "_"), keys());
                FileError::Unknown { path, near, key }
            }
        });
    }
    let mut layer: Layer = toml::from_str(text).map_err(bad)?;
    // Paths in a file are seen from where the file is.
    if let Some(folder) = path.parent() {
        let paths = layer.token_file.iter_mut().chain(layer.http_tokens.iter_mut());
        let paths = paths.chain(layer.file_roots.iter_mut().flatten());
        paths.for_each(|path| *path = folder.join(&*path));
    }
    Ok(layer)
}

fn keys() -> Vec<&'static str> {
    SETTINGS.iter().map(|setting| setting.key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        parse(Path::new("a/b.toml"), text).unwrap_err().to_string()
    }

    #[test]
    fn a_file_is_read_strictly() {
        let layer =
            parse(Path::new("a/b.toml"), "read_only = true\nfile_roots = ['x', '/y']\nconfirm = 'never'")
                .unwrap();
        assert_eq!(layer.read_only, Some(true));
        assert_eq!(layer.file_roots.unwrap(), [PathBuf::from("a/x"), "/y".into()]);
        let said = wrong("read_onyl = true");
        assert!(
            said.contains("read_onyl; did you mean `read_only`?") && said.contains("exclude_tools"),
            "{said}"
        );
        let said = wrong("# first\nconfirm = 'maybe'");
        assert!(said.contains("a/b.toml, line 2") && said.contains("`require`"), "{said}");
        assert!(wrong("allowed_servers = [175928847299117063]").contains("in quotes"));
        assert!(wrong("read_only = ").contains("line 1"));
        for key in ["token", "discord_token", "discordToken", "bot-token"] {
            let said = wrong(&format!("{key} = 'canary-of-no-shape'"));
            assert!(said.contains("token_file") && !said.contains("canary"), "{said}");
        }
    }
}
