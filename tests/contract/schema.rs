//! Values against the document's schemas.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, Registry, ValidationError, Validator};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::document::{Document, LoadError};
use super::operation::escape;
use super::{excerpt, fields};

/// The name under which the validators know the document.
const DOCUMENT_URI: &str = "urn:discord:openapi";

/// The schemas of a document; validators are compiled when they are first needed, and kept.
pub(super) struct Schemas {
    document: Arc<Document>,
    registry: Registry<'static>,
    compiled: Mutex<HashMap<String, Arc<Validator>>>,
}

/// How a value fares against a schema.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// A JSON pointer into the value, and what is wrong there.
    pub(super) errors: Vec<(String, String)>,
    /// The names of the schemas that the value exercised.
    pub(super) schemas: Vec<String>,
}

impl Schemas {
    pub(super) fn new(document: Arc<Document>) -> Result<Self, LoadError> {
        let resource = Draft::Draft202012.create_resource(document.root().clone());
        let registry = Registry::new()
            .add(DOCUMENT_URI, resource)
            .and_then(jsonschema::RegistryBuilder::prepare)
            .map_err(|error| LoadError::new(error.to_string()))?;
        Ok(Self { document, registry, compiled: Mutex::default() })
    }

    /// Holds a value against the schema at `pointer`.
    pub(super) fn check(&self, pointer: &str, value: &Value) -> Outcome {
        let validator = match self.validator(pointer) {
            Ok(validator) => validator,
            Err(what) => return Outcome { errors: vec![(String::new(), what)], ..Outcome::default() },
        };
        let mut found = Errors::default();
        for error in validator.iter_errors(value) {
            found.add(&error);
        }
        if !found.by_place.is_empty() {
            return Outcome { errors: found.into_pairs(), ..Outcome::default() };
        }
        let named = fields::walk(self, pointer, value);
        let unnamed = named.unnamed.into_iter().map(|at| {
            let value = value.pointer(&at).map_or_else(String::new, Value::to_string);
            (at, format!("no schema that fits names this field, given: {}", excerpt(&value)))
        });
        Outcome { errors: unnamed.collect(), schemas: named.schemas.into_iter().map(str::to_owned).collect() }
    }

    /// Whether the value is valid against the schema at `pointer`.
    pub(super) fn is_valid(&self, pointer: &str, value: &Value) -> bool {
        self.validator(pointer).is_ok_and(|validator| validator.is_valid(value))
    }

    /// Whether some branch of the schema at `pointer` names the property.
    pub(super) fn names_property(&self, pointer: &str, name: &str) -> bool {
        let Some(schema) = self.document.at(pointer) else { return false };
        if let Some((target, _)) = self.document.resolve(schema) {
            return self.names_property(target, name);
        }
        if schema.pointer("/properties").is_some_and(|properties| properties.get(name).is_some()) {
            return true;
        }
        ["allOf", "anyOf"].iter().any(|key| {
            let branches = schema.get(key).and_then(Value::as_array).map_or(0, Vec::len);
            (0..branches).any(|index| self.names_property(&format!("{pointer}/{key}/{index}"), name))
        })
    }

    pub(super) fn document(&self) -> &Document {
        &self.document
    }

    fn validator(&self, pointer: &str) -> Result<Arc<Validator>, String> {
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(validator) = compiled.get(pointer) {
            return Ok(Arc::clone(validator));
        }
        let fragment: Vec<_> =
            pointer.split('/').map(|key| utf8_percent_encode(key, NON_ALPHANUMERIC).to_string()).collect();
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .with_registry(&self.registry)
            .should_validate_formats(true)
            .with_format("snowflake", |text: &str| text.parse::<u64>().is_ok())
            .build(&json!({ "$ref": format!("{DOCUMENT_URI}#{}", fragment.join("/")) }))
            .map_err(|error| format!("the document's schema at {pointer} can't be compiled: {error}"))?;
        let validator = Arc::new(validator);
        compiled.insert(pointer.to_owned(), Arc::clone(&validator));
        Ok(validator)
    }
}

impl fmt::Debug for Schemas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Schemas").finish_non_exhaustive()
    }
}

/// Errors by place. One place has one error: `type`, `enum` and `const` of one schema say the same.
#[derive(Debug, Default)]
struct Errors {
    by_place: BTreeMap<String, String>,
}

impl Errors {
    fn add(&mut self, error: &ValidationError<'_>) {
        let at = error.instance_path().as_str();
        match error.kind() {
            ValidationErrorKind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                self.insert(format!("{at}/{}", escape(name)), "is required and missing");
            }
            ValidationErrorKind::AnyOf { context } => {
                if let Some(branch) = meant(at, context) {
                    for error in branch {
                        self.add(error);
                    }
                } else {
                    let value = excerpt(&error.instance().to_string());
                    let what = format!("matches none of {} alternatives: {value}", context.len());
                    self.insert(at.to_owned(), &what);
                }
            }
            _ => {
                let value = excerpt(&error.instance().to_string());
                self.insert(at.to_owned(), &format!("{}: {value}", error.masked()));
            }
        }
    }

    fn insert(&mut self, at: String, what: &str) {
        self.by_place.entry(at).or_insert_with(|| what.to_owned());
    }

    fn into_pairs(self) -> Vec<(String, String)> {
        self.by_place.into_iter().collect()
    }
}

/// The branch of a union that a value was meant for, when its shape tells.
///
/// A branch is out when it fails at the value itself (another JSON type), or at a constant directly
/// in it, which is how Discord's unions are told apart (`type`).
fn meant<'e>(
    at: &str,
    branches: &'e [Vec<ValidationError<'static>>],
) -> Option<&'e [ValidationError<'static>]> {
    let elsewhere = |branch: &&Vec<ValidationError<'static>>| {
        branch.iter().any(|error| {
            let place = error.instance_path().as_str();
            let constant = matches!(
                error.kind(),
                ValidationErrorKind::Constant { .. } | ValidationErrorKind::Enum { .. }
            );
            let in_it = place.strip_prefix(at).is_some_and(|rest| rest.matches('/').count() == 1);
            (place == at && matches!(error.kind(), ValidationErrorKind::Type { .. })) || (constant && in_it)
        })
    };
    let mut left = branches.iter().filter(|branch| !elsewhere(branch));
    match (left.next(), left.next()) {
        (Some(only), None) => Some(only),
        _ => None,
    }
}
