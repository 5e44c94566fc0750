//! What Discord refuses whoever asks: it is refused before it is sent, by the name of the field.

use std::ops::RangeInclusive;

use url::Url;

use super::{ChannelFields, Embed, EmbedField, TagFields, ThreadFields, model::ChannelKind};
use crate::tool::{Cause, Refusal};

/// The characters of a name: of a channel, a thread, a post.
pub(super) const NAME: RangeInclusive<usize> = 1..=100;

/// What Discord's document takes for a number without another limit.
const INT32: u32 = i32::MAX.unsigned_abs();

/// Refuses a text whose length is out of bounds.
pub(super) fn text(field: &str, text: Option<&str>, bounds: RangeInclusive<usize>) -> Option<Refusal> {
    out_of("characters", field, text?.chars().count(), &bounds)
}

/// Refuses a list whose length is out of bounds.
pub(super) fn list<T>(field: &str, items: Option<&[T]>, bounds: RangeInclusive<usize>) -> Option<Refusal> {
    out_of("items", field, items?.len(), &bounds)
}

fn number(field: &str, number: Option<u32>, bounds: &RangeInclusive<u32>) -> Option<Refusal> {
    let number = number.filter(|number| !bounds.contains(number))?;
    let reason = format!("`{field}` must be {} to {}; given: {number}", bounds.start(), bounds.end());
    Some(Refusal::new(Cause::Argument, reason).hint("call again with another value"))
}

fn out_of(unit: &str, field: &str, length: usize, bounds: &RangeInclusive<usize>) -> Option<Refusal> {
    if bounds.contains(&length) {
        return None;
    }
    let (least, most) = (bounds.start(), bounds.end());
    let reason = format!("`{field}` must have {least} to {most} {unit}; given: {length}");
    Some(Refusal::new(Cause::Argument, reason).hint("call again with another value"))
}

/// Refuses embeds that are too many, too large, or lead to no address.
///
/// Source: <https://discord.com/developers/docs/resources/message#embed-object-embed-limits>
pub(super) fn embeds(embeds: &[Embed]) -> Option<Refusal> {
    let all = || embeds.iter().map(Embed::characters).sum();
    list("embeds", Some(embeds), 0..=10)
        .or_else(|| embeds.iter().find_map(Embed::out_of_bounds))
        .or_else(|| out_of("characters", "embeds", all(), &(0..=6_000)))
}

impl Embed {
    fn out_of_bounds(&self) -> Option<Refusal> {
        let address = |field, text: &Option<String>| {
            let text = text.as_deref()?;
            let leads =
                Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https" | "attachment"));
            let reason = || format!("`{field}` of an embed must be an http or https address; given: {text}");
            (!leads).then(|| {
                Refusal::new(Cause::Argument, reason()).hint("give a whole address, or leave it out")
            })
        };
        text("title", self.title.as_deref(), 0..=256)
            .or_else(|| text("description", self.description.as_deref(), 0..=4_096))
            .or_else(|| text("footer", self.footer.as_deref(), 0..=2_048))
            .or_else(|| list("fields", Some(&self.fields), 0..=25))
            .or_else(|| self.fields.iter().find_map(EmbedField::out_of_bounds))
            .or_else(|| address("url", &self.url))
            .or_else(|| address("image", &self.image))
            .or_else(|| address("thumbnail", &self.thumbnail))
    }

    fn characters(&self) -> usize {
        let texts = [&self.title, &self.description, &self.footer];
        let texts = texts.into_iter().flatten().map(|text| text.chars().count()).sum::<usize>();
        let fields = self.fields.iter().map(|field| field.name.chars().count() + field.value.chars().count());
        texts + fields.sum::<usize>()
    }
}

impl EmbedField {
    fn out_of_bounds(&self) -> Option<Refusal> {
        text("name", Some(&self.name), 1..=256).or_else(|| text("value", Some(&self.value), 1..=1_024))
    }
}

impl ChannelFields {
    /// Source: <https://discord.com/developers/docs/resources/channel#modify-channel-json-params-guild-channel>
    pub(super) fn out_of_bounds(&self) -> Option<Refusal> {
        let tags = self.available_tags.as_deref();
        text("name", self.name.as_deref(), NAME)
            .or_else(|| text("topic", self.topic.as_deref(), 0..=4_096))
            .or_else(|| number("position", self.position, &(0..=INT32)))
            .or_else(|| number("slowmode_seconds", self.rate_limit_per_user, &(0..=21_600)))
            .or_else(|| number("bitrate", self.bitrate, &(8_000..=384_000)))
            .or_else(|| number("user_limit", self.user_limit, &(0..=10_000)))
            .or_else(|| list("tags", tags, 0..=20))
            .or_else(|| tags?.iter().find_map(TagFields::out_of_bounds))
    }
}

impl ChannelFields {
    /// Discord's document names the types that can be created, and media channels are not among them.
    pub(super) fn not_created(&self) -> Option<Refusal> {
        let media = self.kind.filter(|kind| *kind == ChannelKind::MEDIA)?;
        let reason = format!("Discord's API creates no channel of the type `{media}`");
        Some(
            Refusal::new(Cause::Argument, reason)
                .hint("create a forum, or have a person create it in Discord"),
        )
    }
}

impl TagFields {
    fn out_of_bounds(&self) -> Option<Refusal> {
        text("tags", self.name.as_deref(), 1..=20)
    }
}

impl ThreadFields {
    /// Source: <https://discord.com/developers/docs/resources/channel#modify-channel-json-params-thread>
    pub(super) fn out_of_bounds(&self) -> Option<Refusal> {
        text("name", self.name.as_deref(), NAME)
            .or_else(|| number("slowmode_seconds", self.rate_limit_per_user, &(0..=21_600)))
            .or_else(|| list("tags", self.applied_tags.as_deref(), 0..=5))
    }
}
