//! A request as a route sees it: authenticated, matched, decoded.

use axum::http::StatusCode;
use bytes::Bytes;
use serde_json::Value;

use super::{
    Snowflake,
    errors::Failure,
    validate::{Field, Form, read_form},
};

/// A file that came with a request.
#[derive(Clone, Debug)]
pub(super) struct Upload {
    /// The `n` of `files[n]`.
    pub(super) index: u64,
    pub(super) filename: String,
    pub(super) content_type: String,
    pub(super) bytes: Bytes,
}

/// A request.
#[derive(Debug)]
pub(super) struct Call {
    /// Discord's operation ID.
    pub(super) operation: &'static str,
    /// The number of the request.
    pub(super) request: u64,
    /// Who asks.
    pub(super) actor: Snowflake,
    /// Values of the route's `{…}`, decoded.
    pub(super) path: Vec<(&'static str, String)>,
    pub(super) query: Vec<(String, String)>,
    /// `null` when there is none.
    pub(super) body: Value,
    pub(super) files: Vec<Upload>,
    /// The decoded `X-Audit-Log-Reason`.
    pub(super) reason: Option<String>,
}

/// What a route answers.
#[derive(Debug)]
pub(super) enum Answer {
    /// JSON with this status.
    Json(StatusCode, Value),
    /// 204.
    Empty,
}

impl Answer {
    pub(super) fn ok(body: impl Into<Value>) -> Self {
        Self::Json(StatusCode::OK, body.into())
    }

    pub(super) fn created(body: impl Into<Value>) -> Self {
        Self::Json(StatusCode::CREATED, body.into())
    }
}

/// What a route gives back.
pub(super) type Outcome = Result<Answer, Failure>;

impl Call {
    /// A part of the path.
    pub(super) fn segment(&self, name: &str) -> &str {
        self.path.iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value)
    }

    /// An ID of the path.
    pub(super) fn id(&self, name: &str) -> Result<Snowflake, Failure> {
        let text = self.segment(name);
        text.parse().map_err(|_| {
            Failure::form(name, "NUMBER_TYPE_COERCE", format!("Value \"{text}\" is not snowflake."))
        })
    }

    /// A user's ID of the path, where `@me` is the caller.
    pub(super) fn user_id(&self, name: &str) -> Result<Snowflake, Failure> {
        if self.segment(name) == "@me" { Ok(self.actor) } else { self.id(name) }
    }

    pub(super) fn query_text(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Every value of a parameter that may be repeated.
    pub(super) fn query_all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.query.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn query_flag(&self, name: &str) -> bool {
        matches!(self.query_text(name), Some("true" | "True" | "1"))
    }

    pub(super) fn query_id(&self, name: &str) -> Result<Option<Snowflake>, Failure> {
        self.query_field(name, |form| form.snowflake(name))
    }

    /// A time in Unix milliseconds.
    pub(super) fn query_time(&self, name: &str) -> Result<Option<u64>, Failure> {
        self.query_field(name, |form| form.time(name))
    }

    /// A number of the query, or this one when it isn't given.
    pub(super) fn query_number(
        &self,
        name: &str,
        range: std::ops::RangeInclusive<u64>,
        default: u64,
    ) -> Result<usize, Failure> {
        let number = self.query_field(name, |form| form.number(name, range))?.unwrap_or(default);
        Ok(usize::try_from(number).unwrap_or(usize::MAX))
    }

    fn query_field<T>(
        &self,
        name: &str,
        read: impl FnOnce(&Form<'_>) -> Field<T>,
    ) -> Result<Option<T>, Failure> {
        let Some(text) = self.query_text(name) else { return Ok(None) };
        read_form(&serde_json::json!({ name: text }), read).map(Field::value)
    }

    /// Reads the body, and refuses it with every error that was found.
    pub(super) fn form<T>(&self, read: impl FnOnce(&Form<'_>) -> T) -> Result<T, Failure> {
        read_form(&self.body, read)
    }
}
