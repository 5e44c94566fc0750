//! The invariants of the project that its text shows: who may import, read or print what.
//!
//! They stand in `docs/architecture.md`. The compiler holds the others.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod source;

use source::{Source, files, sources};

/// Something that only some places may do.
struct Invariant {
    what: &'static str,
    /// What it looks like in the source.
    signs: &'static [&'static str],
    /// Folders and files below `mcp-discord/src` that may.
    places: &'static [&'static str],
}

const INVARIANTS: &[Invariant] = &[
    Invariant { what: "knows rmcp", signs: &["rmcp::"], places: &["mcp/", "testing/"] },
    Invariant {
        what: "talks HTTP as a client",
        signs: &["reqwest::", "twilight_"],
        // The command line asks what is at an address whether it is a sandbox.
        places: &["discord/", "cli/sandbox.rs"],
    },
    Invariant {
        what: "reads the environment",
        signs: &["env::var", "env::set_var", "dotenvy::", "env = \""],
        // `--sandbox` is no setting of the server: it decides where there are settings for.
        places: &["config/", "cli/mod.rs"],
    },
    Invariant {
        what: "knows how metrics are recorded",
        signs: &["metrics::", "metrics_exporter_prometheus::"],
        places: &["observe/"],
    },
    Invariant {
        what: "prints",
        signs: &["print!(", "println!(", "dbg!(", "io::stdout", "io::stderr"],
        places: &["cli/"],
    },
];

/// From the bottom up: nothing uses what stands after it. `redact` and `observe` may be used by all.
const LAYERS: &[&str] = &["tool", "discord", "context", "toolsets", "call", "mcp", "config", "cli"];

/// What an upper layer gives a lower one: the type that work outside of calls is done with.
const UPWARDS: &[(&str, &str)] = &[("discord/client.rs", "context")];

#[test]
fn only_the_places_that_may_do_it() {
    let sources = sources();
    for Invariant { what, signs, places } in INVARIANTS {
        let found: Vec<&Source> = sources.iter().filter(|source| source.has_any(signs)).collect();
        // A place that is no longer there, or a sign that is spelled otherwise now, would let everything through.
        for place in *places {
            assert!(
                found.iter().any(|source| source.is_in(place)),
                "nothing in {place} {what}: mend the list"
            );
        }
        let wrong: Vec<_> =
            found.iter().filter(|source| !source.is_in_any(places)).map(|source| &source.path).collect();
        assert!(wrong.is_empty(), "only {places:?} {what}, and now also: {wrong:?}");
    }
}

#[test]
fn no_layer_uses_one_above_it() {
    let sources = sources();
    for (height, layer) in LAYERS.iter().enumerate() {
        let inside: Vec<_> = sources.iter().filter(|source| source.is_in(&format!("{layer}/"))).collect();
        assert!(!inside.is_empty(), "there is no module {layer}");
        for source in inside {
            for used in source.uses() {
                let above =
                    LAYERS[height + 1..].contains(&used.as_str()) || used == "sandbox" && *layer != "cli";
                let known = UPWARDS.iter().any(|(path, upper)| source.path == *path && used == *upper);
                assert!(!above || known, "{} uses `{used}`, which stands above it", source.path);
            }
        }
    }
}

#[test]
fn the_sandbox_shares_nothing_with_what_is_tested_against_it() {
    let sources = sources();
    let sandbox: Vec<_> = sources.iter().filter(|source| source.is_in("sandbox/")).collect();
    assert!(sandbox.len() > 10, "{sandbox:?}");
    for source in sandbox {
        let foreign: Vec<_> = source.uses().into_iter().filter(|used| used != "sandbox").collect();
        assert!(foreign.is_empty(), "{} uses {foreign:?}", source.path);
    }
}

#[test]
fn no_file_names_the_host_of_a_registry() {
    // Put together here, since this is a file too. Which mirror a machine uses is its own affair.
    let hosts =
        [["crates", "io"], ["pypi", "org"], ["pythonhosted", "org"], ["npmjs", "org"], ["npmjs", "com"]];
    let hosts = hosts.map(|host| host.join("."));
    let files = files();
    assert!(files.iter().any(|(path, _)| path.ends_with("README.md")), "the project's files are not found");
    // Cargo writes its index into the lock file.
    for (path, text) in files.iter().filter(|(path, _)| !path.ends_with("Cargo.lock")) {
        let named: Vec<_> = hosts.iter().filter(|host| text.contains(host.as_str())).collect();
        assert!(named.is_empty(), "{} names {named:?}", path.display());
    }
}

#[test]
fn what_is_looked_for_is_found() {
    let text = "\
//! use crate::call;
use crate::{
    context::{Tool, mcp::Inner},
    discord, // crate::config
};
fn f() { $crate::private::x(); crate::toolsets::ALL; super::own(); super::super::config::load() }
#[cfg(test)]
mod tests {
    use crate::cli;
}
";
    let source = Source::new("discord/x.rs".into(), text);
    assert_eq!(source.uses(), ["context", "discord", "toolsets", "config"]);
    assert!(source.has_any(&["toolsets::ALL"]) && !source.has_any(&["crate::call", "crate::config", "cli"]));
    assert!(source.is_in("discord/") && !source.is_in("disc/") && source.is_in("discord/x.rs"));
}
