use std::path::Path;

use crate::prelude::*;
use crate::{
    tool::{Cause, MessageRef, Refusal},
    toolsets::messages::{
        attachments::{chosen, listed},
        message::bytes,
    },
};

/// The largest file that is saved, in bytes.
const MAX_SAVED: usize = 100 * 1024 * 1024;

/// Saves a file of a message to a folder that this server allows. Nothing is overwritten.
#[discord_tool(
    toolset = files,
    effect = write,
    deadline = 120s,
    permissions(VIEW_CHANNEL, READ_MESSAGE_HISTORY),
    intents(MESSAGE_CONTENT),
)]
pub(crate) async fn download_attachment(
    ctx: Context<download_attachment>,
    /// Its channel.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// Message ID or link.
    #[arg(alias = "message")]
    message_id: MessageRef,
    /// File: name or ID. Not needed when there is one.
    #[arg(alias = "attachment_filename")]
    attachment: Option<String>,
    /// File or folder to save to.
    #[arg(alias = "save_to")]
    save_path: Option<String>,
) -> ToolResult<String> {
    let message = ctx.channel(channel_id).message(message_id).get().await?;
    let files = chosen(message, attachment.as_deref())?;
    let [file] = &files[..] else {
        return Err(Refusal::new(
            Cause::Argument,
            format!("the message has several files: {}", listed(&files)),
        )
        .hint("say which in `attachment`, by its ID where the names are the same")
        .into());
    };
    let too_large = || {
        let reason = format!("the file is larger than {}: {}", bytes(MAX_SAVED as u64), bytes(file.size));
        Refusal::new(Cause::Tool, reason).hint("load it by its link, which `get_message` has")
    };
    if file.size > MAX_SAVED as u64 {
        return Err(too_large().into());
    }
    let loaded = ctx.download(file, MAX_SAVED).await?;
    if !loaded.whole {
        return Err(too_large().into());
    }
    let path = ctx.save(save_path.as_deref().map(Path::new), &file.filename, &loaded.bytes).await?;
    Ok(format!("Saved {} to {}", bytes(loaded.bytes.len() as u64), path.display()))
}
