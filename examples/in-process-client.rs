//! A real MCP client in your process, in both of MCP's eras, with a person who agrees: what tests of tools are made of.
//!
//! ```sh
//! cargo run -p mcp-discord-examples --example in-process-client
//! ```

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;

use mcp_discord::{
    discord::LimiterMode,
    sandbox::{Fault, Faults},
    testing::{Asked, Era, Person, Session},
};
use serde_json::json;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    for era in [Era::Older, Era::Newer] {
        println!("{era:?} era");
        deleting_asks(era).await?;
    }
    losing_an_answer().await
}

/// What can't be brought back is done once a person agreed. How they are asked depends on the era.
async fn deleting_asks(era: Era) -> Result<(), Box<dyn Error>> {
    let asked = Asked::default();
    let person = Person::Agrees(json!({}), asked.clone());
    let session = Session::builder().era(era).person(person).start().await?;

    session.call("send_message", json!({ "channel_id": "#general", "content": "oops" })).await?;
    let sent = session.sandbox().write_log().remove(0).target;
    let message = json!({ "channel_id": sent.channel, "message_id": sent.message });
    let deleted = session.call("delete_message", message).await?;
    println!("  {}: {}", deleted.outcome, deleted.text);
    for question in &*asked.lock().map_err(|_| "the list of questions is broken")? {
        println!("  asked: {}", question.lines().next().unwrap_or_default());
    }

    // The sandbox knows what really happened.
    let writes = session.sandbox().write_log();
    println!("  {:?}", writes.iter().map(|write| write.operation).collect::<Vec<_>>());
    Ok(())
}

/// Discord acts, and its answer is lost. The message stands there once all the same.
async fn losing_an_answer() -> Result<(), Box<dyn Error>> {
    let session = Session::builder().limiter(LimiterMode::Off).start().await?;
    session.sandbox().set_faults(Faults { rate: 0.5, seed: 3, kinds: vec![(Fault::ResetAfter, 1)] });
    for number in 1..=4 {
        let arguments = json!({ "channel_id": "#general", "content": format!("number {number}") });
        println!("{}", session.call("send_message", arguments).await?.outcome);
    }
    println!("sent: {}", session.sandbox().write_log().len());
    Ok(())
}
