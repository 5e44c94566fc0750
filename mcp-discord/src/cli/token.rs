use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use clap::Args;
use serde_json::Value;

use super::{Exit, Failure, print};
use crate::mcp::TokenHash;

/// What a token begins with, so that it is known for what it is.
const PREFIX: &str = "mcpd_";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What the agent is called in the record.
    #[arg(value_parser = name)]
    name: String,
}

pub(super) fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    let token = format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes));
    // A text in JSON is one in TOML, too.
    let name = Value::from(arguments.name.as_str());
    print(&format!(
        "The token, which is shown this once, for the header `Authorization: Bearer TOKEN`:\n\n\
         {token}\n\n\
         For the file that --http-tokens names; docs/http.md says what else may stand there:\n\n\
         [[agent]]\nname = {name}\ntoken_sha256 = \"{}\"\n",
        TokenHash::of(&token)
    ))?;
    Ok(Exit::Done)
}

fn name(text: &str) -> Result<String, String> {
    let name = text.trim();
    if name.is_empty() || name.chars().any(char::is_control) {
        return Err("a name has characters, and none that is invisible".into());
    }
    Ok(name.to_owned())
}
