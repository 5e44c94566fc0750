mod ban;
mod bans;
mod kick;
mod member;
mod messages;
mod reactions;
pub(super) mod timeout;

use ban::{ban_member, unban_member};
use bans::list_bans;
use kick::kick_member;
use member::edit_member;
use messages::delete_messages;
use reactions::clear_reactions;
use timeout::timeout_member;

use crate::toolset;

toolset! {
    pub moderation: "Acting on members and on what they wrote: time-outs, kicks, bans, names, bulk deletion"
        => [
            timeout_member,
            kick_member,
            ban_member,
            unban_member,
            list_bans,
            edit_member,
            delete_messages,
            clear_reactions,
        ]
}
