mod ban;
mod bans;
mod kick;
pub(super) mod timeout;

use ban::{ban_member, unban_member};
use bans::list_bans;
use kick::kick_member;
use timeout::timeout_member;

use crate::toolset;

toolset! {
    pub moderation: "Timing out, kicking and banning members"
        => [timeout_member, kick_member, ban_member, unban_member, list_bans]
}
