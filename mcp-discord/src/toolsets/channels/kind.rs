use schemars::JsonSchema;
use serde::Deserialize;

use crate::{discord::model::ChannelKind, tool::Argument};

/// A type of channel that can be made and listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum ChannelType {
    #[default]
    Text,
    Voice,
    Category,
    #[serde(alias = "news")]
    Announcement,
    #[serde(alias = "stage_voice")]
    Stage,
    Forum,
    Media,
}

impl Argument for ChannelType {}

impl ChannelType {
    pub(super) const fn kind(self) -> ChannelKind {
        match self {
            Self::Text => ChannelKind::TEXT,
            Self::Voice => ChannelKind::VOICE,
            Self::Category => ChannelKind::CATEGORY,
            Self::Announcement => ChannelKind::ANNOUNCEMENT,
            Self::Stage => ChannelKind::STAGE,
            Self::Forum => ChannelKind::FORUM,
            Self::Media => ChannelKind::MEDIA,
        }
    }
}
