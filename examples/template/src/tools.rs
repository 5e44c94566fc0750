//! The tools of this server.

use std::sync::{Mutex, PoisonError};

use mcp_discord::{discord::Draft, prelude::*, tool::EmojiRef};

// The table of contents. A tool that is left out is reported as dead code.
toolset! { pub polls: "Asking a channel" => [start_poll, list_polls] }

/// The polls that were started since the server was: what all calls share.
#[derive(Debug, Default)]
pub struct Polls(Mutex<Vec<String>>);

/// Asks a channel a question that people answer with a reaction.
///
/// It sends one message, with 👍 and 👎 below it, and pings nobody.
#[discord_tool(
    toolset = polls,
    effect = write,
    permissions(
        VIEW_CHANNEL,
        any(SEND_MESSAGES, SEND_MESSAGES_IN_THREADS),
        ADD_REACTIONS,
        READ_MESSAGE_HISTORY,
    ),
    state(Polls),
    rate_limit(5 per 1h, by = channel_id),
)]
async fn start_poll(
    ctx: Context<start_poll>,
    /// Channel, thread or post: an ID, a link or `#name`.
    #[arg(alias = "channel")]
    channel_id: ChannelRef,
    /// A question that is answered with yes or no.
    #[arg(min_length = 1, max_length = 300)]
    question: String,
) -> ToolResult<String> {
    if !question.ends_with('?') {
        return Err(ToolError::refused(format!(
            "a question ends with a question mark: {question}"
        )));
    }
    let channel = ctx.channel(channel_id);
    let message = channel.send(Draft::text(&question)).await?;
    for answer in ["👍", "👎"] {
        channel
            .message(message.id)
            .react(&EmojiRef::Unicode(answer.into()))
            .await?;
    }
    ctx.state::<Polls>()
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(question);
    Ok(format!("Poll started. Message ID: {}", message.id))
}

/// Lists the questions that were asked since the server was started.
#[discord_tool(toolset = polls, effect = read, state(Polls))]
async fn list_polls(ctx: Context<list_polls>) -> ToolResult<String> {
    let polls = ctx
        .state::<Polls>()
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    Ok(if polls.is_empty() {
        "No poll yet.".into()
    } else {
        polls.join("\n")
    })
}
