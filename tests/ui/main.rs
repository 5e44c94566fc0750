//! What compiles, and how the compiler says no: one mistake, one error, on the mistake's line.
//!
//! A case that doesn't compile says in its first line what is wrong with it, and on which line.

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

/// The cases of both kinds stand in one set: with a case that passes in it, all are built and not only checked,
/// which a forged grant needs in order to be found out.
#[test]
fn cases() {
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
    cases.compile_fail("fail/*.rs");
}

#[test]
fn one_mistake_is_one_error_on_its_line() -> Result<(), Box<dyn Error>> {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fail"))? {
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
        let case = fs::read_to_string(&path)?;
        let mistake = case.lines().next().and_then(|head| head.rsplit_once(" (line ")?.1.strip_suffix(')'));
        let mistake =
            mistake.ok_or_else(|| format!("{name}: the first line doesn't say where the mistake is"))?;
        if !text.contains(&format!("--> fail/{name}.rs:{mistake}:")) {
            wrong.push(format!("{name}: no error on line {mistake}, where the mistake is"));
        }
    }
    assert!(seen >= 30, "only {seen} cases were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    Ok(())
}
