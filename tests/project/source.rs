//! The text of the project, as the checks see it.

use std::path::{Path, PathBuf};
use std::{fs, mem};

/// A source file of the library, without comments and without tests.
#[derive(Debug)]
pub(crate) struct Source {
    /// Below `mcp-discord/src`, with `/` on every system.
    pub(crate) path: String,
    code: String,
}

impl Source {
    pub(crate) fn new(path: String, text: &str) -> Self {
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let code = code.lines().map(|line| line.split("// ").next().unwrap_or_default());
        let code = code.filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        Self { path, code }
    }

    pub(crate) fn has_any(&self, signs: &[&str]) -> bool {
        signs.iter().any(|sign| self.code.contains(sign))
    }

    /// Whether it is a file, or in a folder: the name of one ends with `/`.
    pub(crate) fn is_in(&self, place: &str) -> bool {
        self.path == place || place.ends_with('/') && self.path.starts_with(place)
    }

    pub(crate) fn is_in_any(&self, places: &[&str]) -> bool {
        places.iter().any(|place| self.is_in(place))
    }

    /// The modules of the crate that it names: `crate::a`, each of `crate::{a, b::c}`, and as many `super::` as lead
    /// out of its own.
    pub(crate) fn uses(&self) -> Vec<String> {
        let folders = self.path.matches('/').count();
        let out = "super::".repeat(if self.path.ends_with("/mod.rs") { folders } else { folders + 1 });
        ["crate::", &out].iter().flat_map(|root| self.after(root)).collect()
    }

    fn after(&self, root: &str) -> Vec<String> {
        let mut used = Vec::new();
        for (at, _) in self.code.match_indices(root) {
            // `$crate` stands in a macro, for whoever uses it.
            if self.code[..at].ends_with(['$', '_', ':']) || self.code[..at].ends_with(char::is_alphanumeric)
            {
                continue;
            }
            let rest = &self.code[at + root.len()..];
            match rest.strip_prefix('{') {
                Some(group) => used.extend(outermost(group)),
                None => used.push(word(rest).into()),
            }
        }
        used
    }
}

/// The first word of each item of a group: those in groups of their own belong to another module.
fn outermost(group: &str) -> Vec<String> {
    let (mut depth, mut items, mut item) = (1_usize, Vec::new(), String::new());
    for character in group.chars() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => items.push(mem::take(&mut item)),
            _ if depth == 1 => item.push(character),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    items.push(item);
    items.iter().map(|item| word(item.trim_start()).to_owned()).filter(|item| !item.is_empty()).collect()
}

fn word(text: &str) -> &str {
    text.split(|character: char| !character.is_alphanumeric() && character != '_').next().unwrap_or_default()
}

/// All source files of the library, but those that are tests.
pub(crate) fn sources() -> Vec<Source> {
    let root = root().join("mcp-discord/src");
    let found = files_below(&root).into_iter().filter_map(|path| {
        let relative = path.strip_prefix(&root).ok()?;
        let relative = relative.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        let is_code = path.extension().is_some_and(|extension| extension == "rs");
        let is_test = relative.contains("/tests/") || relative.ends_with("/tests.rs");
        (is_code && !is_test)
            .then(|| Source::new(relative, &fs::read_to_string(&path).unwrap().replace('\r', "")))
    });
    found.collect()
}

/// All files of the project that are text.
pub(crate) fn files() -> Vec<(PathBuf, String)> {
    let read = |path: PathBuf| Some((path.clone(), fs::read_to_string(path).ok()?));
    files_below(&root()).into_iter().filter_map(read).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    // What git leaves out.
    const ELSEWHERE: [&str; 6] = [".git", "target", "node_modules", "__pycache__", "cache", ".env"];
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if ELSEWHERE.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => found.extend(files_below(&entry.path())),
            kind if kind.is_file() => found.push(entry.path()),
            _ => {}
        }
    }
    found
}
