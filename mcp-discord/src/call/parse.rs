use serde_json::{Map, Value, json};

use super::Stop;
use crate::{
    context::{Prepared, Tool},
    discord::Operation,
    tool::{ArgumentErrors, Arguments, Cause, Question, Refusal, Reply},
};

/// Turns arguments into types. What is missing and may be asked for is asked for, once.
pub(super) async fn parse(
    tool: &Tool,
    arguments: &mut Arguments,
    operation: &Operation,
) -> Result<Box<dyn Prepared>, Stop> {
    let errors = match tool.prepare(arguments.clone()) {
        Ok(prepared) => return Ok(prepared),
        Err(errors) => errors,
    };
    let Some(form) = form(&errors).filter(|_| operation.host().can_ask()) else {
        return Err(refusal(tool, &errors).into());
    };
    let question = Question {
        key: "arguments",
        message: format!("{} needs to know:", tool.spec().title),
        form,
        digest: super::confirm::digest(tool.name(), arguments, &[]),
    };
    match operation.ask(question).await {
        Reply::Accepted(answers) => {
            arguments.extend(answers);
            tool.prepare(arguments.clone()).map_err(|errors| refusal(tool, &errors).into())
        }
        Reply::Later => Err(Stop::Suspended),
        Reply::Nobody => Err(refusal(tool, &errors).into()),
        Reply::Declined | Reply::Dismissed => {
            Err(Refusal::new(Cause::Person, "the person who was asked for the missing arguments gave none")
                .hint("ask them in your own words, or call again with the arguments")
                .into())
        }
    }
}

/// The form that asks for everything that is wrong, if all of it may be asked for.
fn form(errors: &ArgumentErrors) -> Option<Map<String, Value>> {
    let mut properties = Map::new();
    for error in &errors.0 {
        properties.insert(error.argument.clone(), Value::Object(error.ask.clone()?));
    }
    let required: Vec<_> = properties.keys().cloned().collect();
    match json!({ "type": "object", "properties": properties, "required": required }) {
        Value::Object(form) => Some(form),
        _ => None,
    }
}

fn refusal(tool: &Tool, errors: &ArgumentErrors) -> Refusal {
    let hint = format!("call `{}` again with the arguments as its input schema says", tool.name());
    Refusal::new(Cause::Argument, errors.to_string()).hint(hint)
}
