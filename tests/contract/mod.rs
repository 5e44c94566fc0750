//! Holds every exchange of the tests against Discord's own [OpenAPI document].
//!
//! The sandbox and the code that talks to it could agree with each other and both be wrong.
//! This check stands outside: it knows neither, only bytes on the wire and Discord's document.
//!
//! - [`Contract::check`] says what is wrong with one [`Exchange`].
//! - [`Recorder`] checks all exchanges of a test and counts what they cover.
//! - `contract-report` sums the counts over all tests, and holds them against a floor.
//!
//! It is stricter than the document where the document is open: a field that no schema names is a
//! violation, in requests (a typo) as in responses (a field that Discord doesn't send).
//! Where the document is known to be wrong, [`CORRECTIONS`] says so, each with its reason.
//!
//! [OpenAPI document]: https://github.com/discord/discord-api-spec

mod body;
mod corrections;
mod document;
mod fields;
mod multipart;
mod operation;
mod operations_table;
mod parameters;
mod recorder;
mod schema;
mod violation;

use std::env;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use bytes::Bytes;

pub use self::corrections::{CORRECTIONS, Change, Correction};
pub use self::document::{Document, LoadError};
pub use self::operation::{Operation, Parameter, PathMatch};
pub use self::operations_table::operations_table;
pub use self::recorder::{Coverage, Recorder, Sides, skipped};
use self::schema::Schemas;
pub use self::violation::{Place, Violation};

/// Where Discord's document is, when it is not at its usual place.
pub const DOCUMENT_VARIABLE: &str = "DISCORD_OPENAPI";
/// Set to `1`, it makes a missing document a failure.
pub const REQUIRED_VARIABLE: &str = "DISCORD_OPENAPI_REQUIRED";
/// The folder to which every [`Recorder`] appends what it saw.
pub const REPORT_VARIABLE: &str = "CONTRACT_REPORT";

/// One request and its answer, as they went over the wire.
#[derive(Clone, Debug, Default)]
pub struct Exchange {
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path as sent: with the prefix `/api/v10`, percent-encoding and query.
    pub path: String,
    /// The request's `Content-Type`.
    pub request_content_type: Option<String>,
    /// The request's body; empty when there was none.
    pub request_body: Bytes,
    /// The answer's HTTP status.
    pub status: u16,
    /// The answer's `Content-Type`.
    pub response_content_type: Option<String>,
    /// The answer's body; empty when there was none.
    pub response_body: Bytes,
    /// Whether a fault was injected: then the answer is not held to the document, the request is.
    pub faulted: bool,
}

/// Discord's document, ready to check exchanges against.
#[derive(Debug)]
pub struct Contract {
    document: Arc<Document>,
    schemas: Schemas,
}

impl Contract {
    /// Loads the document named by [`DOCUMENT_VARIABLE`], or from beside the workspace.
    ///
    /// `None` when there is no such file; the caller must say so, as [`Recorder::report`] does.
    /// The document is read once a process.
    ///
    /// # Panics
    ///
    /// When the file exists but can't be used, and when it doesn't exist but
    /// [`REQUIRED_VARIABLE`] is `1`: neither may pass for a green check.
    pub fn load() -> Option<Arc<Self>> {
        static LOADED: OnceLock<Option<Arc<Contract>>> = OnceLock::new();
        LOADED
            .get_or_init(|| {
                let path = Self::document_path();
                if !path.exists() {
                    let required = env::var(REQUIRED_VARIABLE).is_ok_and(|value| value == "1");
                    assert!(
                        !required,
                        "Discord's OpenAPI document is required ({REQUIRED_VARIABLE}=1) and missing; \
                         set {DOCUMENT_VARIABLE} to its path: {}",
                        path.display()
                    );
                    return None;
                }
                match Self::open(&path) {
                    Ok(contract) => Some(Arc::new(contract)),
                    Err(error) => panic!("{error}"),
                }
            })
            .clone()
    }

    /// Loads the document at `path`.
    pub fn open(path: &Path) -> Result<Self, LoadError> {
        Self::new(Document::open(path)?)
    }

    /// Makes a document ready to check against.
    pub fn new(document: Document) -> Result<Self, LoadError> {
        let document = Arc::new(document);
        let schemas = Schemas::new(Arc::clone(&document))?;
        Ok(Self { document, schemas })
    }

    /// Where [`Contract::load`] looks.
    pub fn document_path() -> PathBuf {
        env::var_os(DOCUMENT_VARIABLE).map_or_else(
            || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/discord-openapi.json"),
            PathBuf::from,
        )
    }

    /// The document, with the [`CORRECTIONS`] made.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// Everything in which the exchange departs from the document.
    pub fn check(&self, exchange: &Exchange) -> Vec<Violation> {
        self.examine(exchange, Sides::Both).violations
    }

    /// Like [`Contract::check`], and says what was exercised.
    ///
    /// With [`Sides::ResponsesOnly`] only the answer is checked, for tests that send bad requests
    /// on purpose.
    pub fn examine(&self, exchange: &Exchange, sides: Sides) -> Examined {
        let Some(found) = self.document.route(&exchange.method, &exchange.path) else {
            let path = exchange.path.split('?').next().unwrap_or_default();
            let what = format!("no such operation in the document: {} {path}", exchange.method);
            return Examined {
                violations: vec![Violation { operation: None, place: Place::Operation, what }],
                ..Examined::default()
            };
        };
        let mut check = Check::new(self, found.operation);
        if sides == Sides::Both {
            check.parameters(&found, exchange);
            check.request(exchange);
        }
        if !exchange.faulted {
            check.response(exchange);
        }
        check.examined
    }
}

/// What [`Contract::examine`] found.
#[derive(Clone, Debug, Default)]
pub struct Examined {
    /// The `operationId`; `None` when the document has no such operation.
    pub operation: Option<String>,
    /// The names of the schemas that the bodies and parameters exercised.
    pub schemas: Vec<String>,
    /// What is wrong.
    pub violations: Vec<Violation>,
}

/// One exchange under examination: collects what its parts find.
struct Check<'c> {
    contract: &'c Contract,
    operation: &'c Operation,
    examined: Examined,
}

impl<'c> Check<'c> {
    fn new(contract: &'c Contract, operation: &'c Operation) -> Self {
        let examined = Examined { operation: Some(operation.id.clone()), ..Examined::default() };
        Self { contract, operation, examined }
    }

    fn violation(&mut self, place: Place, what: impl Into<String>) {
        let operation = Some(self.operation.id.clone());
        self.examined.violations.push(Violation { operation, place, what: what.into() });
    }

    /// Holds `value` against the schema at `pointer`; `place` makes a place of a pointer into it.
    fn value(&mut self, pointer: &str, value: &serde_json::Value, place: impl Fn(String) -> Place) {
        let outcome = self.contract.schemas.check(pointer, value);
        for (at, what) in outcome.errors {
            self.violation(place(at), what);
        }
        self.examined.schemas.extend(outcome.schemas);
    }
}

/// The start of a text, short enough for a message, and marked where it was cut.
fn excerpt(text: &str) -> String {
    const LENGTH: usize = 160;
    let mut short: String = text.chars().take(LENGTH).collect();
    let rest = text.chars().count().saturating_sub(LENGTH);
    if rest > 0 {
        // Writing to a `String` can't fail.
        let _ = write!(short, "… ({rest} more characters)");
    }
    short
}
