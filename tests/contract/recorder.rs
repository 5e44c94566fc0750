//! Checks the exchanges of a test, and counts what they cover.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::{env, fmt, process};

use serde::{Deserialize, Serialize};

use super::{Contract, Examined, Exchange, REPORT_VARIABLE};

/// Which sides of an exchange are checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sides {
    /// The request and the answer.
    #[default]
    Both,
    /// The answer alone: for tests that send bad requests on purpose.
    ResponsesOnly,
}

/// Checks every exchange that it is given.
///
/// A test gives it all exchanges, then calls [`Recorder::assert_clean`]. What it sees is also
/// appended to a file in the folder that [`REPORT_VARIABLE`] names, exchange by exchange, so that
/// `contract-report` can sum over tests that run in processes of their own.
#[derive(Debug)]
pub struct Recorder {
    contract: Option<Arc<Contract>>,
    sides: Sides,
    seen: Mutex<Seen>,
}

#[derive(Debug)]
struct Seen {
    coverage: Coverage,
    report: Option<File>,
}

/// What exchanges exercised, and what was wrong with them.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    operations: BTreeSet<String>,
    schemas: BTreeSet<String>,
    exchanges: u64,
    violations: Vec<String>,
}

/// One exchange in a report file: a line of JSON.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    operation: Option<String>,
    schemas: Vec<String>,
    violations: Vec<String>,
}

impl Recorder {
    /// A recorder that uses [`Contract::load`], and reports to the folder of [`REPORT_VARIABLE`].
    pub fn new(sides: Sides) -> io::Result<Self> {
        let folder = env::var_os(REPORT_VARIABLE);
        Self::with(Contract::load(), sides, folder.as_deref().map(Path::new))
    }

    /// A recorder with all that it depends on: without a contract it checks nothing and says so,
    /// without a folder it reports to no one.
    pub fn with(contract: Option<Arc<Contract>>, sides: Sides, folder: Option<&Path>) -> io::Result<Self> {
        let report = folder.map(open_report).transpose()?;
        let seen = Mutex::new(Seen { coverage: Coverage::default(), report });
        Ok(Self { contract, sides, seen })
    }

    /// Checks an exchange; violations are kept for [`Recorder::assert_clean`].
    ///
    /// # Panics
    ///
    /// When the report file can't be written: the sum would be wrong.
    pub fn record(&self, exchange: &Exchange) {
        let Some(contract) = &self.contract else { return };
        let line = Line::from(contract.examine(exchange, self.sides));
        let mut seen = self.seen();
        if let Some(report) = &mut seen.report
            && let Err(error) = append(report, &line)
        {
            panic!("can't append to the folder of {REPORT_VARIABLE}: {error}");
        }
        seen.coverage.add(line);
    }

    /// What was covered so far.
    pub fn coverage(&self) -> Coverage {
        self.seen().coverage.clone()
    }

    /// One line for people: what was covered, or that nothing was checked, and why.
    pub fn report(&self) -> String {
        match &self.contract {
            Some(contract) => self.coverage().summary(contract.document().operations().len()),
            None => skipped(),
        }
    }

    /// Fails the test when any exchange departed from the document.
    ///
    /// # Panics
    ///
    /// With a listing of all violations.
    pub fn assert_clean(&self) {
        let coverage = self.coverage();
        assert!(coverage.violations.is_empty(), "{}\n{}", self.report(), coverage.listing());
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What to say when there is no document to check against.
pub fn skipped() -> String {
    let path = Contract::document_path();
    format!(
        "contract: not checked, since Discord's OpenAPI document is missing; set {} to its path: {}",
        super::DOCUMENT_VARIABLE,
        path.display()
    )
}

impl Coverage {
    /// Sums what all recorders wrote to a folder.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let mut coverage = Self::default();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_none_or(|extension| extension != "jsonl") {
                continue;
            }
            for line in fs::read_to_string(&path)?.lines() {
                let line = serde_json::from_str(line).map_err(|error| {
                    io::Error::new(io::ErrorKind::InvalidData, format!("{error}: {}", path.display()))
                })?;
                coverage.add(line);
            }
        }
        Ok(coverage)
    }

    /// The distinct operations, by `operationId`.
    pub fn operations(&self) -> &BTreeSet<String> {
        &self.operations
    }

    /// The names of the distinct schemas.
    pub fn schemas(&self) -> &BTreeSet<String> {
        &self.schemas
    }

    /// How many exchanges were checked.
    pub fn exchanges(&self) -> u64 {
        self.exchanges
    }

    /// All violations, as text.
    pub fn violations(&self) -> &[String] {
        &self.violations
    }

    /// One line for people; `total` is the number of operations in the document.
    pub fn summary(&self, total: usize) -> String {
        format!(
            "contract: {} of {total} operations, {} schemas, {} exchanges, {} violations",
            self.operations.len(),
            self.schemas.len(),
            Grouped(self.exchanges),
            self.violations.len()
        )
    }

    /// The violations, one a line, each once.
    pub fn listing(&self) -> String {
        let distinct: BTreeSet<&str> = self.violations.iter().map(String::as_str).collect();
        distinct.into_iter().flat_map(|violation| ["  ", violation, "\n"]).collect()
    }

    /// What is missing to the floor; empty when it is reached.
    pub fn shortfall(&self, operations: usize, schemas: usize) -> Vec<String> {
        let floors =
            [("operations", self.operations.len(), operations), ("schemas", self.schemas.len(), schemas)];
        let under = floors.into_iter().filter(|(_, have, floor)| have < floor);
        under
            .map(|(what, have, floor)| format!("contract: {have} {what} are covered, the floor is {floor}"))
            .collect()
    }

    /// Fails the test when fewer operations or schemas than these were exercised.
    ///
    /// # Panics
    ///
    /// With what is missing.
    pub fn assert_floor(&self, operations: usize, schemas: usize) {
        let shortfall = self.shortfall(operations, schemas);
        assert!(shortfall.is_empty(), "{}", shortfall.join("\n"));
    }

    fn add(&mut self, line: Line) {
        self.exchanges += 1;
        self.operations.extend(line.operation);
        self.schemas.extend(line.schemas);
        self.violations.extend(line.violations);
    }
}

impl From<Examined> for Line {
    fn from(examined: Examined) -> Self {
        let schemas: BTreeSet<String> = examined.schemas.into_iter().collect();
        Self {
            operation: examined.operation,
            schemas: schemas.into_iter().collect(),
            violations: examined.violations.iter().map(ToString::to_string).collect(),
        }
    }
}

/// A number with a comma between thousands.
struct Grouped(u64);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        for (index, digit) in digits.char_indices() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}

/// Appends, since process IDs come round again within a long run.
fn open_report(folder: &Path) -> io::Result<File> {
    fs::create_dir_all(folder)?;
    let path = folder.join(format!("{}.jsonl", process::id()));
    OpenOptions::new().create(true).append(true).open(path)
}

/// One write a line, so that recorders of one process don't tear each other's lines.
fn append(report: &mut File, line: &Line) -> io::Result<()> {
    let mut text = serde_json::to_vec(line)?;
    text.push(b'\n');
    report.write_all(&text)
}
