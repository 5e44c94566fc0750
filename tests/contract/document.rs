//! Discord's OpenAPI document: read, corrected, and opened up into operations.

use std::path::Path;
use std::{error, fmt, fs};

use serde_json::Value;

use super::corrections::{CORRECTIONS, Correction, normalize};
use super::operation::{Operation, PathMatch, operations};

/// The prefix of every path that the document describes.
pub(super) const API_PREFIX: &str = "/api/v10";

/// Discord's OpenAPI document, with its known faults corrected.
#[derive(Debug)]
pub struct Document {
    root: Value,
    operations: Vec<Operation>,
}

/// Why a document can't be used.
#[derive(Debug)]
pub struct LoadError(String);

impl Document {
    /// Reads the document at `path`.
    pub fn open(path: &Path) -> Result<Self, LoadError> {
        let at = |error: &dyn fmt::Display| LoadError(format!("{error}: {}", path.display()));
        let text = fs::read(path).map_err(|error| at(&error))?;
        let root: Value = serde_json::from_slice(&text).map_err(|error| at(&error))?;
        Self::new(root, CORRECTIONS).map_err(|error| at(&error))
    }

    /// Takes a document that is parsed already, with what is known to be wrong in it.
    pub fn new(mut root: Value, corrections: &[Correction]) -> Result<Self, LoadError> {
        for correction in corrections {
            correction.apply(&mut root).map_err(LoadError)?;
        }
        normalize(&mut root);
        let operations = operations(&root).map_err(LoadError)?;
        Ok(Self { root, operations })
    }

    /// All operations, in the order of the document.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The value at a JSON pointer.
    pub fn at(&self, pointer: &str) -> Option<&Value> {
        self.root.pointer(pointer)
    }

    /// The operation that a request is for. Of several that fit, literal segments win.
    pub fn route(&self, method: &str, path: &str) -> Option<PathMatch<'_>> {
        let path = path.split('?').next()?.strip_prefix(API_PREFIX)?;
        let best = self.operations.iter().filter_map(|operation| operation.match_path(path));
        let best: Vec<_> = best.collect();
        let literal = best.iter().map(|found| found.operation.literal_segments()).max()?;
        best.into_iter()
            .find(|found| found.operation.method == method && found.operation.literal_segments() == literal)
    }

    pub(super) fn root(&self) -> &Value {
        &self.root
    }

    /// Follows `$ref`, if there is one: the schema it leads to, where that is, and its name.
    pub(super) fn resolve<'d>(&'d self, schema: &'d Value) -> Option<(&'d str, &'d Value)> {
        let pointer = schema.get("$ref")?.as_str()?.strip_prefix('#')?;
        Some((pointer, self.root.pointer(pointer)?))
    }
}

impl LoadError {
    pub(super) fn new(what: String) -> Self {
        Self(what)
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "can't use Discord's OpenAPI document: {}", self.0)
    }
}

impl error::Error for LoadError {}
