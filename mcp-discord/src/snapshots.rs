//! Snapshots of what `tools/list` says of each tool: a file a tool, so that a change of any is seen in review.
//!
//! ```no_run
//! # use mcp_discord::prelude::*;
//! # mod greetings {
//! #     use mcp_discord::prelude::*;
//! #     /// Says hello.
//! #     #[discord_tool(toolset = greetings, effect = read)]
//! #     async fn hello(_ctx: Context<hello>) -> ToolResult<String> { Ok("hello".into()) }
//! #     toolset! { pub greetings: "Being polite" => [hello] }
//! # }
//! # use greetings::greetings;
//! #[test]
//! fn tools_are_listed_as_they_were() {
//!     mcp_discord::assert_tool_snapshots!(greetings());
//! }
//! # fn main() {}
//! ```
//!
//! The files are those of [insta]: `tests/snapshots/hello.snap`. The first run, and every run after a change, fails and
//! says how the files are written anew; on a machine with `CI` set nothing is written beside them. A file whose tool is
//! gone fails, too.
//!
//! [insta]: https://insta.rs

use std::{
    any::Any,
    collections::BTreeSet,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
};

use serde_json::Value;

#[doc(hidden)]
pub use insta;

use crate::{
    context::{Tool, Toolset},
    mcp::{OutputMode, Server, listing},
};

/// Holds every tool against its snapshot.
///
/// The first argument is whatever [`Listed`] stands on: a [`Toolset`](crate::Toolset) or several, a
/// [`Tool`](crate::Tool), a [`Server`](crate::Server), or what an MCP client was told, as JSON. The second is the folder,
/// from the root of the package; `tests/snapshots` when it is left out. The folder belongs to this one assertion.
///
/// # Panics
///
/// When a tool has changed or has no snapshot, and when a snapshot has no tool: with all that differ, and how to write
/// the files anew.
#[macro_export]
macro_rules! assert_tool_snapshots {
    ($tools:expr $(,)?) => {
        $crate::assert_tool_snapshots!($tools, "tests/snapshots")
    };
    ($tools:expr, $folder:expr $(,)?) => {{
        let folder = ::std::path::Path::new(::core::env!("CARGO_MANIFEST_DIR")).join($folder);
        $crate::snapshots::hold(&folder, $crate::snapshots::Listed::listed(&$tools), |name, tool| {
            $crate::snapshots::insta::assert_json_snapshot!(name, tool);
        });
    }};
}

/// What has tools that can be listed.
pub trait Listed {
    /// The tools as `tools/list` shows them, with their output schemas.
    fn listed(&self) -> Vec<Value>;
}

impl Listed for Tool {
    fn listed(&self) -> Vec<Value> {
        listing(self, OutputMode::Both).into_iter().collect()
    }
}

impl Listed for Toolset {
    fn listed(&self) -> Vec<Value> {
        self.tools.iter().flat_map(Listed::listed).collect()
    }
}

/// The tools that the server offers.
impl Listed for Server {
    fn listed(&self) -> Vec<Value> {
        self.calls().listed().flat_map(Listed::listed).collect()
    }
}

/// What a client was told.
impl Listed for Value {
    fn listed(&self) -> Vec<Value> {
        vec![self.clone()]
    }
}

impl<T: Listed> Listed for [T] {
    fn listed(&self) -> Vec<Value> {
        self.iter().flat_map(Listed::listed).collect()
    }
}

impl<T: Listed, const N: usize> Listed for [T; N] {
    fn listed(&self) -> Vec<Value> {
        self[..].listed()
    }
}

impl<T: Listed> Listed for Vec<T> {
    fn listed(&self) -> Vec<Value> {
        self[..].listed()
    }
}

impl<T: Listed + ?Sized> Listed for &T {
    fn listed(&self) -> Vec<Value> {
        (**self).listed()
    }
}

/// Holds each tool, and then the folder. For [`assert_tool_snapshots!`], which hands in an assertion of the crate that it
/// stands in.
#[doc(hidden)]
pub fn hold(folder: &Path, tools: Vec<Value>, assert: impl Fn(&str, &Value)) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_sort_maps(true);
    let (mut names, mut wrong) = (BTreeSet::new(), Vec::new());
    for tool in tools {
        let Some(name) = tool["name"].as_str().map(str::to_owned) else {
            wrong.push(format!("a tool without a name: {tool}"));
            continue;
        };
        let held = catch_unwind(AssertUnwindSafe(|| settings.bind(|| assert(&name, &tool))));
        if let Err(panic) = held {
            let told = told(&*panic);
            wrong.push(format!("{name}: {}", told.lines().next().unwrap_or_default()));
        }
        if !names.insert(name.clone()) {
            wrong.push(format!("{name}: two tools of this name"));
        }
    }
    wrong.extend(strays(folder, &names));
    assert!(!names.is_empty(), "there is no tool to hold against a snapshot");
    assert!(
        wrong.is_empty(),
        "{} of the snapshots of {} tools in {} don't hold:\n  {}\n\
         write them anew, and read the difference before you commit it: INSTA_UPDATE=always cargo test",
        wrong.len(),
        names.len(),
        folder.display(),
        wrong.join("\n  "),
    );
}

/// The snapshots in a folder that no tool has.
fn strays(folder: &Path, names: &BTreeSet<String>) -> Vec<String> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return vec![format!("the folder can't be read: {error}")],
    };
    let files = entries.flatten().map(|entry| entry.path());
    let snapshots = files.filter(|path| path.extension().is_some_and(|extension| extension == "snap"));
    let held = snapshots.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()));
    let strays = held.filter(|name| !names.contains(name));
    strays.map(|name| format!("{name}: no tool has this name any more; delete its file")).collect()
}

fn told(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "it differs".into())
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;
    use crate::tool::{Effect, ToolSpec};

    fn tool(description: &'static str) -> Tool {
        Tool::raw(ToolSpec::new("hello", description, Effect::Read), Map::new(), |_, _| async { Ok(()) })
    }

    /// What is said when it doesn't hold. Whether a file holds is insta's to say; here a file is the JSON itself, so that
    /// no run writes one.
    fn complaint(folder: &Path, tools: &[Tool]) -> Option<String> {
        let assert = |name: &str, tool: &Value| {
            let file = fs::read_to_string(folder.join(format!("{name}.snap"))).unwrap_or_default();
            let listed = tool.to_string();
            assert!(file == listed, "it differs");
        };
        let panic = catch_unwind(AssertUnwindSafe(|| hold(folder, tools.listed(), assert))).err()?;
        Some(told(&*panic))
    }

    #[test]
    fn a_tool_that_is_missing_changed_or_gone_is_told_of_and_how_to_write_it_anew() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        let said = complaint(folder, &[tool("Says hello.")]).unwrap();
        assert!(said.contains("  hello: it differs") && said.contains("INSTA_UPDATE=always"), "{said}");

        fs::write(folder.join("hello.snap"), tool("Says hello.").listed()[0].to_string()).unwrap();
        assert_eq!(complaint(folder, &[tool("Says hello.")]), None);
        let said = complaint(folder, &[tool("Says goodbye.")]).unwrap();
        assert!(said.starts_with("1 of the snapshots of 1 tools"), "{said}");

        let said = complaint(folder, &[tool("Says hello."), tool("Says hello.")]).unwrap();
        assert!(said.contains("hello: two tools of this name"), "{said}");
        fs::write(folder.join("wave.snap"), "").unwrap();
        let said = complaint(folder, &[tool("Says hello.")]).unwrap();
        assert!(said.contains("wave: no tool has this name any more"), "{said}");
        assert!(complaint(folder, &[]).is_some());
    }

    #[test]
    fn what_is_listed_is_what_a_client_is_told() {
        let discord = crate::discord::Discord::with_token("token").unwrap();
        let server = Server::builder(discord).tool(tool("Says hello.")).build().unwrap();
        assert_eq!(server.listed(), [tool("Says hello.")].listed());
        assert_eq!(server.listed()[0]["description"], "Says hello.");
    }
}
