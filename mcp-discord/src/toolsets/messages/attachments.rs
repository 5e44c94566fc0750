use std::fmt::{self, Write as _};

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    kinds::{image_type, is_text, text},
    message::bytes,
};
use crate::prelude::*;
use crate::{
    discord::model,
    tool::{Cause, Image, MessageId, MessageRef, Refusal, Untrusted},
};

/// The largest image that is shown, in bytes: what models take.
const MAX_IMAGE: u64 = 5 * 1024 * 1024;
/// How much of images one result shows, in bytes.
const MAX_IMAGES: u64 = 10 * 1024 * 1024;
/// How much of a text is shown, in bytes.
const MAX_TEXT: usize = 50_000;
/// How much of texts one result shows, in bytes.
const MAX_TEXTS: usize = 100_000;
/// Shows the images and texts that are attached to a message.
#[discord_tool(
    toolset = messages,
    effect = read,
    deadline = 120s,
    permissions(VIEW_CHANNEL, READ_MESSAGE_HISTORY),
    intents(MESSAGE_CONTENT),
    aliases(get_message_attachments),
)]
pub(crate) async fn get_attachment(
    ctx: Context<get_attachment>,
    /// Its channel.
    #[arg(default, alias = "channel")]
    channel_id: ChannelRef,
    /// Message ID or link.
    #[arg(alias = "message")]
    message_id: MessageRef,
    /// Only this file: name or ID.
    #[arg(alias = "attachment_filename")]
    attachment: Option<String>,
) -> ToolResult<Shown> {
    let message = ctx.channel(channel_id).message(message_id).get().await?;
    let mut shown = Shown { message: message.id, files: Vec::new(), images: Vec::new() };
    let (mut images, mut texts) = (MAX_IMAGES, MAX_TEXTS);
    for file in chosen(message, attachment.as_deref())? {
        let (image, content) = if image_type_of(&file) && file.size <= MAX_IMAGE.min(images) {
            (true, ctx.download(&file, usize::try_from(file.size).unwrap_or(usize::MAX)).await?)
        } else if is_text(&file) && texts > 0 {
            (false, ctx.download(&file, MAX_TEXT.min(texts)).await?)
        } else {
            shown.files.push(ShownFile::new(&file, None));
            continue;
        };
        let mut entry = ShownFile::new(&file, None);
        if image {
            // Not what it is called, but what it is.
            if let Some(media_type) = image_type(&content.bytes).filter(|_| content.whole) {
                images -= file.size.min(images);
                shown.images.push(Image { media_type, bytes: content.bytes });
                entry.image = Some(shown.images.len());
            }
        } else if let Some(text) = text(&content.bytes, content.whole) {
            texts -= text.len().min(texts);
            entry.shown = (!content.whole).then_some(text.len());
            entry.text = Some(text.into());
        }
        shown.files.push(entry);
    }
    Ok(shown)
}

/// The files of a message, also of what it forwards: all, or those of a name or ID.
pub(in crate::toolsets) fn chosen(
    message: model::Message,
    wanted: Option<&str>,
) -> ToolResult<Vec<model::Attachment>> {
    let id = message.id;
    let forwarded = message.message_snapshots.into_iter().flat_map(|snapshot| snapshot.attachments);
    let all: Vec<_> = message.attachments.into_iter().chain(forwarded).collect();
    if all.is_empty() {
        return Err(Refusal::new(Cause::Name, format!("the message has no files: {id}"))
            .hint("read the channel: what has files says so. Without the intent MESSAGE_CONTENT others' are not seen")
            .into());
    }
    let Some(wanted) = wanted.map(str::trim) else { return Ok(all) };
    let fits = |file: &&model::Attachment| file.id == wanted || file.filename == wanted;
    let found: Vec<_> = all.iter().filter(fits).cloned().collect();
    if found.is_empty() {
        let wanted = Untrusted::new(wanted).line(100);
        return Err(Refusal::new(Cause::Name, format!("the message has no such file: {wanted}"))
            .hint(format!("it has these: {}", listed(&all)))
            .into());
    }
    Ok(found)
}

pub(in crate::toolsets) fn listed(files: &[model::Attachment]) -> String {
    let one =
        |file: &model::Attachment| format!("{} (ID: {})", Untrusted::new(&file.filename).line(100), file.id);
    files.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn image_type_of(file: &model::Attachment) -> bool {
    let is_image = |kind: &str| kind.starts_with("image/") && !kind.starts_with("image/svg");
    file.content_type.as_deref().is_some_and(is_image)
}

/// Files of a message.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Shown {
    message: MessageId,
    files: Vec<ShownFile>,
    #[serde(skip)]
    images: Vec<Image>,
}

/// A file.
#[derive(Debug, Serialize, JsonSchema)]
struct ShownFile {
    id: String,
    name: Untrusted,
    /// In bytes.
    size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<Untrusted>,
    /// What it shows, in its sender's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Untrusted>,
    /// Good for some hours.
    url: String,
    /// Which of the images it is, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Untrusted>,
    /// How many bytes of it `text` is, where it is not all.
    #[serde(skip_serializing_if = "Option::is_none")]
    shown: Option<usize>,
}

impl ShownFile {
    fn new(file: &model::Attachment, text: Option<Untrusted>) -> Self {
        Self {
            id: file.id.clone(),
            name: Untrusted::new(&file.filename),
            size: file.size,
            content_type: file.content_type.as_deref().map(Untrusted::new),
            description: file.description.as_deref().map(Untrusted::new),
            url: file.url.clone(),
            image: None,
            text,
            shown: None,
        }
    }

    /// What it is, and below it, indented, what is in it: no text can pass for another file.
    fn lines(&self, page: &mut Page) -> fmt::Result {
        write!(page, "{} (ID: {}, {}", self.name.line(100), self.id, bytes(self.size))?;
        if let Some(kind) = &self.content_type {
            write!(page, ", {}", kind.line(60))?;
        }
        page.write_char(')')?;
        if let Some(description) = &self.description {
            write!(page, " {}", description.line(200))?;
        }
        match (&self.text, self.image) {
            (Some(_), _) => page.write_str(":\n")?,
            (None, Some(number)) => writeln!(page, ": image {number} below")?,
            (None, None) => writeln!(page, ": not shown; link: {}", Untrusted::new(&self.url))?,
        }
        for line in self.text.iter().flat_map(|text| text.as_str().lines()) {
            writeln!(page, "  {line}")?;
        }
        if let Some(shown) = self.shown {
            writeln!(page, "  [cut after {shown} of {} bytes]", self.size)?;
        }
        Ok(())
    }
}

impl Output for Shown {
    fn text(&self, page: &mut Page) -> fmt::Result {
        writeln!(page, "Files of message {} ({}):", self.message, self.files.len())?;
        page.begin_untrusted();
        for file in &self.files {
            file.lines(page)?;
        }
        let whole = |file: &ShownFile| file.image.is_some() || file.text.is_some() && file.shown.is_none();
        if !self.files.iter().all(whole) {
            page.hint("`download_attachment` saves a file as a whole");
        }
        for image in &self.images {
            page.image(image.clone());
        }
        Ok(())
    }

    structured!();
}
