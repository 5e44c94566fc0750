//! The document's operations: what a method on a path template takes.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;

/// The HTTP methods that a path of the document can have, in the order of the generated table.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// One of Discord's HTTP operations.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The `operationId`.
    pub id: String,
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path template, without the API prefix: `/channels/{channel_id}`.
    pub path: String,
    /// The parameters in the path.
    pub path_parameters: Vec<Parameter>,
    /// The parameters in the query.
    pub query_parameters: Vec<Parameter>,
    /// A JSON pointer to the operation in the document.
    pub pointer: String,
}

/// A parameter in a path or a query.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Whether a request must have it.
    pub required: bool,
    /// A JSON pointer to its schema in the document.
    pub schema: String,
}

/// An operation that fits a path, with the values of its path parameters.
#[derive(Clone, Debug)]
pub struct PathMatch<'d> {
    /// The operation.
    pub operation: &'d Operation,
    /// Name and decoded value of each path parameter, in the order of the path.
    pub values: Vec<(&'d str, String)>,
}

impl Operation {
    /// How this operation's template takes the path, given without prefix and query.
    pub fn match_path(&self, path: &str) -> Option<PathMatch<'_>> {
        let mut template = self.path.split('/');
        let mut segments = path.split('/');
        let mut values = Vec::new();
        loop {
            match (template.next(), segments.next()) {
                (None, None) => return Some(PathMatch { operation: self, values }),
                (Some(expected), Some(given)) => {
                    let given = decode(given);
                    match parameter_name(expected) {
                        Some(_) if given.is_empty() => return None,
                        Some(name) => values.push((name, given.into_owned())),
                        None if expected == given => {}
                        None => return None,
                    }
                }
                _ => return None,
            }
        }
    }

    /// How many segments of the template are literal.
    pub(super) fn literal_segments(&self) -> usize {
        self.path.split('/').filter(|segment| parameter_name(segment).is_none()).count()
    }
}

/// Bytes that are not UTF-8 become U+FFFD, which then fails the parameter's schema.
fn decode(segment: &str) -> Cow<'_, str> {
    percent_decode_str(segment).decode_utf8_lossy()
}

fn parameter_name(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// All operations of a document.
pub(super) fn operations(root: &Value) -> Result<Vec<Operation>, String> {
    let paths = root.pointer("/paths").and_then(Value::as_object).ok_or("it has no paths")?;
    let mut operations = Vec::new();
    for (path, item) in paths {
        let item_pointer = format!("/paths/{}", escape(path));
        for method in METHODS {
            let Some(operation) = item.get(method) else { continue };
            let pointer = format!("{item_pointer}/{method}");
            let id = operation.get("operationId").and_then(Value::as_str);
            let id = id.ok_or_else(|| format!("an operation has no operationId: {pointer}"))?;
            let mut parameters = parameters(item, &item_pointer)?;
            parameters.extend(self::parameters(operation, &pointer)?);
            let select = |place: &str| -> Vec<Parameter> {
                let of_place = parameters.iter().filter(|(at, _)| at == place);
                of_place.map(|(_, parameter)| parameter.clone()).collect()
            };
            operations.push(Operation {
                id: id.to_owned(),
                method: method.to_uppercase(),
                path: path.clone(),
                path_parameters: select("path"),
                query_parameters: select("query"),
                pointer,
            });
        }
    }
    Ok(operations)
}

/// The parameters that a path or an operation lists, each with the place it stands in.
fn parameters(owner: &Value, pointer: &str) -> Result<Vec<(String, Parameter)>, String> {
    let listed = owner.get("parameters").and_then(Value::as_array).into_iter().flatten();
    listed
        .enumerate()
        .map(|(index, parameter)| {
            let text = |key: &str| {
                let value = parameter.get(key).and_then(Value::as_str).map(str::to_owned);
                value.ok_or_else(|| format!("a parameter has no `{key}`: {pointer}/parameters/{index}"))
            };
            let required = parameter.get("required").and_then(Value::as_bool).unwrap_or(false);
            let schema = format!("{pointer}/parameters/{index}/schema");
            Ok((text("in")?, Parameter { name: text("name")?, required, schema }))
        })
        .collect()
}

/// A key as a segment of a JSON pointer.
pub(super) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
