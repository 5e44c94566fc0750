mod publish;

use publish::publish_message;

use crate::toolset;

toolset! {
    pub announcements: "Messages of announcement channels"
        => [publish_message]
}
