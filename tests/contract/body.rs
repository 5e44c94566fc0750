//! Bodies: content types, statuses, JSON and multipart.

use bytes::Bytes;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::multipart::{self, Part};
use super::operation::escape;
use super::{Check, Exchange, Place, excerpt};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";
/// The part of a multipart request that holds its JSON body.
const PAYLOAD: &str = "payload_json";

impl Check<'_> {
    pub(super) fn request(&mut self, exchange: &Exchange) {
        let declared = format!("{}/requestBody", self.operation.pointer);
        let body = &exchange.request_body;
        let required = self.contract.document.at(&format!("{declared}/required"));
        match (self.contract.document.at(&declared), body.is_empty()) {
            (None, true) => return,
            (None, false) => {
                let what = format!("this operation takes no body, given: {}", shown(body));
                return self.violation(Place::RequestBody(String::new()), what);
            }
            (Some(_), true) => {
                if required == Some(&Value::Bool(true)) {
                    self.violation(Place::RequestBody(String::new()), "is required and missing");
                }
                return;
            }
            (Some(_), false) => {}
        }
        let content = format!("{declared}/content");
        let given = exchange.request_content_type.as_deref().unwrap_or_default();
        let Some(schema) = self.schema_of(&content, given) else {
            let what = format!("is not one that this operation takes: {given:?}");
            return self.violation(Place::RequestType, what);
        };
        match media_type(given).as_str() {
            MULTIPART => self.multipart(&content, &schema, given, body),
            FORM => {
                let fields =
                    form_urlencoded::parse(body).map(|(name, value)| (name.into_owned(), value.into_owned()));
                let object = Value::Object(self.form(&schema, fields));
                self.value(&schema, &object, Place::RequestBody);
            }
            _ => self.json(&schema, body, Place::RequestBody),
        }
    }

    pub(super) fn response(&mut self, exchange: &Exchange) {
        let Some(declared) = self.declared_status(exchange.status) else {
            let what = format!("is not one that this operation has: {}", exchange.status);
            return self.violation(Place::ResponseStatus, what);
        };
        let body = &exchange.response_body;
        let content = format!("{declared}/content");
        if self.contract.document.at(&content).is_none() {
            if !body.is_empty() {
                let what = format!("{} has no body, given: {}", exchange.status, shown(body));
                self.violation(Place::ResponseBody(String::new()), what);
            }
            return;
        }
        let given = exchange.response_content_type.as_deref().unwrap_or_default();
        match self.schema_of(&content, given) {
            Some(schema) if media_type(given) == JSON => self.json(&schema, body, Place::ResponseBody),
            Some(_) if body.is_empty() => {
                self.violation(Place::ResponseBody(String::new()), "is empty");
            }
            Some(_) => {}
            None => {
                let what = format!("is not one that {} has here: {given:?}", exchange.status);
                self.violation(Place::ResponseType, what);
            }
        }
    }

    /// A pointer to what the document says about a status: itself, or its class (`4XX`).
    fn declared_status(&self, status: u16) -> Option<String> {
        let responses = format!("{}/responses", self.operation.pointer);
        [status.to_string(), format!("{}XX", status / 100)].iter().find_map(|key| {
            let pointer = format!("{responses}/{key}");
            let response = self.contract.document.at(&pointer)?;
            let target = self.contract.document.resolve(response);
            Some(target.map_or(pointer, |(target, _)| target.to_owned()))
        })
    }

    /// A pointer to the schema for a content type, when the type is declared under `content`.
    fn schema_of(&self, content: &str, content_type: &str) -> Option<String> {
        let pointer = format!("{content}/{}", escape(&media_type(content_type)));
        self.contract.document.at(&pointer)?;
        Some(format!("{pointer}/schema"))
    }

    fn json(&mut self, schema: &str, body: &[u8], place: fn(String) -> Place) {
        match serde_json::from_slice(body) {
            Ok(value) => self.value(schema, &value, place),
            Err(error) => {
                let what = format!("is not JSON ({error}): {}", shown(body));
                self.violation(place(String::new()), what);
            }
        }
    }

    fn multipart(&mut self, content: &str, schema: &str, content_type: &str, body: &Bytes) {
        let parts = match multipart::parts(content_type, body) {
            Ok(parts) => parts,
            Err(what) => return self.violation(Place::RequestBody(String::new()), what),
        };
        match parts.iter().find(|part| part.name == PAYLOAD) {
            Some(payload) => self.payload(content, schema, payload, &parts),
            None => self.form_parts(schema, &parts),
        }
    }

    /// A JSON body in a part of its own, with files beside it.
    fn payload(&mut self, content: &str, schema: &str, payload: &Part, parts: &[Part]) {
        match self.schema_of(content, JSON) {
            Some(schema) => self.json(&schema, &payload.content, Place::RequestBody),
            None => self.violation(
                Place::RequestPart(PAYLOAD.to_owned()),
                "this operation takes form fields, not a JSON payload",
            ),
        }
        for part in parts.iter().filter(|part| part.name != PAYLOAD) {
            let place = Place::RequestPart(part.name.clone());
            if !part.is_file {
                self.violation(place, "stands beside `payload_json`, which must hold all fields");
            } else if !self.contract.schemas.names_property(schema, &part.name) {
                self.violation(place, "this operation takes no file part of this name");
            }
        }
    }

    /// Form fields and files, a part each.
    fn form_parts(&mut self, schema: &str, parts: &[Part]) {
        let (files, fields): (Vec<&Part>, Vec<&Part>) = parts.iter().partition(|part| part.is_file);
        let texts = fields
            .iter()
            .map(|part| (part.name.clone(), String::from_utf8_lossy(&part.content).into_owned()));
        let mut form = self.form(schema, texts);
        // The content of a file has no schema; that a required one is there does.
        form.extend(files.iter().map(|file| (file.name.clone(), Value::from(""))));
        self.value(schema, &Value::Object(form), |at| match at.strip_prefix('/') {
            Some(name) => Place::RequestPart(name.to_owned()),
            None => Place::RequestBody(at),
        });
    }

    /// The object that form fields stand for.
    fn form(&self, schema: &str, fields: impl Iterator<Item = (String, String)>) -> Map<String, Value> {
        let target = self.contract.document.at(schema).and_then(|it| self.contract.document.resolve(it));
        let schema = target.map_or(schema, |(target, _)| target);
        let typed = fields.map(|(name, text)| {
            let property = format!("{schema}/properties/{}", escape(&name));
            let value = self.typed(&property, &[text]);
            (name, value)
        });
        typed.collect()
    }
}

fn media_type(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn shown(body: &[u8]) -> String {
    excerpt(&String::from_utf8_lossy(body))
}
