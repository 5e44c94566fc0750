//! What compiles, and how the compiler says no: one mistake, one error, on the mistake's line.

use std::{error::Error, fs, path::Path};

/// Cases in which the compiler itself repeats a mistake, or that hold several.
const SEVERAL: &[(&str, usize, &str)] = &[
    ("several_mistakes", 7, "seven mistakes"),
    (
        "undeclared_permission_in_a_shared_function",
        3,
        "an async function's bounds are checked where it is named, called and awaited",
    ),
];

/// Cases whose error can't stand on the mistake's line.
const ELSEWHERE: &[(&str, &str)] = &[
    ("forged_grant", "the endpoint's own assertion fails; the last note names the call"),
    ("duplicate_name", "the assertion is the toolset's, which the error names"),
];

/// The cases of both kinds stand in one set: with a case that passes in it, all are built and not only checked,
/// which a forged grant needs in order to be found out.
#[test]
fn cases() {
    let cases = trybuild::TestCases::new();
    cases.pass("ui/pass/*.rs");
    cases.compile_fail("ui/fail/*.rs");
}

#[test]
fn one_mistake_is_one_error_on_its_line() -> Result<(), Box<dyn Error>> {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/fail"))? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        seen += 1;
        let name = path.file_stem().and_then(|name| name.to_str()).ok_or("a name that is no UTF-8")?;
        let text = fs::read_to_string(path.with_extension("stderr"))?;
        let errors: Vec<usize> = text
            .lines()
            .enumerate()
            .filter(|(_, line)| line.starts_with("error"))
            .map(|(at, _)| at)
            .collect();
        let expected = SEVERAL.iter().find(|(case, ..)| *case == name).map_or(1, |(_, count, _)| *count);
        if errors.len() != expected {
            wrong.push(format!("{name}: {} errors, not {expected}", errors.len()));
        }
        let lines: Vec<&str> = text.lines().collect();
        let here = errors.iter().all(|at| {
            let place = lines[*at..].iter().find(|line| line.trim_start().starts_with("--> "));
            place.is_some_and(|place| place.contains(&format!("ui/fail/{name}.rs")))
        });
        if !here && !ELSEWHERE.iter().any(|(case, _)| *case == name) {
            wrong.push(format!("{name}: an error outside the case"));
        }
    }
    assert!(seen >= 30, "only {seen} cases were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
