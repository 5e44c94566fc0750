use std::{collections::BTreeMap, env, ffi::OsString, fmt, io, path::PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::{
    layer::{Layer, SETTINGS},
    token::VARIABLES,
};
use crate::redact;

/// Where a setting came from, by falling rank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The command line.
    Flag,
    /// A variable of the environment.
    Variable(&'static str),
    /// A variable that the file `.env` of the working folder sets.
    EnvFile(&'static str),
    /// A settings file that was named, or is the user's own.
    File(PathBuf),
    /// The settings file of the working folder, which may be somebody else's.
    Folder(PathBuf),
    /// Nothing said anything.
    Default,
}

/// The variables of the environment, and those of `.env`.
#[derive(Clone, Default)]
pub struct Environment {
    pub(super) process: BTreeMap<String, OsString>,
    pub(super) file: BTreeMap<String, OsString>,
}

/// What is wrong with a variable or with a `.env` file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvironmentError {
    /// `.env` is there and can't be read.
    #[error("the file .env can't be read: {0}")]
    Unreadable(String),
    /// A line of it is no `NAME=value`. Which one isn't said: it may hold the token.
    #[error("a line of the file .env is not NAME=value; put values with spaces in quotes")]
    NotEnv,
    /// The value of a variable can't be read.
    #[error("the value of {0} is not good: {1}")]
    BadValue(Origin, String),
}

/// What variables mean elsewhere, and nothing here.
const IGNORED: &[(&str, &str)] = &[("DISCORD_TIMEOUT", "each tool has a deadline of its own")];

impl Environment {
    /// The environment of this process, and the file `.env` of the working folder, which is read into the
    /// environment too; what is set already stays.
    ///
    /// To be called before any thread is started.
    pub fn read() -> Result<Self, EnvironmentError> {
        let process = env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value)));
        let process = process.collect();
        let mut file = BTreeMap::new();
        match dotenvy::from_path_iter(".env") {
            Ok(lines) => {
                for line in lines {
                    let (name, value) = line.map_err(wrong)?;
                    file.entry(name).or_insert_with(|| value.into());
                }
                // For what isn't ours, such as proxies.
                dotenvy::from_path(".env").map_err(wrong)?;
            }
            Err(dotenvy::Error::Io(error)) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(wrong(error)),
        }
        Ok(Self { process, file })
    }

    /// What the variables say, by falling rank.
    pub(super) fn layers(&self) -> Result<Vec<(Origin, Layer)>, EnvironmentError> {
        let mut layers = Vec::new();
        for (variables, origin) in self.ranks() {
            for setting in SETTINGS {
                for name in setting.variables {
                    let Some(value) = variables.get(*name) else { continue };
                    let bad = |why| EnvironmentError::BadValue(origin(name), why);
                    let value = value.to_str().ok_or_else(|| bad("it is not UTF-8".into()))?;
                    if let Some(layer) = setting.read(value).map_err(bad)? {
                        layers.push((origin(name), layer));
                        break;
                    }
                }
            }
        }
        Ok(layers)
    }

    /// The bot's token, if a variable holds one.
    pub(super) fn token(&self) -> Option<(Origin, SecretString)> {
        self.secret(&VARIABLES)
    }

    /// The secret that one of these variables holds; from now on no text shows any of them.
    pub(super) fn secret(&self, names: &[&'static str]) -> Option<(Origin, SecretString)> {
        let mut found = None;
        for (variables, origin) in self.ranks() {
            for &name in names {
                let value = variables.get(name).and_then(|value| value.to_str()).unwrap_or_default();
                let secret = SecretString::from(value.trim());
                if secret.expose_secret().is_empty() {
                    continue;
                }
                redact::register(&secret);
                found.get_or_insert((origin(name), secret));
            }
        }
        found
    }

    /// What is set and has no meaning here, with the reason.
    pub(super) fn ignored(&self) -> Vec<(&'static str, &'static str)> {
        let set =
            |name| [&self.process, &self.file].into_iter().any(|variables| variables.contains_key(name));
        IGNORED.iter().copied().filter(|(name, _)| set(*name)).collect()
    }

    /// A variable of the environment proper that says where something is; `None` when it is empty, too.
    pub(super) fn path(&self, name: &str) -> Option<PathBuf> {
        self.process.get(name).filter(|value| !value.is_empty()).map(PathBuf::from)
    }

    /// Whether a variable is set, to nothing.
    pub fn is_empty(&self, name: &str) -> bool {
        self.process.get(name).or_else(|| self.file.get(name)).is_some_and(|value| value.is_empty())
    }

    #[expect(clippy::type_complexity, reason = "it is two pairs")]
    fn ranks(&self) -> [(&BTreeMap<String, OsString>, fn(&'static str) -> Origin); 2] {
        [(&self.process, Origin::Variable), (&self.file, Origin::EnvFile)]
    }
}

fn wrong(error: dotenvy::Error) -> EnvironmentError {
    match error {
        dotenvy::Error::Io(error) => EnvironmentError::Unreadable(error.to_string()),
        _ => EnvironmentError::NotEnv,
    }
}

impl Origin {
    /// Lower is stronger. The folder's file is the only one that is read, where there is one.
    pub(super) const fn rank(&self) -> u8 {
        match self {
            Self::Flag => 0,
            Self::Variable(_) => 1,
            Self::EnvFile(_) => 2,
            Self::File(_) | Self::Folder(_) => 3,
            Self::Default => 4,
        }
    }

    /// Whether it is a file that lay in the working folder, and that may have come with somebody else's project.
    pub(super) const fn is_of_folder(&self) -> bool {
        matches!(self, Self::EnvFile(_) | Self::Folder(_))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("flag"),
            Self::Variable(name) => write!(f, "environment {name}"),
            Self::EnvFile(name) => write!(f, ".env {name}"),
            Self::File(path) | Self::Folder(path) => write!(f, "file {}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment").finish_non_exhaustive()
    }
}
