//! Arguments of types of your own: a choice that a person is asked for, and a structure with a channel inside.
//!
//! ```sh
//! cargo run -p mcp-discord-examples --example custom-argument
//! ```

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;

use mcp_discord::{
    discord::Draft,
    prelude::*,
    testing::{Asked, Person, Session},
    tool::Reference,
};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    // Somebody who fills in the form with this.
    let asked = Asked::default();
    let person = Person::Agrees(json!({ "urgency": "now" }), asked.clone());
    let session = Session::builder().toolsets(&[alerts()]).person(person).start().await?;
    println!("{:#}", json!(session.tools().await?[0].input_schema));

    let place = json!({ "channel": "#blocked", "heading": "Queue" });
    let called = session.call("alert", json!({ "place": place, "text": "it is full" })).await?;
    println!("{}\nA person was asked: {asked:?}", called.text);
    Ok(())
}

toolset! { pub alerts: "Telling people that something is wrong" => [alert] }

/// How soon somebody has to look.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Urgency {
    /// somebody has to stop what they do
    Now,
    /// tomorrow will do
    Later,
}

impl Argument for Urgency {}
/// Forms have no structures and lists; texts, numbers, booleans and choices like this one they have.
impl Askable for Urgency {}

/// Where an alert goes.
#[derive(Deserialize, JsonSchema)]
struct Place {
    /// Channel, thread or post: an ID, a link or `#name`.
    channel: ChannelRef,
    /// A word before the text.
    heading: String,
}

impl Argument for Place {
    // A reference inside a type has to be named here, or names in it aren't looked up and the tool ends as a fault.
    fn references<'a>(&'a mut self, found: &mut Vec<Reference<'a>>) {
        self.channel.references(found);
    }
}

/// Tells people that something is wrong.
#[discord_tool(
    toolset = alerts,
    effect = write,
    permissions(VIEW_CHANNEL, any(SEND_MESSAGES, SEND_MESSAGES_IN_THREADS)),
)]
async fn alert(
    ctx: Context<alert>,
    /// Where to.
    place: Place,
    /// What is wrong.
    text: String,
    /// How soon.
    #[arg(ask)]
    urgency: Urgency,
) -> ToolResult<String> {
    let text = format!("**{}** ({urgency:?}): {text}", place.heading);
    let message = ctx.channel(place.channel).send(Draft::text(&text)).await?;
    Ok(format!("Sent as {}: {text}", message.id))
}
