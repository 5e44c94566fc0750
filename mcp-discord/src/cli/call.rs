use std::sync::Arc;

use clap::Args;
use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use super::{Exit, Failure, Running, host::Terminal, print, sandbox::Place};
use crate::{
    call::{Answer, Caller, Ending, ToolCall},
    redact::without_secrets,
    tool::{self, Outcome},
};

/// What `call` is given.
#[derive(Debug, Args)]
#[allow(clippy::struct_field_names, reason = "the tool's arguments, among those of the command")]
pub(super) struct Arguments {
    /// The tool.
    tool: String,

    /// Its arguments, as `name=value`. Lists and objects are JSON.
    #[arg(value_name = "NAME=VALUE")]
    arguments: Vec<String>,

    /// Print the structured result as JSON.
    #[arg(long)]
    json: bool,
}

#[allow(clippy::print_stderr, reason = "for the person at the terminal")]
pub(super) async fn run(arguments: &Arguments, running: Running) -> Result<Exit, Failure> {
    let place = running.sandbox().await?;
    if place.as_ref().is_some_and(Place::is_here) {
        eprintln!(
            "no sandbox is running, so this one lives for this call only; start one with: {} --sandbox",
            running.program.name
        );
    }
    let (token, api_base) = running.way(place.as_ref())?;
    let policy = running.program.policy(&running.settings)?;
    let discord = running.discord(&token, api_base)?;
    let program = running.program.name;
    let calls = running.program.calls(&running.settings, policy, discord).await?;
    let cancel = CancellationToken::new();
    let call = calls.call(ToolCall {
        name: arguments.tool.clone(),
        arguments: read(&arguments.arguments)?,
        caller: Caller { agent: "terminal".into(), order: Arc::default(), host: Arc::new(Terminal) },
        cancel: cancel.clone(),
    });
    tokio::pin!(call);
    // Ctrl+C takes the call back, and it then says what became of it.
    let answer = tokio::select! {
        answer = &mut call => answer,
        _ = tokio::signal::ctrl_c() => { cancel.cancel(); call.await }
    };
    if let Some(answer) = answer {
        return show(answer, arguments.json);
    }
    let name = &arguments.tool;
    let near = calls.registry().nearest(name);
    let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    Err(Failure::new(format!("there is no such tool: {name}{near}\nhint: {program} tools lists them")))
}

#[allow(clippy::print_stderr, reason = "this is what the command is for")]
fn show(answer: Answer, json: bool) -> Result<Exit, Failure> {
    let (exit, text) = match answer.ending {
        Ending::Over(Outcome::Done(page)) => {
            let (text, structured) = page.into_parts();
            let shown = match structured.filter(|_| json) {
                Some(value) => serde_json::to_string_pretty(&value)?,
                None => text,
            };
            print(&format!("{}\n", without_secrets(&shown)))?;
            return Ok(Exit::Done);
        }
        Ending::Over(Outcome::Refused(refusal)) => (Exit::Refused, refusal.to_string()),
        Ending::Over(Outcome::Unknown(unknown)) => (Exit::Unknown, unknown.to_string()),
        Ending::Over(Outcome::Fault(text)) => (Exit::Fault, format!("internal error {}: {text}", answer.id)),
        Ending::Suspended => (Exit::Fault, "the call waits for an answer that nobody was asked for".into()),
    };
    eprintln!("{}", without_secrets(&text));
    Ok(exit)
}

/// Everything is text here; tools take text for numbers, booleans and lists where that is what they want.
fn read(arguments: &[String]) -> Result<tool::Arguments, Failure> {
    let mut read = Map::new();
    for argument in arguments {
        let pair = argument.split_once('=');
        let (name, value) =
            pair.ok_or_else(|| Failure::new(format!("an argument is name=value: {argument}")))?;
        if read.insert(name.to_owned(), Value::from(value)).is_some() {
            return Err(Failure::new(format!("an argument is given twice; write a list as JSON: {name}")));
        }
    }
    Ok(read)
}
